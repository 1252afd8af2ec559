"""Some names of a list: ticked, or told by their numbers."""

import re
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from communities.models import NameList

TOLD = 10  # numbers that a sentence names

_SPAN = re.compile(r"(\d{1,5})(?!\d)(?:\s*[-–־]\s*(\d{1,5})(?!\d))?")
_BETWEEN = re.compile(r"[\s,;]*")


class WrongNumbers(Exception):
    """The numbers can't be read, or name rows that are not ready; says which."""


def chosen_rows(name_list: NameList, ticked: Sequence[str], numbers: str) -> list[int]:
    """The keys of the rows that are ticked or told, in no order. Raises WrongNumbers."""
    chosen = {int(key) for key in ticked if key.isdecimal()}
    positions = _positions(numbers)
    ready = dict(
        name_list.rows.ready().filter(position__in=positions).values_list("position", "pk")
    )
    if missing := sorted(positions - set(ready)):
        raise WrongNumbers(
            _("These numbers are not in the list, or not ready: %(numbers)s")
            % {"numbers": ", ".join(map(str, missing[:TOLD])) + ("…" if missing[TOLD:] else "")}
        )
    return list(chosen | set(ready.values()))


def _positions(text: str) -> set[int]:
    """The numbers of "1-120, 300"."""
    found: set[int] = set()
    for span in _spans(text):
        found.update(span)
    return found


def _spans(text: str) -> Iterable[range]:
    place = 0
    while place < len(text):
        if between := _BETWEEN.match(text, place):
            place = between.end()
        if place == len(text):
            return
        span = _SPAN.match(text, place)
        if span is None:
            raise WrongNumbers(
                _("Write the numbers like this: 1-120, 300. This can’t be read: %(part)s")
                % {"part": text[place : place + 20]}
            )
        first = int(span[1])
        yield range(first, int(span[2] or first) + 1)
        place = span.end()
