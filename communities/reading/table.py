"""What was read, before anybody says what it means."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

MOST_ROWS = 5_000
MOST_COLUMNS = 60
LONGEST_CELL = 2_000  # characters


class CannotRead(Exception):
    """Why a file or a text can't be read, as a sentence in the reader's language."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it came; `number` is where it stood in the file, from 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file. `headings` is empty where the file has none."""

    headings: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def width(self) -> int:
        """How many columns there are."""
        return max(len(self.headings), *(len(line.cells) for line in self.lines))


def cleaned(cell: str) -> str:
    """The cell without the space around it, and without controls; nothing else is changed.

    Marks of direction that word processors and chats put around Hebrew are no part of a name.
    """
    kept = (c for c in cell if unicodedata.category(c) not in {"Cc", "Cf", "Zl", "Zp"} or c == "\t")
    return "".join(kept).replace("\t", " ").strip()


def within_limits(rows: Iterable[Sequence[str]]) -> Iterator[Line]:
    """The rows that have something in them, with their numbers.

    Raises CannotRead where there are too many, too wide ones, or a cell that is no name's.
    """
    count = 0
    for number, row in enumerate(rows, 1):
        if any(len(cell) > LONGEST_CELL for cell in row):
            raise CannotRead(
                _("Line %(line)s has a cell of more than %(limit)s characters; that is no name.")
                % {"line": f"{number:,}", "limit": f"{LONGEST_CELL:,}"}
            )
        cells = tuple(cleaned(cell) for cell in row)
        while cells and not cells[-1]:
            cells = cells[:-1]
        if not cells:
            continue
        if len(cells) > MOST_COLUMNS:
            raise CannotRead(
                _("Line %(line)s has more than %(limit)s columns; this is not a list of names.")
                % {"line": f"{number:,}", "limit": MOST_COLUMNS}
            )
        count += 1
        # A heading and a few lines of title may stand above the names.
        if count > MOST_ROWS + 10:
            raise CannotRead(
                _("One list holds up to %(limit)s names. Please divide this one.")
                % {"limit": f"{MOST_ROWS:,}"}
            )
        yield Line(number, cells)
