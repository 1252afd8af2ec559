"""Letters, people and exports for the tests of the printed register."""

from typing import Any

from django.contrib.auth.models import User

from letters.holders.inscriptions import get_or_create_purchaser, inscribe
from letters.models import Community, Letter, Person, RegisterExport, Scroll
from letters.register import exports

NOACH = 8_000  # a letter of the second parsha

HOSTILE = ['=HYPERLINK("x")', "+1", "-2", "@me", 'says "shalom", twice']


def assign(scroll: Scroll, ordinal: int, given_name: str, **fields: Any) -> Person:
    """Assign a letter of the scroll to a new person; the letter is created if it is missing."""
    payer = get_or_create_purchaser(email="chana@example.org", language="he")
    person = Person(
        purchaser=payer,
        given_name=given_name,
        **{"kind": "adult", "relation": "ben", "declared": "self", **fields},
    )
    (inscription,) = inscribe(series=scroll.series, people=[person])
    Letter.objects.get_or_create(
        scroll=scroll, ordinal=ordinal, defaults={"draw_rank": ordinal + 1_000}
    )
    Letter.objects.filter(scroll=scroll, ordinal=ordinal).update(inscription=inscription)
    return person


def community(slug: str, name: str, name_he: str = "") -> Community:
    return Community.objects.create(slug=slug, name=name, name_he=name_he, city="", country="GB")


def clerk() -> User:
    return User.objects.get_or_create(username="clerk")[0]


def requested(scroll: Scroll, file_format: str = "csv", **options: str) -> RegisterExport:
    """An export in the queue."""
    options = {"order": "text", "language": "en", **options}
    return exports.request_export(scroll=scroll, by=clerk(), file_format=file_format, **options)


def exported(scroll: Scroll, file_format: str = "csv", **options: str) -> RegisterExport:
    """An export that is done."""
    export = requested(scroll, file_format, **options)
    exports.run_pending_exports()
    export.refresh_from_db()
    assert export.state == "done"
    return export


def content(export: RegisterExport) -> bytes:
    with exports.download(export, by=clerk()) as file:
        return file.read()


def refreshed(export: RegisterExport) -> RegisterExport:
    export.refresh_from_db()
    return export
