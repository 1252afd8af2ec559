"""Series are data: what the program says of one comes from the database."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

from tests.project.test_languages import ROOT, lines

TITLE = re.compile(r"haklali|unity torah|children.s (sefer )?torah|ספר התורה", re.IGNORECASE)
OF_THE_SITE = {
    # The name of the site and of its application.
    "templates/500.html",
    "templates/base.html",
    "templates/account/email/base_message.txt",
    "communities/api/service.py",
    "communities/public/prints/wording.py",
    "families/find/codes.py",
    "letters/share_picture.py",
    "letters/siyum/calendar_file.py",
    "organisation/models/organisation.py",
    "templates/communities/public/community.html",
    "templates/letters/home.html",
    "unity_torah/environment.py",
    "unity_torah/settings/sign_in.py",
    "unity_torah/settings/unfold.py",
    "unity_torah/site_files.py",
    # Who stands behind the site, questions and answers: they name and compare the series. The
    # committee edits them.
    "organisation/shipped_texts/en/about.html",
    "organisation/shipped_texts/en/questions.html",
    "organisation/shipped_texts/he/about.html",
    "organisation/shipped_texts/he/questions.html",
    "organisation/shipped_texts/he/terms.html",
    "templates/letters/_about_children.html",
    "templates/letters/_about_series.html",
    # An example in a docstring.
    "letters/register/title_page.py",
}
CATALOGUES = sorted(Path(settings.BASE_DIR).glob("locale/*/LC_MESSAGES/django.po"))


def test_no_series_is_named_in_the_program() -> None:
    found = {file for file, line in lines() if TITLE.search(line)}
    assert found - OF_THE_SITE == set()
    assert OF_THE_SITE - found == set(), "Take these off the list"


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda each: str(each.relative_to(ROOT)))
def test_no_translation_names_a_series_that_the_sentence_does_not(catalogue: Path) -> None:
    with catalogue.open("rb") as file:
        messages = [each for each in read_po(file) if each.id]
    named = [
        each.id
        for each in messages
        if "הכללי" in str(each.string) and not re.search("Unity Torah|Haklali", str(each.id))
    ]
    assert named == []
