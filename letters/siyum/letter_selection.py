"""Which letters the committee means: the last ones, by their numbers, or by verses."""

import re

from django.utils.translation import gettext as _

from letters import torah

_NUMBER = r"\d{1,3}(?:,\d{3})+|\d+"
_RANGE = re.compile(rf"({_NUMBER})(?:\s*[-־‐-―]\s*({_NUMBER}))?")
_VERSES = re.compile(r"(\D+?)\s*(\d+)\s*:\s*(\d+)(?:\s*[-־‐-―]\s*(\d+))?")
_SEPARATOR = re.compile(r"[;\n]|,(?!\d{3}(?!\d))")


class InvalidSelection(ValueError):
    """What was written names no letters; `str()` is a sentence for the committee."""


def last_letters(edition: torah.Edition, count: int) -> set[int]:
    """The last so many ordinals of the text."""
    return set(range(len(edition) + 1 - count, len(edition) + 1))


def parse_ordinals(edition: torah.Edition, written: str) -> set[int]:
    """The ordinals of "304,700-304,805; 1". Raises Unclear."""
    ordinals: set[int] = set()
    for part in _parts(written):
        read = _RANGE.fullmatch(part)
        first, last = _bounds(read) if read else (0, 0)
        if not 1 <= first <= last <= len(edition):
            raise InvalidSelection(
                _("“%(part)s” names no letters from 1 to %(last)s.")
                % {"part": part, "last": f"{len(edition):,}"}
            )
        ordinals.update(range(first, last + 1))
    return ordinals


def parse_verses(edition: torah.Edition, written: str) -> set[int]:
    """The ordinals of "Devarim 34:10-12" or "דברים 34:12". Raises Unclear."""
    ordinals: set[int] = set()
    for part in _parts(written):
        read = _VERSES.fullmatch(part)
        book = _book(read[1]) if read else 0
        if not (read and book):
            raise InvalidSelection(
                _("“%(part)s” is not a verse, such as Devarim 34:12.") % {"part": part}
            )
        chapter, first = int(read[2]), int(read[3])
        try:
            for verse in range(first, int(read[4] or first) + 1):
                ordinals.update(edition.verse(book, chapter, verse))
        except torah.UnknownPlace as unknown:
            raise InvalidSelection(_("There is no “%(part)s”.") % {"part": part}) from unknown
    return ordinals


def format_ordinals(ordinals: set[int]) -> str:
    """Ordinals in few words, as `parse_ordinals` reads them: "1; 304,700-304,805"."""
    told: list[list[int]] = []
    for ordinal in sorted(ordinals):
        if told and ordinal == told[-1][1] + 1:
            told[-1][1] = ordinal
        else:
            told.append([ordinal, ordinal])
    return "; ".join(f"{a:,}" if a == b else f"{a:,}-{b:,}" for a, b in told)


def _parts(written: str) -> list[str]:
    return [part.strip() for part in _SEPARATOR.split(written) if part.strip()]


def _bounds(read: re.Match[str]) -> tuple[int, int]:
    first, last = (int((each or read[1]).replace(",", "")) for each in read.groups())
    return first, last


def _book(name: str) -> int:
    """The number of a book by its name in either language; 0 for another word."""
    for book in torah.BOOKS:
        if name.strip().casefold() in {book.name.casefold(), book.hebrew_name}:
            return book.number
    return 0
