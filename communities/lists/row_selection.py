"""Which rows of a list are meant: ticked, or given by their numbers."""

import re
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from communities.models import NameList

NUMBERS_SHOWN = 10  # in an error message

_RANGE = re.compile(r"(\d{1,5})(?!\d)(?:\s*[-–־]\s*(\d{1,5})(?!\d))?")
_SEPARATOR = re.compile(r"[\s,;]*")


class InvalidRowNumbers(Exception):
    """The numbers can't be parsed, or name rows that are not ready; the message says which."""


def selected_rows(name_list: NameList, ticked: Sequence[str], numbers: str) -> list[int]:
    """Primary keys of the rows ticked or given by number, unordered. Raises InvalidRowNumbers."""
    selected = {int(key) for key in ticked if key.isdecimal()}
    positions = _positions(numbers)
    ready = dict(
        name_list.rows.ready().filter(position__in=positions).values_list("position", "pk")
    )
    if missing := sorted(positions - set(ready)):
        shown = ", ".join(map(str, missing[:NUMBERS_SHOWN]))
        raise InvalidRowNumbers(
            _("These numbers are not in the list, or not ready: %(numbers)s")
            % {"numbers": shown + ("…" if missing[NUMBERS_SHOWN:] else "")}
        )
    return list(selected | set(ready.values()))


def _positions(text: str) -> set[int]:
    """The numbers of "1-120, 300"."""
    found: set[int] = set()
    for numbers in _ranges(text):
        found.update(numbers)
    return found


def _ranges(text: str) -> Iterable[range]:
    place = 0
    while place < len(text):
        if separator := _SEPARATOR.match(text, place):
            place = separator.end()
        if place == len(text):
            return
        match = _RANGE.match(text, place)
        if match is None:
            raise InvalidRowNumbers(
                _("Write the numbers like this: 1-120, 300. This can’t be read: %(part)s")
                % {"part": text[place : place + 20]}
            )
        first = int(match[1])
        yield range(first, int(match[2] or first) + 1)
        place = match.end()
