"""Rows and cells as they were read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from django.utils.translation import gettext as _

from core.forms.text_input import clean_line
from letters.reading.words import RELATION

MAX_ROWS = 5_000  # of a list
MAX_COLUMNS = 60
MAX_CELL_LENGTH = 2_000  # characters


class CannotRead(Exception):
    """Why a file or a text can't be read, as a sentence in the active language."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold: bytes, and rows with anything in them.

    The larger ones are for CSV and workbooks; other files have those of a list.
    """

    size: int
    rows: int


OF_A_LIST = Limits(10 * 1024 * 1024, MAX_ROWS)
OF_A_REGISTER = Limits(100 * 1024 * 1024, 500_000)


@dataclass(frozen=True, slots=True)
class Line:
    """One row; `number` is its line in the file or sheet, from 1.

    `questions`: codes of `Question`, of what the file itself leaves open. `comments`: of its cells.
    """

    number: int
    cells: tuple[str, ...]
    sheet: str = ""
    questions: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnusedText:
    """Text that is part of no name: a greeting, a title, or a cell of a column that is not used."""

    sheet: str
    line: int
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file; `headings` is empty if it has none.

    `unused`: texts around the rows, as greetings and titles. `empty`: how many rows of a text have
    nothing in them.
    """

    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    unused: tuple[UnusedText, ...] = ()
    empty: int = 0

    @property
    def width(self) -> int:
        return max(len(self.headings), *(len(line.cells) for line in self.lines))


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row as it is in the source, with its number there.

    `struck_out`: at least a part of one cell is. `comments`: of its cells.
    """

    number: int
    cells: Sequence[str]
    hidden: bool = False
    struck_out: bool = False
    comments: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook, one table of a document, or a whole text file."""

    name: str
    rows: Sequence[SourceRow]
    hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()
    unused: tuple[UnusedText, ...] = ()


@lru_cache(maxsize=1 << 15)
def has_letters(cell: str) -> bool:
    """Whether there is a letter in it."""
    return any(c.isalpha() for c in cell)


def clean_cell(cell: str) -> str:
    """The cell as one line, without invisible characters; each run of spaces is one.

    These include the marks of direction that programs put around Hebrew.
    """
    return " ".join(clean_line(cell).split())


def _people_on_lines(cell: str) -> str:
    """A cell with a whole name on each of its lines, with semicolons between."""
    lines = [line.strip(" \t,;") for line in cell.splitlines() if line.strip()]
    if len(lines) > 1 and all(RELATION.search(line) for line in lines):
        return "; ".join(lines)
    return cell


def _columns(cells: Sequence[str]) -> int:
    """How many cells a row has up to its last one with anything in it."""
    count = len(cells)
    while count > MAX_COLUMNS and not cells[count - 1].strip():
        count -= 1
    return count


def within_limits(
    rows: Iterable[SourceRow], read_before: int = 0, limits: Limits = OF_A_LIST
) -> Iterator[SourceRow]:
    """The rows that are not empty, their cells cleaned. `read_before`: rows of earlier sheets.

    Raises CannotRead if there are too many, or a row or a cell is too long.
    """
    count = read_before
    cleaned: dict[str, str] = {}  # names come again: one object for all that are equal
    for row in rows:
        if _columns(row.cells) > MAX_COLUMNS:
            raise CannotRead(
                _("Line %(line)s has more than %(limit)s columns; this is not a list of names.")
                % {"line": f"{row.number:,}", "limit": MAX_COLUMNS}
            )
        if max(map(len, row.cells), default=0) > MAX_CELL_LENGTH:
            raise CannotRead(
                _("Line %(line)s has a cell of more than %(limit)s characters; that is no name.")
                % {"line": f"{row.number:,}", "limit": f"{MAX_CELL_LENGTH:,}"}
            )
        cells = []
        for cell in row.cells[:MAX_COLUMNS]:
            if (clean := cleaned.get(cell)) is None:
                clean = cleaned[cell] = clean_cell(_people_on_lines(cell))
            cells.append(clean)
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        count += 1
        # Headings and a few lines of title are allowed above the names.
        if count > limits.rows + 10:
            raise CannotRead(
                _("One list holds up to %(limit)s names. Please divide this one.")
                % {"limit": f"{limits.rows:,}"}
            )
        yield replace(row, cells=cells)
