"""A certificate by its number and the family name on it: the answer at once.

The numbers follow each other, so a wrong family name and a number that does not exist have one
answer, and both count as misses.
"""

import re
from dataclasses import dataclass

from django.db.models import QuerySet

from families.find.places import Place, place_of
from letters.certificates.contents import certificate_number
from letters.matching import words
from letters.matching.parts import Degree, family_degree
from letters.models import Certificate

_NUMBER = re.compile(
    r"(?:\s*no\.?|\s*#)?\s*(\d{1,4})\s*[-–־/ ]\s*(\d{1,12})\s*", re.ASCII | re.IGNORECASE
)


@dataclass(frozen=True)
class KnownCertificate:
    """What is printed on the sheet, and whether it is valid."""

    number: str
    revision: int
    place: Place


def find_certificate(number: str, family: str) -> KnownCertificate | None:
    """The valid certificate of this number if the family name is the one on it."""
    found = certificates_numbered(number).filter(voided_at=None).first()
    held = found.inscription.person.family_name if found else ""
    agree = family_degree(words.family_words(family), words.family_words(held))
    if found is None or agree != Degree.SAME:
        return None
    return KnownCertificate(
        certificate_number(found), found.revision, place_of(found.inscription.letter)
    )


def is_number(typed: str) -> bool:
    """Whether this may be a certificate's number; whether there is such a one it does not say."""
    return _NUMBER.fullmatch(typed) is not None


def certificates_numbered(number: str) -> "QuerySet[Certificate]":
    """The certificate with this number as it is printed; none for any other text."""
    typed = _NUMBER.fullmatch(number)
    if typed is None:
        return Certificate.objects.none()
    scroll, pk = map(int, typed.groups())
    return Certificate.objects.select_related(
        "inscription__person", "inscription__letter__scroll__series"
    ).filter(pk=pk, inscription__letter__scroll__number=scroll)
