"""A certificate by its number and the family name on it: the answer at once.

Where no family name is printed, the mother's or the father's name stands in its place; the given
name does not, as a few given names are a tenth of all. The numbers follow each other, so a wrong
name and a number that does not exist have one answer, and both count as misses.
"""

import re
from dataclasses import dataclass

from django.db.models import QuerySet

from families.find.places import Place, place_of
from letters.certificates.contents import certificate_number
from letters.matching import words
from letters.matching.parts import Degree, family_degree, name_degree
from letters.matching.tables import FEMALE, MALE
from letters.models import Certificate, Person

_NUMBER = re.compile(
    r"(?:\s*no\.?|\s*#)?\s*(\d{1,4})\s*[-–־/ ]\s*(\d{1,12})\s*", re.ASCII | re.IGNORECASE
)


@dataclass(frozen=True)
class KnownCertificate:
    """What is printed on the sheet, and whether it is valid."""

    number: str
    revision: int
    place: Place


def find_certificate(number: str, name: str) -> KnownCertificate | None:
    """The valid certificate of this number if the name is the family name on it, see above."""
    found = certificates_numbered(number).filter(voided_at=None).first()
    if found is None or not _is_on_it(name, found.inscription.person):
        return None
    return KnownCertificate(
        certificate_number(found), found.revision, place_of(found.inscription.letter)
    )


def _is_on_it(name: str, person: Person) -> bool:
    if person.family_name:
        printed = words.family_words(person.family_name)
        return family_degree(words.family_words(name), printed) == Degree.SAME
    typed = words.given_words(name)
    parents = ((person.mother_name, FEMALE), (person.father_name, MALE))
    return any(
        name_degree(typed, words.given_words(parent), gender) == Degree.SAME
        for parent, gender in parents
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
