"""Parses a selection of letters: the last ones, by numbers, or by verses."""

import re
from itertools import chain

from django.utils.translation import gettext as _

from core.forms.text_input import parse_positive_int
from core.intervals import merge_ranges
from letters import torah

_NUMBER = r"\d{1,3}(?:,\d{3})+|\d+"
_RANGE = re.compile(rf"({_NUMBER})(?:\s*[-־‐-―]\s*({_NUMBER}))?")
_VERSES = re.compile(r"(\D+?)\s*(\d+)\s*:\s*(\d+)(?:\s*[-־‐-―]\s*(\d+))?")
_SEPARATOR = re.compile(r"[;\n]|,(?!\d{3}(?!\d))")


class InvalidSelection(ValueError):
    """The text does not select letters; `str()` is a sentence for the committee."""


def last_letters(edition: torah.Edition, count: int) -> set[int]:
    """The ordinals of the last `count` letters of the text."""
    return set(range(len(edition) + 1 - count, len(edition) + 1))


def parse_ordinals(edition: torah.Edition, text: str) -> set[int]:
    """The ordinals of "304,700-304,805; 1". Raises Unclear."""
    ranges = []
    for part in _parts(text):
        match = _RANGE.fullmatch(part)
        first, last = _bounds(match) if match else (0, 0)
        if not 1 <= first <= last <= len(edition):
            raise InvalidSelection(
                _("“%(part)s” names no letters from 1 to %(last)s.")
                % {"part": part, "last": f"{len(edition):,}"}
            )
        ranges.append(range(first, last + 1))
    return set(chain.from_iterable(merge_ranges(ranges)))


def parse_verses(edition: torah.Edition, text: str) -> set[int]:
    """The ordinals of "Devarim 34:10-12" or "דברים 34:12". Raises Unclear."""
    ordinals: set[int] = set()
    for part in _parts(text):
        match = _VERSES.fullmatch(part)
        book = _book(match[1]) if match else 0
        if not (match and book):
            raise InvalidSelection(
                _("“%(part)s” is not a verse, such as Devarim 34:12.") % {"part": part}
            )
        chapter, first, last = map(_number, (match[2], match[3], match[4] or match[3]))
        try:
            for verse in range(first, last + 1):
                ordinals.update(edition.verse(book, chapter, verse))
        except torah.UnknownPlace as unknown:
            raise InvalidSelection(_("There is no “%(part)s”.") % {"part": part}) from unknown
    return ordinals


def format_ordinals(ordinals: set[int]) -> str:
    """Ordinals as ranges that `parse_ordinals` reads: "1; 304,700-304,805"."""
    ranges: list[list[int]] = []
    for ordinal in sorted(ordinals):
        if ranges and ordinal == ranges[-1][1] + 1:
            ranges[-1][1] = ordinal
        else:
            ranges.append([ordinal, ordinal])
    return "; ".join(f"{a:,}" if a == b else f"{a:,}-{b:,}" for a, b in ranges)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _SEPARATOR.split(text) if part.strip()]


def _bounds(match: re.Match[str]) -> tuple[int, int]:
    first, last = (_number((each or match[1]).replace(",", "")) for each in match.groups())
    return first, last


def _number(digits: str) -> int:
    """0 for digits of another script, and for more than a number can have."""
    return parse_positive_int(digits) or 0


def _book(name: str) -> int:
    """The number of a book by its name in either language; 0 for anything else."""
    for book in torah.BOOKS:
        if name.strip().casefold() in {book.name.casefold(), book.hebrew_name}:
            return book.number
    return 0
