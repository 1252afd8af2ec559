"""Small files that cost a careless reader far more than they are worth."""

import io
import zipfile
from collections.abc import Callable

_CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="{target}" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/>'
    "</Relationships>"
)
_WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
)
_SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{rows}</sheetData></worksheet>"
)
_ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaaaaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 20}">'
        for before, name in zip("abcdefg", "bcdefgh", strict=True)
    )
    + "]>"
)


def zipped(parts: dict[str, str]) -> bytes:
    """A compressed archive of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def workbook_of(sheet: str, **others: str) -> bytes:
    """A workbook with the XML of its only sheet."""
    return zipped(
        {
            "[Content_Types].xml": _CONTENT_TYPES,
            "_rels/.rels": _RELATIONSHIPS.format(target="xl/workbook.xml", kind="officeDocument"),
            "xl/workbook.xml": _WORKBOOK,
            "xl/_rels/workbook.xml.rels": _RELATIONSHIPS.format(
                target="worksheets/sheet1.xml", kind="worksheet"
            ),
            "xl/worksheets/sheet1.xml": sheet,
            **others,
        }
    )


def _sheet(rows: str) -> bytes:
    return workbook_of(_SHEET.format(rows=rows))


def _ods(table: str) -> bytes:
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": "<manifest:manifest xmlns:manifest="
            '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
            "content.xml": "<office:document-content xmlns:office="
            '"urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table='
            '"urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text='
            '"urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
            f'<table:table table:name="a">{table}</table:table></office:spreadsheet>'
            "</office:body></office:document-content>",
        }
    )


def _word(body: str, before: str = "") -> bytes:
    return zipped(
        {
            "word/document.xml": f'<?xml version="1.0"?>{before}<w:document xmlns:w='
            '"http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
            f"{body}</w:body></w:document>"
        }
    )


def _row(number: int, cells: str) -> str:
    return f'<row r="{number}">{cells}</row>'


_MERGED = '<mergeCell ref="A1:A5000"/>'
_CELL = '<c t="inlineStr"><is><t>a</t></is></c>'
_ODS_CELL = (
    '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
    'office:value-type="string" table:number-columns-repeated="16384"><text:p>a</text:p>'
    "</table:table-cell></table:table-row>"
)
_MEGABYTE = 1024 * 1024

HOSTILE: dict[str, Callable[[], bytes]] = {
    "a workbook of 200 MB": lambda: zipped({"xl/workbook.xml": "0" * 200 * _MEGABYTE}),
    "two million cells": lambda: _sheet(_row(1, _CELL) * 500_000),
    "two million empty cells": lambda: _sheet(f"<row>{'<c/>' * 40}</row>" * 50_000),
    "a sheet of 70 MB of spaces": lambda: _sheet(" " * 70 * _MEGABYTE),
    "a cell in the last row and column": lambda: _sheet(
        _row(1, '<c r="A1"><v>1</v></c>') + _row(1048576, '<c r="XFD1048576"><v>1</v></c>')
    ),
    "shared strings of 30 MB": lambda: workbook_of(
        _SHEET.format(rows='<row><c t="s"><v>0</v></c></row>'),
        **{"xl/sharedStrings.xml": f"<sst>{'<si><t>a</t></si>' * 1_600_000}</sst>"},
    ),
    "struck out shared strings of 30 MB": lambda: workbook_of(
        _SHEET.format(rows='<row><c t="s"><v>0</v></c></row>'),
        **{
            "xl/sharedStrings.xml": f"<sst>{'<si><r><rPr><strike/></rPr></r></si>' * 700_000}</sst>"
        },
    ),
    "a million fonts": lambda: workbook_of(
        _SHEET.format(rows=_row(1, _CELL)),
        **{"xl/styles.xml": f"<a><fonts>{'<font><strike/></font>' * 1_000_000}</fonts></a>"},
    ),
    "a million comments": lambda: workbook_of(
        _SHEET.format(rows=_row(1, _CELL)),
        **{
            "xl/worksheets/_rels/sheet1.xml.rels": _RELATIONSHIPS.format(
                target="../c.xml", kind="comments"
            ),
            "xl/c.xml": f"<a>{'<comment><text>a</text></comment>' * 600_000}</a>",
        },
    ),
    "a comment of 20 MB": lambda: workbook_of(
        _SHEET.format(rows=_row(1, _CELL)),
        **{
            "xl/worksheets/_rels/sheet1.xml.rels": _RELATIONSHIPS.format(
                target="../c.xml", kind="comments"
            ),
            "xl/c.xml": f"<a><comment ref='A1'><text>{'a ' * 10_000_000}</text></comment></a>",
        },
    ),
    "a cell of 10 MB": lambda: _sheet(
        f'<row><c t="inlineStr"><is><t>{"a" * 10 * _MEGABYTE}</t></is></c></row>'
    ),
    "a million columns": lambda: _sheet(f"<row>{_CELL * 1_000_000}</row>"),
    "shared strings of 70 MB": lambda: workbook_of(
        _SHEET.format(rows='<row><c t="s"><v>0</v></c></row>'),
        **{"xl/sharedStrings.xml": f"<sst>{'<si><t>a</t></si>' * 4_000_000}</sst>"},
    ),
    "entities in a workbook": lambda: workbook_of(
        _ENTITIES + _SHEET.format(rows='<row><c t="inlineStr"><is><t>&h;</t></is></c></row>')
    ),
    "entities in a document": lambda: _word("<w:p><w:r><w:t>&h;</w:t></w:r></w:p>", _ENTITIES),
    "entities in XML of Excel 2003": (
        f'<?xml version="1.0"?>{_ENTITIES}<Workbook '
        'xmlns="urn:schemas-microsoft-com:office:spreadsheet">&h;</Workbook>'
    ).encode,
    "half a million columns": lambda: _sheet(f"<row>{_CELL * 700_000}</row>"),
    "a million merged areas": lambda: workbook_of(
        f"<worksheet><sheetData>{_row(1, _CELL)}</sheetData><mergeCells>"
        f"{_MERGED * 1_000_000}</mergeCells></worksheet>"
    ),
    "an .ods with repeated cells": lambda: _ods(_ODS_CELL),
    "an .ods with many comments": lambda: _ods(
        "<table:table-row><table:table-cell>"
        f"{'<office:annotation><text:p>a</text:p></office:annotation>' * 400_000}"
        "</table:table-cell></table:table-row>"
    ),
    "an .ods with many repeated rows": lambda: _ods(_ODS_CELL * 2_000),
    "a document of 70 MB": lambda: _word("<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 2_000_000),
    "a document of deep tables": lambda: _word("<w:tbl>" * 200_000 + "</w:tbl>" * 200_000),
    "a CSV of a million columns": lambda: b"a," * 1_000_000,
    "a CSV of 10 MB of quotation marks": lambda: b'"' * (10 * _MEGABYTE - 1),
    "a CSV of 10 MB of line breaks": lambda: b"\n" * (10 * _MEGABYTE - 1),
    "a text of 10 MB in one line": lambda: b"a" * (10 * _MEGABYTE - 1),
    "a text of 10 MB of spaces in a chat": lambda: (
        b"12/03/2026" + b" " * 9_000_000 + b"\n" + b"12/03/2026, 14:22 - a: b\n"
    ),
    "letters of no encoding, 10 MB": lambda: bytes(range(128, 255)) * 80_000,
    "a page of 10 MB of open cells": lambda: b"<table><tr>" + b"<td>" * 2_500_000,
    "a page of wide cells": lambda: b"<table>" + b'<tr><td colspan="999">a' * 400_000 + b"</table>",
    "10 MB of contacts": lambda: b"BEGIN:VCARD\nN:a;b\nEND:VCARD\n" * 350_000,
    "a list of 10 MB of small lines": lambda: b"a ben b\n" * 1_300_000,
    "a line of many bens": lambda: b"a ben " * 330,
    "a container of Excel 97 without end": lambda: (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\x00" * 16
        + b"\x3e\x00\x03\x00\xfe\xff\x09\x00"
        + b"\xff" * 5 * _MEGABYTE
    ),
}
