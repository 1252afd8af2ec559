"""Columns that only spaces divide, as a table copied from a PDF or typed has them."""

import re
from collections.abc import Sequence

from letters.reading.columns import is_heading
from letters.reading.table import SourceRow

_GAP = re.compile(r"\s{2,}")
_FEWEST = 2  # rows below the headings


def aligned_rows(lines: Sequence[tuple[int, str]]) -> list[SourceRow] | None:
    """The rows of such a table; None if not every row has as many cells as the headings.

    An empty cell would move those behind it to other columns, and nothing would show it.
    """
    rows = [SourceRow(number, _GAP.split(line.strip())) for number, line in lines if line.strip()]
    start = next((place for place, row in enumerate(rows) if len(row.cells) > 1), len(rows))
    below = rows[start + 1 :]
    while below and len(below[-1].cells) == 1:
        below = below[:-1]  # a signature or a total
    if len(below) < _FEWEST or not is_heading(rows[start].cells):
        return None
    if any(len(row.cells) != len(rows[start].cells) for row in below):
        return None
    return rows
