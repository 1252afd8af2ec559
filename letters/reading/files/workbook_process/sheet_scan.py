"""What the values of the cells of a sheet don't show."""

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from .limits import MAX_AREA, MAX_CELLS, MAX_COLUMNS, MAX_COMMENT_LENGTH, MAX_ROWS, TooLargeError

_LETTERS = re.compile(r"[A-Z]+")
_ROWS_OF_AREA = re.compile(r"\$?[A-Z]*\$?(\d+)(?::\$?[A-Z]*\$?(\d+))?$")
_FALSE = frozenset({"0", "false", "none"})


@dataclass(slots=True)
class Sheet:
    """Hidden rows and columns, errors, rows with anything struck out, comments; from 0."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    struck_rows: set[int] = field(default_factory=set)
    comments: dict[int, list[str]] = field(default_factory=dict)  # by row

    def add_comment(self, row: int, text: str) -> None:
        """Add a comment of a cell; longer ones are cut."""
        text = " ".join(text.split())[:MAX_COMMENT_LENGTH]
        if text:
            self.comments.setdefault(row, []).append(text)
        if len(self.comments) > MAX_ROWS or len(self.comments.get(row, ())) > MAX_COLUMNS:
            raise TooLargeError


@dataclass(frozen=True, slots=True)
class StruckOut:
    """Which styles of cells, conditional formats and shared strings are struck out."""

    styles: frozenset[str] = frozenset()
    formats: frozenset[str] = frozenset()
    strings: frozenset[str] = frozenset()


class SheetScan:
    """Reads the XML of a sheet of an .xlsx; counts its size."""

    def __init__(self, sheet: Sheet, struck: StruckOut, parser: expat.XMLParserType) -> None:
        self.sheet = sheet
        self.struck = struck
        self.parser = parser
        self.cells = 0
        self.row = self.column = -1
        self.last_row = self.last_column = 0
        self.kind = ""  # of the cell
        self.is_struck = False
        self.rows: list[tuple[int, int]] = []  # of a conditional format, first and last
        self.text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handle the beginning of an element."""
        name = name.rpartition(":")[2]
        if name == "row":
            self.row = int(attributes.get("r", self.row + 2)) - 1
            self.column = -1
            if attributes.get("hidden") in {"1", "true"}:
                self.sheet.hidden_rows.add(self.row)
        elif name == "c":
            self._cell(attributes)
        elif name in {"v", "t"}:
            self._value()
        else:
            self._other(name, attributes)

    def _other(self, name: str, attributes: dict[str, str]) -> None:
        if name == "strike" and self.kind == "inlineStr" and is_on(attributes.get("val")):
            self.sheet.struck_rows.add(self.row)
        elif name == "mergeCell":
            self._count()
        elif name == "col" and attributes.get("hidden") in {"1", "true"}:
            first, last = int(attributes["min"]), int(attributes["max"])
            self.sheet.hidden_columns.update(range(first - 1, min(last, MAX_COLUMNS)))
        elif name == "conditionalFormatting":
            self.rows = _rows_of(attributes.get("sqref", ""))
        elif name == "cfRule":
            self._rule(attributes)
        elif name == "extLst":
            self.kind = ""  # the fonts in it are not of a cell

    def _rule(self, attributes: dict[str, str]) -> None:
        """Of all rows of its areas: whether it holds for one of them is not computed."""
        self._count()
        if attributes.get("dxfId") in self.struck.formats:
            for first, last in self.rows:
                self.sheet.struck_rows.update(range(first, min(last, self.last_row) + 1))

    def _count(self) -> None:
        self.cells += 1
        if self.cells > MAX_CELLS:
            raise TooLargeError

    def _cell(self, attributes: dict[str, str]) -> None:
        self._count()
        letters = _LETTERS.match(attributes.get("r", ""))
        self.column = _column_number(letters.group()) if letters else self.column + 1
        self.kind = attributes.get("t", "")
        self.is_struck = attributes.get("s") in self.struck.styles

    def _value(self) -> None:
        self.last_row = max(self.last_row, self.row)
        self.last_column = max(self.last_column, self.column)
        if (self.last_row + 1) * (self.last_column + 1) > MAX_AREA:
            raise TooLargeError
        if self.is_struck:
            self.sheet.struck_rows.add(self.row)
        if self.kind == "e" or (self.kind == "s" and self.struck.strings):
            self.text = []
            # Only now: a call for each element and text of a large sheet takes seconds.
            self.parser.CharacterDataHandler = self.text.append
            self.parser.EndElementHandler = self._end_value

    def _end_value(self, _name: str) -> None:
        text = "".join(self.text)
        if self.kind == "e":
            self.sheet.errors[self.row, self.column] = text[:20]
        elif text in self.struck.strings:
            self.sheet.struck_rows.add(self.row)
        self.parser.CharacterDataHandler = self.parser.EndElementHandler = None


def is_on(value: str | None) -> bool:
    """Whether an element that switches something on does so; it does without a value."""
    return value is None or value.casefold() not in _FALSE


def parse(
    archive: zipfile.ZipFile,
    path: str,
    start: Callable[[str, dict[str, str]], None],
    parser: expat.XMLParserType | None = None,
) -> None:
    """Parse a part of the archive. Raises TooLargeError for entities."""
    parser = parser or expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EntityDeclHandler = _refuse_entities
    with archive.open(path) as file:
        parser.ParseFile(file)


def row_of(reference: str) -> int:
    """The row of a cell like “B12”, from 0."""
    return int(reference.lstrip("$ABCDEFGHIJKLMNOPQRSTUVWXYZ") or 1) - 1


def _rows_of(areas: str) -> list[tuple[int, int]]:
    """First and last row of each of some areas, as “A2:D100 F2”; of whole columns all rows."""
    found = []
    for area in areas.split()[:MAX_COLUMNS]:
        rows = _ROWS_OF_AREA.match(area)
        first, last = rows.groups() if rows else ("1", str(MAX_AREA))
        found.append((int(first) - 1, int(last or first) - 1))
    return found


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters[:4]:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _refuse_entities(*_arguments: object) -> None:
    raise TooLargeError
