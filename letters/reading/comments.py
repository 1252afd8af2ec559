"""Comments of cells, shown in a column of their own that is part of no name."""

from dataclasses import replace

from django.utils.translation import gettext as _

from letters.reading.table import MAX_CELL_LENGTH, Table


def with_comments(table: Table) -> Table:
    """The table with a last column of the comments of each row, if there are any."""
    if not any(line.comments for line in table.lines):
        return table
    width = table.width
    headings = (*table.headings, *[""] * (width - len(table.headings)), _("Comments in the file"))
    lines = tuple(
        replace(
            line, cells=(*_padded(line.cells, width), " · ".join(line.comments)[:MAX_CELL_LENGTH])
        )
        if line.comments
        else line
        for line in table.lines
    )
    return replace(table, headings=headings, lines=lines)


def _padded(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return (*cells, *[""] * (width - len(cells)))
