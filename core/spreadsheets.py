"""CSV for spreadsheets: Hebrew is recognised, and no cell is read as a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

# The full-width forms as well: spreadsheets in East Asian languages read them alike.
_FORMULA = (*"=+-@＝＋－＠", "\t", "\r", "\n")


def cell(value: object) -> str:
    """A value as text; one that a spreadsheet would run as a formula is prefixed by an apostrophe.

    Source: OWASP, "CSV injection".
    """
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of a CSV file, one row at a time; the first begins with a byte order mark."""
    line = io.StringIO()
    writer = csv.writer(line)
    line.write("\ufeff")  # without it some spreadsheets read UTF-8 as Latin-1
    for row in rows:
        writer.writerow([cell(value) for value in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()
