"""Word documents, web pages and other tables that are not workbooks; contacts of telephones."""

from tests.letters.reading.reading_set.case import Case
from tests.letters.reading.reading_set.files import docx, html_xls, rows, text_file, xml_2003

_TABLE = """Hebrew Name|Gender|Mother|Last Name
Yosef|M|Chana|Levi
Mushka|F|Sarah|Cohen
Eliyahu|M|Devorah|Katz"""
_PEOPLE = """
    Yosef | ben | Chana || Levi
    Mushka | bas | Sarah || Cohen
    Eliyahu | ben | Devorah || Katz
"""
_HEBREW_TABLE = """שם פרטי|בן/בת|שם האם|שם משפחה
יוסף|בן|חנה|לוי
מושקא|בת|שרה|כהן"""
_HEBREW_PEOPLE = "יוסף | ben | חנה || לוי\nמושקא | bas | שרה || כהן"

CASES = [
    Case("HTML saved as .xls", _PEOPLE, content=html_xls(_TABLE)),
    Case("HTML saved as .xls, Hebrew", _HEBREW_PEOPLE, content=html_xls(_HEBREW_TABLE)),
    Case(
        "HTML with a title above its table",
        _PEOPLE,
        content=html_xls(_TABLE, "<h1>Donors of the month</h1><p>Exported on Monday</p>"),
    ),
    Case("XML of Excel 2003", _PEOPLE, content=xml_2003(_TABLE)),
    Case("XML of Excel 2003, Hebrew", _HEBREW_PEOPLE, content=xml_2003(_HEBREW_TABLE)),
    Case("docx with a table", _PEOPLE, content=docx("Names for the Torah", rows(_TABLE))),
    Case("docx with a Hebrew table", _HEBREW_PEOPLE, content=docx(rows(_HEBREW_TABLE))),
    Case(
        "docx with two tables",
        _PEOPLE + "Dov | ben | Leah || Katz",
        content=docx(
            rows(_TABLE), "Children", rows("Hebrew Name|Gender|Mother|Last Name\nDov|M|Leah|Katz")
        ),
    ),
    Case(
        "docx with paragraphs",
        "Yosef | ben | Chana\nMushka | bas | Sarah\nDov | ben | Leah",
        content=docx("Names:\nYosef ben Chana\nMushka bas Sarah\nDov ben Leah"),
    ),
    Case(
        "docx with numbered paragraphs in Hebrew",
        "יוסף | ben | חנה\nמושקא | bas | שרה",
        content=docx('בס"ד\nשמות:\n1. יוסף בן חנה\n2. מושקא בת שרה'),
    ),
    Case(
        "docx with a name below its table",
        _PEOPLE + "Dov | ben | Leah",
        content=docx(rows(_TABLE), "Dov ben Leah"),
    ),
    Case(
        "contacts of a telephone, which have no parents",
        "Yosef |||| Levi\nMushka |||| Cohen",
        content=text_file(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Levi;Yosef;;;\r\nFN:Yosef Levi\r\n"
            "TEL;TYPE=CELL:+1 718 555 0100\r\nEND:VCARD\r\n"
            "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Cohen;Mushka\r\n"
            "END:VCARD\r\n"
        ),
    ),
]
