"""Build the files of cases: rows are written as lines with “|” between the cells."""

import csv
import io
import re
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import xlwt
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

_MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type='
    '"application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)

Rows = Sequence[Sequence[Any]]


def rows(text: str) -> list[list[str]]:
    """Rows and cells of a text with a row a line."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip("\n").splitlines()]


def csv_file(text: str, encoding: str = "utf-8", delimiter: str = ",") -> Callable[[], bytes]:
    """A file with delimiters, in an encoding."""
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows(text))
    return lambda: file.getvalue().encode(encoding)


def text_file(text: str, encoding: str = "utf-8") -> Callable[[], bytes]:
    """A text as it is, in an encoding."""
    return lambda: text.encode(encoding)


def xlsx(
    *sheets: Rows | str,
    names: Sequence[str] = (),
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[str] = (),
    hidden_sheets: Sequence[int] = (),
    merged: Sequence[str] = (),
    struck_out: Sequence[str] = (),
    comments: Mapping[str, str] | None = None,
) -> Callable[[], bytes]:
    """A workbook; what is hidden, merged, struck out or commented is in its first sheet."""

    def made() -> bytes:
        book = Workbook()
        book.remove(book.worksheets[0])
        for place, content in enumerate(sheets):
            sheet = book.create_sheet(names[place] if place < len(names) else f"Sheet{place + 1}")
            for row in rows(content) if isinstance(content, str) else content:
                sheet.append([value if value != "" else None for value in row])
            if place in hidden_sheets:
                sheet.sheet_state = "hidden"
        first = book.worksheets[0]
        for number in hidden_rows:
            first.row_dimensions[number].hidden = True
        for letter in hidden_columns:
            first.column_dimensions[letter].hidden = True
        for area in merged:
            first.merge_cells(area)
        for cell in struck_out:
            first[cell].font = Font(strike=True)
        for cell, text in (comments or {}).items():
            first[cell].comment = Comment(text, "a helper")
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

    return made


def xls(
    *sheets: Rows | str,
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
    struck_rows: Sequence[int] = (),
    comments: Mapping[tuple[int, int], str] | None = None,
) -> Callable[[], bytes]:
    """A workbook of Excel 97-2003; each sheet has the hidden rows and columns.

    `comments`: by row and column, from 1; the records are those that [MS-XLS] names.
    """
    plain, struck = xlwt.XFStyle(), xlwt.easyxf("font: struck_out on")

    def made() -> bytes:
        book = xlwt.Workbook(encoding="utf-8")
        for place, content in enumerate(sheets):
            sheet = book.add_sheet(f"Sheet{place + 1}")
            table = rows(content) if isinstance(content, str) else content
            for row, cells in enumerate(table):
                for column, value in enumerate(cells):
                    if value == "#N/A":
                        sheet.row(row).set_cell_error(column, 42)  # its code
                    else:
                        sheet.write(row, column, value, struck if row + 1 in struck_rows else plain)
                sheet.row(row).hidden = row + 1 in hidden_rows
            for column in hidden_columns:
                sheet.col(column).hidden = True
            if comments:
                _add_comments(sheet, comments)
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

    return made


def _add_comments(sheet: Any, comments: Mapping[tuple[int, int], str]) -> None:
    """xlwt writes none: drawn objects with their texts, and the places of the comments."""
    records = b""
    for number, text in enumerate(comments.values(), 1):
        plain = text.isascii()
        data = bytes([not plain]) + text.encode("ascii" if plain else "utf-16-le")
        records += _record(0x5D, struct.pack("<HHHH14x", 0x15, 0x12, 0x19, number) + bytes(4))
        records += _record(0x1B6, struct.pack("<HH6xHH4x", 0x212, 0, len(text), 16))
        records += _record(0x3C, data) + _record(0x3C, bytes(16))
    for number, (row, column) in enumerate(comments, 1):
        records += _record(0x1C, struct.pack("<HHHHH", row - 1, column - 1, 0, number, 0) + b"\0")
    written = sheet.get_biff_data
    end = _record(0x0A, b"")

    def with_comments() -> bytes:
        content: bytes = written()
        assert content.endswith(end)
        return content[: -len(end)] + records + end

    sheet.get_biff_data = with_comments


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def ods(
    text: str,
    hidden_rows: Sequence[int] = (),
    struck_rows: Sequence[int] = (),
    comments: Mapping[int, str] | None = None,
) -> Callable[[], bytes]:
    """A spreadsheet of LibreOffice; comments are beside the first cell of a row."""
    cells = "".join(
        _ods_row(
            row,
            ' table:visibility="filter"' if number in hidden_rows else "",
            ' table:style-name="struck"' if number in struck_rows else "",
            (comments or {}).get(number, ""),
        )
        for number, row in enumerate(rows(text), 1)
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.2">'
        '<office:automatic-styles><style:style style:name="struck" style:family="table-cell">'
        '<style:text-properties style:text-line-through-style="solid"/></style:style>'
        "</office:automatic-styles><office:body><office:spreadsheet>"
        '<table:table table:name="Sheet1">'
        f"{cells}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return _zip(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": _MANIFEST,
        }
    )


def _ods_row(row: Sequence[str], visibility: str, style: str, comment: str) -> str:
    note = (
        "<office:annotation><dc:creator>a helper</dc:creator><dc:date>2026-03-01T10:00:00</dc:date>"
        f"<text:p>{escape(comment)}</text:p></office:annotation>"
    )
    cells = [
        f'<table:table-cell office:value-type="string"{style}>{note if comment and not n else ""}'
        f"<text:p>{escape(cell)}</text:p></table:table-cell>"
        if cell
        else "<table:table-cell/>"
        for n, cell in enumerate(row)
    ]
    return f"<table:table-row{visibility}>{''.join(cells)}</table:table-row>"


def docx(*parts: str | Rows, comment: str = "", beside: str = "") -> Callable[[], bytes]:
    """A Word document: a text is paragraphs, rows are a table.

    `comment`: of the text `beside`, where it is first.
    """
    body = "".join(
        "".join(_paragraph(line) for line in part.strip("\n").splitlines())
        if isinstance(part, str)
        else _word_table(part)
        for part in parts
    )
    document = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w='
        '"http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{body}</w:body></w:document>"
    )
    reference = f'<w:t>{beside}</w:t></w:r><w:r><w:commentReference w:id="7"/>'
    comments = (
        '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'<w:comment w:id="7" w:author="a helper">{_paragraph(comment)}</w:comment></w:comments>'
    )
    parts_of_file = {"[Content_Types].xml": "<Types/>", "word/document.xml": document}
    if comment:
        parts_of_file["word/document.xml"] = re.sub(
            f"<w:t[^>]*>{beside}</w:t>", reference, document, count=1
        )
        parts_of_file["word/comments.xml"] = comments
    return _zip(parts_of_file)


def html_xls(text: str, before: str = "") -> Callable[[], bytes]:
    """A web page with a table, as programs save it with the ending .xls."""
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows(text)
    )
    page = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset="utf-8">'
        f"<style>td {{color: red}}</style></head><body>{before}<table>{body}</table></body></html>"
    )
    return page.encode


def xml_2003(text: str) -> Callable[[], bytes]:
    """An XML spreadsheet of Excel 2003."""
    table = "".join(
        "<Row>"
        + "".join(f'<Cell><Data ss:Type="String">{escape(cell)}</Data></Cell>' for cell in row)
        + "</Row>"
        for row in rows(text)
    )
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="Names"><Table>{table}</Table></Worksheet></Workbook>'
    ).encode


def _paragraph(text: str) -> str:
    """A tilde at the beginning strikes it out."""
    font = "<w:rPr><w:strike/></w:rPr>" if text.startswith("~") else ""
    return f"<w:p><w:r>{font}<w:t>{escape(text.lstrip('~'))}</w:t></w:r></w:p>"


def _word_table(table: Rows) -> str:
    return (
        "<w:tbl>"
        + "".join(
            "<w:tr>" + "".join(f"<w:tc>{_paragraph(str(cell))}</w:tc>" for cell in row) + "</w:tr>"
            for row in table
        )
        + "</w:tbl>"
    )


def _zip(parts: dict[str, str]) -> Callable[[], bytes]:
    def made() -> bytes:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        return file.getvalue()

    return made
