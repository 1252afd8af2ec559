"""Deleting one person, or a purchaser with everybody inscribed from the address."""

from families.privacy.erasure import erase
from families.privacy.subject import subject_of_people, subject_of_purchaser
from letters.models import Purchaser


def erase_person(person: int) -> None:
    erase(subject_of_people([person]))


def erase_purchaser(purchaser: int) -> None:
    erase(subject_of_purchaser(Purchaser.objects.get(pk=purchaser)))
