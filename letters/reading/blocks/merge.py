"""One table of several blocks: a column of a later block joins the column that means the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from letters.reading.columns import recognise_columns
from letters.reading.fields import Field
from letters.reading.headings.meanings import folded
from letters.reading.questions import Question
from letters.reading.table import Line, Table, UnusedText


@dataclass(slots=True)
class Block:
    """Rows with the same columns."""

    headings: tuple[str, ...]
    lines: list[Line] = field(default_factory=list)

    @property
    def table(self) -> Table:
        return Table(self.headings, tuple(self.lines))


def merged(blocks: Sequence[Block], unused: Sequence[UnusedText]) -> Table:
    """One table of all blocks: a column of a later block joins the column that means the same."""
    first = blocks[0]
    if len(blocks) == 1:
        return Table(first.headings, tuple(first.lines), tuple(unused))
    headings = [*first.headings, *[""] * (first.table.width - len(first.headings))]
    fields = recognise_columns(first.table)
    lines = list(first.lines)
    for block in blocks[1:]:
        places = _places(block, headings, fields)
        continues = first.headings and not block.headings and len(places) == first.table.width
        if continues:
            places = list(range(len(places)))
        for line in block.lines:
            cells = [""] * len(headings)
            for place, cell in zip(places, line.cells, strict=False):
                cells[place] = cell
            guessed = (Question.COLUMNS_GUESSED.value,) if continues else ()
            lines.append(replace(line, cells=tuple(cells), questions=(*line.questions, *guessed)))
    return Table(tuple(headings), tuple(lines), tuple(unused))


def _places(block: Block, headings: list[str], fields: list[Field]) -> list[int]:
    """For each column of a block its column in the merged table, which is added if need be."""
    own = recognise_columns(block.table)
    places: list[int] = []
    for column, own_field in enumerate(own):
        heading = block.headings[column] if column < len(block.headings) else ""
        place = _same_column(heading, own_field, headings, fields, places)
        if place is None:
            place = len(headings)
            headings.append(heading)
            fields.append(own_field)
        places.append(place)
    return places


def _same_column(
    heading: str, own: Field, headings: Sequence[str], fields: Sequence[Field], taken: Sequence[int]
) -> int | None:
    for place, (other, other_field) in enumerate(zip(headings, fields, strict=True)):
        same_heading = bool(heading) and folded(heading) == folded(other)
        # A column of given names may have whole names in some rows.
        both_given = {own, other_field} <= {Field.WHOLE, Field.GIVEN}
        if place not in taken and (same_heading or both_given or (own and own == other_field)):
            return place
    return None
