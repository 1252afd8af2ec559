"""A card to print: one side of one sheet, folded twice."""

import json
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import override

from core.calendar.hebrew_calendar import hebrew_date, ordinal
from core.languages import is_right_to_left
from core.printing.typst import TypstTemplate
from letters.certificates.contents import certificate_document
from letters.certificates.wording import parsha_title
from letters.models import Certificate


def render_card(
    certificate: Certificate, *, giver: str, greeting: str, language: str, paper: str
) -> bytes:
    """The card as a PDF of one page, for a paper ("a4", "letter")."""
    document = certificate_document(certificate, language=language, paper=paper)
    with override(language):
        data = {
            "paper": paper,
            "language": language,
            "right_to_left": is_right_to_left(language),
            "title": document.series_titles[language],
            "name": f"{document.line} {document.honorific}".rstrip(),
            "sentence": _("has a letter in the %(number)s %(series)s")
            % {
                "number": ordinal(document.scroll_number, language),
                "series": document.series_titles[language],
            },
            "parsha": parsha_title(document.parsha, language) if document.parsha else "",
            "day": hebrew_date(document.day.jewish, language),
            "greeting": greeting.splitlines(),
            "giver": giver,
        }
    return _template().render({"card": json.dumps(data)}, day=document.day.civil)


@cache
def _template() -> TypstTemplate:
    return TypstTemplate(Path(__file__).parent / "card.typ")
