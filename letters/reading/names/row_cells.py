"""The cells of a row by field."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from letters.reading.fields import Field
from letters.reading.names.cell_words import joined, split_words
from letters.reading.names.checks import is_ditto, is_placeholder, is_unknown
from letters.reading.names.honorifics import take_honorifics
from letters.reading.names.parsed_name import Issue, ParsedName
from letters.reading.names.relations import between_at_start
from letters.reading.names.same_names import same_name

_NAMES = (
    *(Field.GIVEN, Field.MIDDLE, Field.WHOLE, Field.CIVIL),
    *(Field.MOTHER, Field.FATHER, Field.PARENTS, Field.FAMILY),
)


class RowCells:
    """The cells of a row by field, without those that are empty in other words."""

    def __init__(self, name: ParsedName, columns: Sequence[Field], cells: Sequence[str]) -> None:
        self.name = name
        self.cells: dict[Field, list[str]] = {}
        self.unknown: set[Field] = set()
        for field, cell in zip(columns, cells, strict=False):
            text = " ".join(cell.split())
            if field and text:
                self._add(field, text)

    def _add(self, field: Field, text: str) -> None:
        if field in _NAMES:
            stands_for = _stands_for(text)
            if stands_for == "unknown":
                self.unknown.add(field)
            if stands_for == "ditto":
                self.name.add(Issue.NO_NAME_WORD)
            if stands_for:
                return
        self.cells.setdefault(field, []).append(text)

    def first(self, field: Field) -> str:
        found = self.cells.get(field)
        return found[0] if found else ""

    def text(self, field: Field) -> str:
        """The only value of a field; two that differ are an issue."""
        found = self.cells.get(field)
        if not found:
            return ""
        if any(not same_name(found[0], other) for other in found[1:]):
            self.name.add(Issue.FIELDS_DISAGREE)
        return found[0]

    def parent(self, field: Field) -> str:
        """A parent's name without honorifics and the word before it."""
        return _parent_name(self.text(field))


@lru_cache(maxsize=1 << 15)
def _stands_for(text: str) -> Literal["unknown", "nothing", "ditto", ""]:
    """What a cell without a name says in its place."""
    if is_unknown(text):
        return "unknown"
    if is_placeholder(text):
        return "nothing"
    return "ditto" if is_ditto(text) else ""


@lru_cache(maxsize=1 << 15)
def _parent_name(cell: str) -> str:
    words = take_honorifics(split_words(cell)).words
    return joined(words[between_at_start(words) :])
