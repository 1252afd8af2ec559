"""A small scroll whose letters have people in many places, for the tests of the register."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from letters.holders.inscriptions import inscribe, purchaser
from letters.models import Community, Letter, Person, RegisterExport, Scroll
from letters.register import exports

NOACH = 8_000  # a letter of the second parsha

HOSTILE = ['=HYPERLINK("x")', "+1", "-2", "@me", 'says "shalom", twice']


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """Where the files of this test's registers lie."""
    settings.PRIVATE_ROOT = tmp_path
    private = settings.STORAGES["private"]
    private = {**private, "OPTIONS": {**private["OPTIONS"], "location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "private": private}
    return tmp_path / "registers"


def give(scroll: Scroll, ordinal: int, given: str, **told: Any) -> Person:
    """A letter of the scroll to somebody, made where it was not."""
    payer = purchaser(email="chana@example.org", language="he")
    person = Person(
        purchaser=payer,
        given_name=given,
        **{"kind": "adult", "relation": "ben", "declared": "self", **told},
    )
    (inscription,) = inscribe(series=scroll.series, people=[person])
    Letter.objects.get_or_create(
        scroll=scroll, ordinal=ordinal, defaults={"draw_rank": ordinal + 1_000}
    )
    Letter.objects.filter(scroll=scroll, ordinal=ordinal).update(inscription=inscription)
    return person


def community(slug: str, name: str, name_he: str = "") -> Community:
    """A community of that name."""
    return Community.objects.create(slug=slug, name=name, name_he=name_he, city="", country="GB")


def clerk() -> User:
    """Somebody who asks for registers."""
    return User.objects.get_or_create(username="clerk")[0]


def asked(scroll: Scroll, form: str = "csv", **wish: str) -> RegisterExport:
    """A register that was asked for."""
    whole = {"order": "text", "language": "en", **wish}
    return exports.ask(scroll=scroll, by=clerk(), form=form, **whole)


def made(scroll: Scroll, form: str = "csv", **wish: str) -> RegisterExport:
    """A register that was asked for and made."""
    export = asked(scroll, form, **wish)
    exports.make_what_waits()
    export.refresh_from_db()
    assert export.state == "done"
    return export


def content(export: RegisterExport) -> bytes:
    """What is in its file."""
    with exports.fetch(export, by=clerk()) as file:
        return file.read()
