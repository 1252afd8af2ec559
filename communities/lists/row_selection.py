"""Which rows of a list are meant: ticked, or given by their numbers."""

import re
from collections.abc import Iterable, Sequence
from itertools import chain, islice

from django.utils.translation import gettext as _

from communities.models import NameList
from core.forms.text_input import parse_positive_ints
from core.intervals import merge_ranges

NUMBERS_SHOWN = 10  # in an error message

_RANGE = re.compile(r"(\d{1,5})(?!\d)(?:\s*[-–־]\s*(\d{1,5})(?!\d))?")
_SEPARATOR = re.compile(r"[\s,;]*")


class InvalidRowNumbers(Exception):
    """The numbers can't be parsed, or name rows that are not ready; the message says which."""


def selected_rows(name_list: NameList, ticked: Sequence[str], numbers: str) -> list[int]:
    """Primary keys of the rows ticked or given by number, unordered. Raises InvalidRowNumbers."""
    selected = set(parse_positive_ints(ticked))
    if not (wanted := merge_ranges(_ranges(numbers))):
        return list(selected)
    ready = dict(name_list.rows.ready().values_list("position", "pk"))
    positions = list(chain.from_iterable(wanted))  # merged: at most 100,000
    missing = list(islice((each for each in positions if each not in ready), NUMBERS_SHOWN + 1))
    if missing:
        shown = ", ".join(map(str, missing[:NUMBERS_SHOWN]))
        raise InvalidRowNumbers(
            _("These numbers are not in the list, or not ready: %(numbers)s")
            % {"numbers": shown + ("…" if missing[NUMBERS_SHOWN:] else "")}
        )
    return list(selected | {ready[each] for each in positions})


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
