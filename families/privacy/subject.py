"""Whose data is deleted or handed over: people of the register, and who inscribed them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from letters.holders.renaming import earlier_names
from letters.models import Person, Purchaser
from letters.models.person import ERASED_DOMAIN

_SHORTEST = 5  # characters of a line that is looked for in texts: a shorter one is in other words


def erased_address(purchaser: int) -> str:
    """What stands in place of the address of a purchaser that was deleted."""
    return f"erased-{purchaser}@{ERASED_DOMAIN}"


@dataclass(frozen=True)
class Subject:
    """People by their keys; with a purchaser, all of that purchaser's and the purchaser too.

    `address` is the purchaser's in lower case, "" without one. `lines` are the names as they are
    and were printed, to be looked for in texts that somebody typed.
    """

    people: tuple[int, ...]
    purchaser: int | None = None
    address: str = ""
    lines: tuple[str, ...] = field(default=(), repr=False)


def subject_of_people(people: Sequence[int]) -> Subject:
    """These people only: what their purchaser bought for others stays."""
    found = Person.objects.filter(pk__in=people, erased_at=None).order_by("pk")
    return Subject(people=tuple(each.pk for each in found), lines=_lines(list(found)))


def subject_of_purchaser(purchaser: Purchaser) -> Subject:
    """A purchaser with everybody that was inscribed from this address."""
    found = list(Person.objects.filter(purchaser=purchaser, erased_at=None).order_by("pk"))
    return Subject(
        people=tuple(each.pk for each in found),
        purchaser=purchaser.pk,
        address="" if purchaser.erased_at else purchaser.email.lower(),
        lines=_lines(found),
    )


def _lines(people: Sequence[Person]) -> tuple[str, ...]:
    lines = {line for person in people for line in _lines_of(person)}
    # A single name is that of many others, too.
    return tuple(sorted(each for each in lines if " " in each and len(each) >= _SHORTEST))


def _lines_of(person: Person) -> list[str]:
    return [person.line, *(name for name, _until in earlier_names(person))]
