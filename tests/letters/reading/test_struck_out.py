"""Rows struck out in a file, and its comments: by which parts of the file they are found."""

import io
from collections.abc import Callable

import pytest
import xlwt
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle

from letters.reading import Question, Table, read_file, read_text
from letters.reading.struck_out import is_struck_out, without_marks
from tests.letters.reading.hostile_files import workbook_of, zipped
from tests.letters.reading.reading_set.files import docx, ods, xlsx

_TABLE = "Hebrew Name|Gender|Mother\nYosef|M|Chana\nMushka|F|Sarah"
_SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    "{rows}</sheetData></worksheet>"
)


def read(content: bytes) -> Table:
    """Read a file."""
    return read_file(io.BytesIO(content), len(content))


def struck(table: Table) -> list[str]:
    """The first cells of the rows that are asked about."""
    return [line.cells[0] for line in table.lines if Question.STRUCK_OUT in line.questions]


def saved(fill: Callable[[Workbook], None]) -> bytes:
    """A workbook of the table with what `fill` does to its first sheet."""
    book = Workbook()
    for row in _TABLE.splitlines():
        book.worksheets[0].append(row.split("|"))
    fill(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_part_of_a_cell_that_is_struck_out_is_asked_about() -> None:
    def fill(book: Workbook) -> None:
        through = TextBlock(InlineFont(strike=True), "Rivka")
        book.worksheets[0]["A3"] = CellRichText(through, " Mushka")

    assert struck(read(saved(fill))) == ["Rivka Mushka"]


def test_rows_that_a_rule_may_strike_out_are_asked_about() -> None:
    def fill(book: Workbook) -> None:
        rule = Rule("expression", formula=["$D2"], dxf=DifferentialStyle(Font(strike=True)))
        book.worksheets[0].conditional_formatting.add("A2:C2", rule)
        rule = Rule("expression", formula=["$D3"], dxf=DifferentialStyle(Font(bold=True)))
        book.worksheets[0].conditional_formatting.add("A3:C3", rule)

    assert struck(read(saved(fill))) == ["Yosef"]


def test_font_that_is_not_struck_out_is_not_asked_about() -> None:
    def fill(book: Workbook) -> None:
        book.worksheets[0]["A2"].font = Font(strike=False, bold=True)

    table = read(saved(fill))
    assert struck(table) == []
    assert table.headings == ("Hebrew Name", "Gender", "Mother")


def test_text_of_a_cell_itself_that_is_struck_out_is_asked_about() -> None:
    cell = '<c t="inlineStr"><is>{}</is></c>'
    heading = cell.format("<t>Hebrew name</t>")
    rows = [
        heading,
        cell.format("<t>Yosef ben Chana</t>"),
        cell.format("<r><rPr><strike/></rPr><t>Dov ben Leah</t></r>"),
        cell.format('<r><rPr><strike val="0"/></rPr><t>Mushka bas Sarah</t></r>'),
    ]
    sheet = _SHEET.format(rows="".join(f"<row>{row}</row>" for row in rows))
    assert struck(read(workbook_of(sheet))) == ["Dov ben Leah"]


def test_comments_are_in_a_column_of_their_own() -> None:
    table = read(xlsx(_TABLE, comments={"A2": "or Yosef\nYitzchok", "C2": "Chana Leah?"})())
    assert table.headings[3] == "Comments in the file"
    assert table.lines[0].cells[3] == "or Yosef Yitzchok · Chana Leah?"
    assert [Question.COMMENT in line.questions for line in table.lines] == [True, False]


def test_comments_beside_headings_and_empty_rows_are_unused_texts() -> None:
    comments = {"A1": "as in shul", "B9": "ask Levi"}
    table = read(xlsx(_TABLE, comments=comments)())
    assert [(text.line, text.text) for text in table.unused] == [(9, "ask Levi"), (1, "as in shul")]
    assert not any(line.questions for line in table.lines)


def test_comment_of_an_ods_is_without_its_author_and_date() -> None:
    table = read(ods(_TABLE, comments={3: "Chaya Mushka"})())
    assert table.lines[1].cells == ("Mushka", "F", "Sarah", "Chaya Mushka")


def test_comment_of_a_newer_version_is_read_once() -> None:
    comments = "<comments><commentList><comment ref='A1'><text><t>{}</t></text></comment>"
    older = "[Threaded comment] Your version of Excel … Comment: her name"
    relations = (
        '<Relationships><Relationship Id="a" Target="../comments1.xml" Type="x/comments"/>'
        '<Relationship Id="b" Target="/xl/threaded.xml" Type="x/threadedComment"/></Relationships>'
    )
    row = '<row><c t="inlineStr"><is><t>Yosef ben Chana</t></is></c></row>'
    table = read(
        workbook_of(
            _SHEET.format(rows=row),
            **{
                "xl/worksheets/_rels/sheet1.xml.rels": relations,
                "xl/comments1.xml": comments.format(older) + "</commentList></comments>",
                "xl/threaded.xml": "<a><threadedComment ref='A1'><text>her name</text>"
                "</threadedComment></a>",
            },
        )
    )
    assert table.lines[0].cells == ("Yosef ben Chana", "her name")


def test_styles_of_columns_and_rows_and_their_parents_strike_out_in_an_ods() -> None:
    """As LibreOffice writes a whole column or row that is formatted at once."""
    parts = (
        ("<table:table-column/>", '<table:table-row table:default-cell-style-name="child">'),
        ('<table:table-column table:default-cell-style-name="child"/>', "<table:table-row>"),
    )
    for column, row in parts:
        content = _ods_of_one_row(column, row)
        assert struck(read(content)) == ["Yosef ben Chana"]
    assert struck(read(_ods_of_one_row("", "<table:table-row>"))) == []


def _ods_of_one_row(column: str, row: str) -> bytes:
    names = ["office", "style", "table", "text"]
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in names)
    properties = '<style:text-properties style:text-line-through-style="{}"/>'
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": "<manifest:manifest xmlns:manifest="
            '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
            "styles.xml": f"<office:styles {spaces}>"
            f'<style:style style:name="parent">{properties.format("solid")}</style:style>'
            f'<style:style style:name="plain">{properties.format("none")}</style:style>'
            "</office:styles>",
            "content.xml": f"<office:document-content {spaces}><office:automatic-styles>"
            '<style:style style:name="child" style:parent-style-name="parent"/>'
            "</office:automatic-styles><office:body><office:spreadsheet>"
            f'<table:table table:name="a">{column}{row}'
            '<table:table-cell office:value-type="string"><text:p>Yosef ben Chana</text:p>'
            "</table:table-cell></table:table-row></table:table></office:spreadsheet>"
            "</office:body></office:document-content>",
        }
    )


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("❌ Yosef", "Yosef"),
        ("3. ✗ Yosef", "Yosef"),
        ("Yosef ❌", "Yosef"),
        ("~Yosef~", "Yosef"),
        ("- ~~Yosef ben Chana~~", "- Yosef ben Chana"),
        ("Y̶o̶s̶e̶f̶", "Yosef"),
    ],
)
def test_signs_that_strike_out(text: str, plain: str) -> None:
    assert is_struck_out(text)
    assert without_marks(text) == plain


@pytest.mark.parametrize("text", ["Yosef", "~ Yosef", "✅ Yosef", "x Yosef", "Yosef ~ Chana"])
def test_other_signs_strike_nothing_out(text: str) -> None:
    assert not is_struck_out(text)


def test_struck_out_cells_of_a_page_do_not_reach_the_next_row() -> None:
    page = (
        "<table><tr><td>Hebrew name<td>Mother<tr><td><s>Yosef<td>Chana<tr><td>Dov<td>Leah</table>"
    )
    assert struck(read_text(page.replace("<s>Yosef", "<s>Yosef</s>"))) == ["Yosef"]
    assert struck(
        read_text(page.replace("<td><s>", '<td style="text-decoration:line-through">'))
    ) == ["Yosef"]


def test_numbers_struck_out_side_by_side_in_an_xls_are_asked_about() -> None:
    """Excel and xlwt write them as one record, MULRK."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Names")
    for row, cells in enumerate([*_TABLE.splitlines()]):
        for column, value in enumerate(cells.split("|")):
            sheet.write(row, column, value)
    for column in (3, 4):
        sheet.write(2, column, 7 + column, xlwt.easyxf("font: struck_out on"))
    file = io.BytesIO()
    book.save(file)
    assert b"\xbd\x00\x12\x00" in file.getvalue()  # the record, and its length for two cells
    assert struck(read(file.getvalue())) == ["Mushka"]


def test_comment_of_a_document_is_a_question_and_is_shown() -> None:
    content = docx(
        "Yosef ben Chana\nMushka bas Sarah", comment="or Chaya?", beside="Yosef ben Chana"
    )
    table = read(content())
    assert [Question.COMMENT in line.questions for line in table.lines] == [True, False]
    assert table.lines[0].cells[-1] == "or Chaya?"


def test_comment_of_a_document_beside_no_name_is_not_lost() -> None:
    content = docx("Dear Rabbi,\nYosef ben Chana", comment="not for print", beside="Dear Rabbi,")
    assert "not for print" in [each.text for each in read(content()).unused]


EXCEL_PAGE = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>
.xl65 {display:none;} .MsoComment {color:red}</style></head><body><table>
 <col width=64><col width=0 COLUMN>
 <tr><td>Hebrew name</td><td>Mother</td><td>Gender</td></tr>
 <tr ROW><td CELL>Yosef<![if !supportAnnotations]><span class=msocomspan1><a
  class=msocomanch href="#_msocom_1" name="_msoanchor_1">[1]</a></span><![endif]></td>
  <td>Chana</td><td>M</td></tr>
 <tr><td>Mushka</td><td>Sarah</td><td>F</td></tr>
</table>
<div style='mso-element:comment-list'><hr class=msocomhide><div style='mso-element:comment'>
<div id="_com_1" class=msocomtxt><a class=msocomhide href="#_msoanchor_1"
name="_msocom_1">[1]</a> a helper:<br>in fact Yosef Yitzchok</div></div></div></body></html>"""


def test_comment_of_a_page_of_excel_is_asked_about() -> None:
    table = read_text(EXCEL_PAGE)
    assert [line.cells[0] for line in table.lines] == ["Yosef", "Mushka"]
    assert table.lines[0].comments == ("a helper:in fact Yosef Yitzchok",)
    assert [line.questions for line in table.lines] == [(Question.COMMENT.value,), ()]


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("ROW", "style='display:none;height:15pt'"),
        ("ROW", "hidden"),
        ("CELL", "class=xl65"),
        ("COLUMN", "style='display:none'"),
    ],
)
def test_what_a_page_of_excel_hides_is_asked_about(place: str, text: str) -> None:
    table = read_text(EXCEL_PAGE.replace(place, text))
    assert Question.HIDDEN.value in table.lines[0].questions
    assert (Question.HIDDEN.value in table.lines[1].questions) == (place == "COLUMN")


def test_hidden_line_of_a_page_is_asked_about() -> None:
    page = "<html><p>Yosef ben Chana<p style='display:none'>Mushka bas Sarah<p>Dov ben Leah"
    asked = [line.questions for line in read_text(page).lines]
    assert asked == [(), (Question.HIDDEN.value,), ()]
