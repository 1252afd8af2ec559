"""HTML, as many programs save it with the ending .xls, and the XML of Excel 2003."""

import io
import re
from collections.abc import Collection, Iterator
from html.parser import HTMLParser
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from django.utils.translation import gettext as _

from letters.reading.files.file_types import broken_file
from letters.reading.struck_out import marked
from letters.reading.table import MAX_COLUMNS, MAX_ROWS, CannotRead, Sheet, SourceRow

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_ROWS = MAX_ROWS + 50
_TAGS = 400_000  # 5,000 rows of 60 cells, and some more
_CLASS = re.compile(r"\.([\w-]+)")
_MAX_OPEN = 50  # elements that strike out
# Their beginning is the end of the one before, if that was never closed.
_ENDS = {
    "td": ("td", "th"),
    "th": ("td", "th"),
    "tr": ("td", "th", "tr"),
    "p": ("p",),
    "li": ("li",),
}
_VOID = frozenset({"br", "img", "meta", "input", "hr", "link", "col"})
_BLOCKS = frozenset({"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "br", "tr"})


def sheets_of_html(text: str) -> list[Sheet]:
    """A sheet for each table, and one of the lines outside of them. Raises CannotRead."""
    parser = _Tables()
    parser.feed(text)
    parser.close()
    parser.end_line()
    tables = [Sheet("", rows) for rows in parser.tables if rows]
    return [*([Sheet("", parser.outside)] if parser.outside else []), *tables]


class _Tables(HTMLParser):
    """Collects the cells of tables. A cell may span columns and rows; rows are then repeated."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[SourceRow]] = []
        self.outside: list[SourceRow] = []
        self.rows: list[SourceRow] = []
        self.row: list[str] | None = None
        self.cell: list[str] | None = None
        self.line: list[str] = []
        self.depth = self.span = self.hidden = self.tags = 0
        self.style = False
        self.struck_classes: set[str] = set()
        # Open elements that strike out, by their tag.
        self.struck: list[str] = []
        self.row_struck = self.line_struck = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags += 1
        if self.tags > _TAGS:
            raise CannotRead(
                _(
                    "This page is far larger than a list of names. "
                    "Copy the names and paste them here."
                )
            )
        attributes = {name: value or "" for name, value in attrs}
        self.struck = [each for each in self.struck if each not in _ENDS.get(tag, ())]
        if tag not in _VOID and len(self.struck) < _MAX_OPEN and self._strikes_out(tag, attributes):
            self.struck.append(tag)
        self.style = tag == "style"
        if tag in {"script", "style", "title"}:
            self.hidden += 1
        elif tag == "table":
            self.end_line()
            self.depth += 1
            if self.depth == 1:
                self.rows = []
                self.tables.append(self.rows)
        elif tag == "tr" and self.depth:
            self._end_row()
            self.row = []
        elif tag in {"td", "th"} and self.depth:
            self._end_cell()
            self.row = [] if self.row is None else self.row
            span = attributes.get("colspan", "1")
            self.span = min(int(span), MAX_COLUMNS) if span.isdecimal() and len(span) < 4 else 1
            self.cell = []
        elif tag in _BLOCKS:
            self._break()

    def _strikes_out(self, tag: str, attributes: dict[str, str]) -> bool:
        if tag in self.struck[-1:]:
            return True  # so that its end is not taken for that of the outer one
        return (
            tag in {"s", "del", "strike"}
            or "line-through" in attributes.get("style", "")
            or not self.struck_classes.isdisjoint(attributes.get("class", "").split())
        )

    def handle_endtag(self, tag: str) -> None:
        if tag in self.struck:
            del self.struck[len(self.struck) - 1 - self.struck[::-1].index(tag) :]
        if tag in {"script", "style", "title"}:
            self.hidden = max(0, self.hidden - 1)
        elif tag in {"td", "th"}:
            self._end_cell()
        elif tag == "tr":
            self._end_row()
        elif tag == "table":
            self._end_row()
            self.depth = max(0, self.depth - 1)
        elif tag in _BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if self.hidden:
            if self.style:
                self.struck_classes.update(_struck_classes(data))
            return
        if self.struck and data.strip():
            self.row_struck = self.row_struck or bool(self.depth)
            self.line_struck = self.line_struck or not self.depth
        if self.cell is not None:
            self.cell.append(data)
        elif not self.depth:
            self.line.append(data)

    def end_line(self) -> None:
        """Close a line outside of the tables."""
        text = " ".join("".join(self.line).split())
        self.line = []
        if self.line_struck:
            text = marked(text)
        self.line_struck = False
        if text and len(self.outside) < _ROWS:
            self.outside.append(SourceRow(self.getpos()[0], (text,)))

    def _break(self) -> None:
        if self.cell is not None:
            self.cell.append(" ")
        elif not self.depth:
            self.end_line()

    def _end_cell(self) -> None:
        if self.cell is not None and self.row is not None and len(self.row) <= MAX_COLUMNS:
            self.row.extend(["".join(self.cell), *[""] * (self.span - 1)])
        self.cell = None

    def _end_row(self) -> None:
        self._end_cell()
        if self.row and any(map(str.strip, self.row)):
            if len(self.rows) >= _ROWS:
                raise CannotRead(
                    _("One list holds up to %(limit)s names. Please divide this one.")
                    % {"limit": f"{MAX_ROWS:,}"}
                )
            self.rows.append(SourceRow(len(self.rows) + 1, self.row, struck_out=self.row_struck))
        self.row = None
        self.row_struck = False


def _struck_classes(style: str) -> Iterator[str]:
    """The classes that a style sheet strikes out."""
    for rule in style.split("}"):
        selector, _brace, body = rule.partition("{")
        if "line-through" in body:
            yield from _CLASS.findall(selector)


def sheets_of_spreadsheet_xml(text: str) -> list[Sheet]:
    """The sheets of an XML workbook of Excel 2003. Raises CannotRead."""
    # Its declared encoding is that of the file, which is decoded already.
    source = io.BytesIO(text.partition("?>")[2].encode())
    sheets: list[Sheet] = []
    name, number = "", 0
    rows: list[SourceRow] = []
    struck: set[str] = set()  # styles
    try:
        for event, element in iterparse(source, events=("start", "end"), forbid_dtd=True):
            if event == "start" and element.tag == f"{_SS}Worksheet":
                name, rows, number = element.get(f"{_SS}Name", ""), [], 0
                sheets.append(Sheet(name, rows))
            elif event == "end" and element.tag == f"{_SS}Style":
                font = element.find(f"{_SS}Font")
                if font is not None and font.get(f"{_SS}StrikeThrough") == "1":
                    struck.add(element.get(f"{_SS}ID", ""))
            elif event == "end" and element.tag == f"{_SS}Row":
                number = int(element.get(f"{_SS}Index", number + 1))
                if len(rows) < _ROWS:
                    rows.append(_xml_row(number, element, struck))
                element.clear()
    except (ParseError, DefusedXmlException, ValueError):
        raise CannotRead(broken_file()) from None
    return sheets


def _xml_row(number: int, row: Element, struck: Collection[str]) -> SourceRow:
    cells = [cell for cell in row.iter(f"{_SS}Cell") if cell.find(f"{_SS}Data") is not None]
    of_row = row.get(f"{_SS}StyleID")
    comments = [
        " ".join("".join(comment.itertext()).split()) for comment in row.iter(f"{_SS}Comment")
    ]
    return SourceRow(
        number,
        _xml_cells(row),
        hidden=row.get(f"{_SS}Hidden") == "1",
        struck_out=any(cell.get(f"{_SS}StyleID", of_row) in struck for cell in cells),
        comments=[text for text in comments if text],
    )


def _xml_cells(row: Element) -> list[str]:
    cells: list[str] = []
    for cell in row.iter(f"{_SS}Cell"):
        place = int(cell.get(f"{_SS}Index", len(cells) + 1)) - 1
        if place > MAX_COLUMNS:
            break
        cells.extend([""] * (place - len(cells)))
        data = cell.find(f"{_SS}Data")
        text = "" if data is None else "".join(data.itertext())
        if data is not None and data.get(f"{_SS}Type") == "DateTime":
            text = text.partition("T00:00:00")[0]
        cells.append(text)
    return cells
