"""The XML of Excel 2003, whose files end in .xml or .xls."""

import io
from collections.abc import Collection
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from letters.reading.files.file_types import broken_file
from letters.reading.table import MAX_COLUMNS, MAX_ROWS, CannotRead, Sheet, SourceRow

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_ROWS = MAX_ROWS + 50


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
