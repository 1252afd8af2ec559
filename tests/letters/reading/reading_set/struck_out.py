"""Rows that are struck out in the file, and comments beside cells: both are asked about."""

from tests.letters.reading.reading_set.case import Case
from tests.letters.reading.reading_set.files import docx, html_xls, ods, rows, text_file, xls, xlsx

_HEADINGS = "Hebrew Name|Gender|Mother|Last Name"
_ROW = "Mushka|F|Sarah|Cohen"
_TABLE = f"{_HEADINGS}\nYosef|M|Chana|Levi\n{_ROW}\nEliyahu|M|Devorah|Katz"
_PEOPLE = """
    Yosef | ben | Chana || Levi
    Mushka | bas | Sarah || Cohen
    Eliyahu | ben | Devorah || Katz
"""
_TWO = "Yosef | ben | Chana\nMushka | bas | Sarah"
_ONE = "Mushka | bas | Sarah || Cohen"
_CELLS = "<td>Mushka</td><td>F</td><td>Sarah</td><td>Cohen</td>"
_PAGE = (
    "<html><head><style>td {} .s1, td.s2{text-decoration:line-through;color:red}</style></head>"
    "<body><table><tr><td>Hebrew Name<td>Gender<td>Mother<td>Last Name</tr>ROW</table></body>"
)
_XML_2003 = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="s1">'
    '<Font ss:StrikeThrough="1"/></Style></Styles><Worksheet ss:Name="a"><Table>HEADINGS'
    "<Row>CELLS</Row></Table></Worksheet></Workbook>"
)


def _page(row: str) -> bytes:
    return _PAGE.replace("ROW", row).encode()


def _xml_2003(style: str, comment: str = "") -> bytes:
    headings = "".join(f"<Cell><Data>{text}</Data></Cell>" for text in _HEADINGS.split("|"))
    cells = "".join(
        f'<Cell ss:StyleID="{style}"><Data>{text}</Data>{comment}</Cell>'
        for text in _ROW.split("|")
    )
    page = _XML_2003.replace("HEADINGS", f"<Row>{headings}</Row>")
    return page.replace("CELLS", cells).encode()


CASES = [
    Case("struck out in an .xlsx", _PEOPLE, content=xlsx(_TABLE, struck_out=["A3", "D3"])),
    Case(
        "struck out in an .xlsx, the family name alone",
        _ONE,
        content=xlsx(f"{_HEADINGS}\n{_ROW}", struck_out=["D2"]),
        must_ask=True,
    ),
    Case("struck out in an .xls", _PEOPLE, content=xls(_TABLE, struck_rows=[3])),
    Case("struck out in an .ods", _PEOPLE, content=ods(_TABLE, struck_rows=[4])),
    Case(
        "struck out in a page, by an element",
        _ONE,
        content=lambda: _page(f"<tr>{_CELLS.replace('Mushka', '<s>Mushka</s>')}</tr>"),
        must_ask=True,
    ),
    Case(
        "struck out in a page, by a class",
        _ONE,
        content=lambda: _page("<tr>" + _CELLS.replace("<td>S", '<td class="a s2">S')),
        must_ask=True,
    ),
    Case(
        "struck out in a page, by a style of the row",
        _ONE,
        content=lambda: _page(f'<tr style="text-decoration: line-through">{_CELLS}</tr>'),
        must_ask=True,
    ),
    Case("a page with nothing struck out", _ONE, content=lambda: _page(f"<tr>{_CELLS}</tr>")),
    Case(
        "struck out in a page without a table",
        _TWO,
        content=html_xls("", before="<p>Yosef ben Chana<p><del>Mushka bas Sarah</del>"),
    ),
    Case("struck out in XML of Excel 2003", _ONE, content=lambda: _xml_2003("s1"), must_ask=True),
    Case(
        "a comment in XML of Excel 2003",
        _ONE,
        content=lambda: _xml_2003("s2", "<Comment><Data>in fact Sarah Leah</Data></Comment>"),
        must_ask=True,
    ),
    Case("struck out in a Word document", _TWO, content=docx("Yosef ben Chana\n~Mushka bas Sarah")),
    Case("struck out by a cross", _TWO, "Yosef ben Chana\n❌ Mushka bas Sarah"),
    Case("struck out by a cross behind", _TWO, "1. Yosef ben Chana\n2. Mushka bas Sarah ✗"),
    Case("struck out by tildes, as chats do it", _TWO, "Yosef ben Chana\n~Mushka bas Sarah~"),
    Case(
        "struck out by a cross in a table",
        _ONE,
        content=text_file("Hebrew Name,Gender,Mother,Last Name\n❌ Mushka,F,Sarah,Cohen"),
        must_ask=True,
    ),
    Case("ticked names are not struck out", _TWO, "✅ Yosef ben Chana\n✅ Mushka bas Sarah"),
    Case(
        "a comment in an .xlsx",
        _PEOPLE,
        content=xlsx(_TABLE, comments={"A3": "her name is Chaya Mushka", "F9": "call Levi"}),
    ),
    Case(
        "comments in an .xls",
        _PEOPLE,
        content=xls(
            _TABLE, comments={(3, 1): "her name is Chaya Mushka", (4, 2): "נוסף שם: אליעזר"}
        ),
    ),
    Case(
        "a comment in an .ods",
        _PEOPLE,
        content=ods(_TABLE, comments={2: "Yosef Yitzchok since Pesach"}),
    ),
    Case(
        "a comment in a list of one column",
        _TWO,
        content=xlsx(
            "Names\nYosef ben Chana\nMushka bas Sarah", comments={"A3": "or Chaya Mushka?"}
        ),
    ),
    Case(
        "a comment in a Word document",
        _TWO,
        content=docx(
            "Yosef ben Chana\nMushka bas Sarah",
            comment="or Chaya Mushka?",
            beside="Mushka bas Sarah",
        ),
    ),
    Case(
        "a comment in a table of a Word document",
        _PEOPLE,
        content=docx(rows(_TABLE), comment="her name is Chaya Mushka", beside="Mushka"),
    ),
]
