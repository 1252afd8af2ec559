"""What the values of an .ods don't show. Format: OpenDocument 1.3, part 3."""

import io
import zipfile
from typing import ClassVar
from xml.parsers import expat

from .limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, TooLargeError
from .sheet_scan import Sheet, is_on, parse

_LINES = ("style:text-line-through-style", "style:text-line-through-type")


def scan_ods(content: bytes) -> dict[str, Sheet]:
    """What the values don't show, by the name of the sheet."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parser = expat.ParserCreate()
        scan = _OdsScan(parser)
        if "styles.xml" in archive.namelist():
            parse(archive, "styles.xml", scan.start)
        parse(archive, "content.xml", scan.start, parser)
    return scan.sheets


class _OdsScan:
    """Styles first, then the sheets that use them."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.parser = parser
        self.sheets: dict[str, Sheet] = {}
        self.sheet = Sheet()
        self.elements = 0
        self.style = ""
        self.struck: set[str] = set()  # names of styles
        self.row, self.repeated, self.column = -1, 1, 0
        self.columns: dict[int, str] = {}  # their struck styles
        self.is_struck = False  # the cell
        self.row_style = ""
        self.text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handle the beginning of an element."""
        self.elements += 1
        if self.elements > 2 * MAX_CELLS:
            raise TooLargeError
        if handle := self.handlers.get(name):
            handle(self, attributes)

    def _sheet(self, attributes: dict[str, str]) -> None:
        self.sheet = self.sheets[attributes.get("table:name", "")] = Sheet()
        self.row, self.repeated, self.column, self.columns = -1, 1, 0, {}

    def _named_style(self, attributes: dict[str, str]) -> None:
        self.style = attributes.get("style:name", "")
        if attributes.get("style:parent-style-name") in self.struck:
            self.struck.add(self.style)

    def _style(self, attributes: dict[str, str]) -> None:
        lines = [attributes[each] for each in _LINES if each in attributes]
        if lines and all(map(is_on, lines)):
            self.struck.add(self.style)
        elif lines:
            self.struck.discard(self.style)

    def _column(self, attributes: dict[str, str]) -> None:
        count = int(attributes.get("table:number-columns-repeated", 1))
        columns = range(self.column, self.column + min(count, MAX_COLUMNS))
        if _is_hidden(attributes):
            self.sheet.hidden_columns.update(columns)
        style = attributes.get("table:default-cell-style-name", "")
        if style in self.struck:
            self.columns.update(dict.fromkeys(columns, style))
        self.column += count

    def _row(self, attributes: dict[str, str]) -> None:
        self.row += self.repeated
        self.repeated = int(attributes.get("table:number-rows-repeated", 1))
        self.column = 0
        self.row_style = attributes.get("table:default-cell-style-name", "")
        if _is_hidden(attributes):
            self.sheet.hidden_rows.update(self._rows())

    def _rows(self) -> range:
        return range(self.row, self.row + min(self.repeated, MAX_ROWS))

    def _cell(self, attributes: dict[str, str]) -> None:
        default = self.row_style or self.columns.get(self.column, "")
        self.is_struck = attributes.get("table:style-name", default) in self.struck
        self.column += int(attributes.get("table:number-columns-repeated", 1))

    def _text(self, attributes: dict[str, str]) -> None:
        is_comment = self.parser.EndElementHandler is not None
        if not is_comment and (self.is_struck or attributes.get("text:style-name") in self.struck):
            self.sheet.struck_rows.update(self._rows())

    def _comment(self, _attributes: dict[str, str]) -> None:
        self.text = []
        self.parser.CharacterDataHandler = self.text.append
        self.parser.EndElementHandler = self._end

    def _end(self, name: str) -> None:
        if name in {"dc:creator", "dc:date", "meta:date-string"}:
            self.text.clear()
        elif name == "text:p":
            self.text.append(" ")
        elif name == "office:annotation":
            self.parser.CharacterDataHandler = self.parser.EndElementHandler = None
            self.sheet.add_comment(self.row, "".join(self.text))

    handlers: ClassVar = {
        "table:table": _sheet,
        "table:table-column": _column,
        "table:table-row": _row,
        "table:table-cell": _cell,
        "table:covered-table-cell": _cell,
        "text:p": _text,
        "text:span": _text,
        "office:annotation": _comment,
        "style:style": _named_style,
        "style:text-properties": _style,
    }


def _is_hidden(attributes: dict[str, str]) -> bool:
    return attributes.get("table:visibility") in {"collapse", "filter"}
