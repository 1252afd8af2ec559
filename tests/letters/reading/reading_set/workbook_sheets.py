"""Workbooks with several sheets, and with hidden rows, columns and sheets."""

from tests.letters.reading.reading_set.case import Case
from tests.letters.reading.reading_set.files import ods, xls, xlsx
from tests.letters.reading.reading_set.workbook_tables import (
    HEADINGS,
    HEBREW_HEADINGS,
    HEBREW_PEOPLE,
    HEBREW_TABLE,
    PEOPLE,
    TABLE,
)

CASES = [
    Case(
        "three sheets with the same headings",
        PEOPLE + "Dov | ben | Leah || Katz\nRivka | bas | Rachel || Blum",
        content=xlsx(
            TABLE,
            f"{HEADINGS}\nDov|M|Leah|Katz",
            f"{HEADINGS}\nRivka|F|Rachel|Blum",
            names=["Adults", "Boys", "Girls"],
        ),
    ),
    Case(
        "two sheets with the columns in another order",
        "Yosef | ben | Chana || Levi\nDov | ben | Leah || Katz",
        content=xlsx(
            f"{HEADINGS}\nYosef|M|Chana|Levi",
            "Last Name|Mother|Hebrew Name|Gender\nKatz|Leah|Dov|M",
        ),
    ),
    Case(
        "a sheet of names and a sheet of notes",
        PEOPLE,
        content=xlsx(TABLE, "To do\nCall the printer\nBook the hall", names=["Names", "Notes"]),
    ),
    Case(
        "a second sheet without headings",
        PEOPLE + "Dov | ben | Leah || Katz",
        content=xlsx(TABLE, "Dov|M|Leah|Katz"),
    ),
    Case(
        "a second sheet of an .xls",
        HEBREW_PEOPLE + "דב | ben | לאה || כץ",
        content=xls(HEBREW_TABLE, f"{HEBREW_HEADINGS}\nדב|בן|לאה|כץ"),
    ),
    Case(
        "hidden rows",
        PEOPLE,
        content=xlsx(TABLE, hidden_rows=[3, 4]),
    ),
    Case("hidden rows of an .xls", PEOPLE, content=xls(TABLE, hidden_rows=[3])),
    Case(
        "a hidden column of an .xls",
        "Yosef | ben | Chana || Levi",
        content=xls(f"{HEADINGS}\nYosef|M|Chana|Levi", hidden_columns=[2]),
        must_ask=True,
    ),
    Case("hidden rows of an .ods", PEOPLE, content=ods(TABLE, hidden_rows=[2])),
    Case(
        "a hidden sheet with names",
        PEOPLE + "Dov | ben | Leah || Katz",
        content=xlsx(TABLE, f"{HEADINGS}\nDov|M|Leah|Katz", hidden_sheets=[1]),
    ),
    Case(
        "a hidden column of mothers",
        "Yosef | ben | Chana || Levi",
        content=xlsx(f"{HEADINGS}\nYosef|M|Chana|Levi", hidden_columns=["C"]),
        must_ask=True,
    ),
]
