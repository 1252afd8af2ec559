"""Workbooks: titles, merged cells, two rows of headings, dates, errors."""

from datetime import date, datetime

from tests.letters.reading.reading_set.case import Case
from tests.letters.reading.reading_set.files import ods, xls, xlsx
from tests.letters.reading.reading_set.workbook_tables import (
    HEADINGS,
    HEBREW_PEOPLE,
    HEBREW_TABLE,
    PEOPLE,
    ROWS,
    TABLE,
)

CASES = [
    Case("xlsx, plain", PEOPLE, content=xlsx(TABLE)),
    Case("xls, plain", PEOPLE, content=xls(TABLE)),
    Case("ods, plain", PEOPLE, content=ods(TABLE)),
    Case("xlsx in Hebrew", HEBREW_PEOPLE, content=xlsx(HEBREW_TABLE)),
    Case("xls in Hebrew", HEBREW_PEOPLE, content=xls(HEBREW_TABLE)),
    Case("ods in Hebrew", HEBREW_PEOPLE, content=ods(HEBREW_TABLE)),
    Case(
        "title rows above the headings",
        PEOPLE,
        content=xlsx(f"Chabad of Springfield|||\nLetters in the Torah, Purim|||\n|||\n{TABLE}"),
    ),
    Case(
        "a merged title",
        HEBREW_PEOPLE,
        content=xlsx(f"רשימת שמות לספר התורה|||\n{HEBREW_TABLE}", merged=["A1:D1"]),
    ),
    Case(
        "a title, a date and a total",
        PEOPLE,
        content=xls(f"Names for the Torah|||\nUpdated: March|||\n{TABLE}\nTotal|4||\n"),
    ),
    Case(
        "numbers in the first column",
        PEOPLE,
        content=xlsx(
            [
                ["No.", *HEADINGS.split("|")],
                *([n, *row.split("|")] for n, row in enumerate(ROWS.splitlines(), 1)),
            ]
        ),
    ),
    Case(
        "two rows of headings with merged cells",
        """
        Yosef | ben | Chana || Levi
        Mushka | bas | Sarah || Cohen
        """,
        content=xlsx(
            "Person||Mother||Family\nHebrew name|Gender|Hebrew name|English name|Last name\n"
            "Yosef|M|Chana||Levi\nMushka|F|Sarah||Cohen",
            merged=["A1:B1", "C1:D1"],
        ),
    ),
    Case(
        "two rows of headings in Hebrew",
        """
        יוסף | ben | חנה || לוי
        מושקא | bas | שרה || כהן
        """,
        content=xlsx(
            "הילד||האם|\nשם פרטי|מין|שם עברי|שם משפחה\nיוסף|זכר|חנה|לוי\nמושקא|נקבה|שרה|כהן",
            merged=["A1:B1"],
        ),
    ),
    Case(
        "family names merged over several rows",
        """
        Yosef | ben | Chana || Levi
        Mushka | bas | Chana || Levi
        Dov | ben | Leah || Katz
        """,
        content=xlsx(
            "Last name|Hebrew name|Gender|Mother\nLevi|Yosef|M|Chana\n|Mushka|F|Chana\n"
            "Katz|Dov|M|Leah",
            merged=["A2:A3"],
        ),
    ),
    Case(
        "numbers stored as floats, and a date",
        """
        Yosef | ben | Chana || Levi | child, 2019-05-14
        Mushka | bas | Sarah || Cohen | 1990-01-02
        """,
        content=xlsx(
            [
                ["Hebrew name", "Gender", "Mother", "Family", "Date of birth"],
                ["Yosef", "M", "Chana", "Levi", date(2019, 5, 14)],
                ["Mushka", "F", "Sarah", "Cohen", datetime(1990, 1, 2)],  # noqa: DTZ001
            ]
        ),
    ),
    Case(
        "ages as floats",
        "Yosef | ben | Chana || Levi | child\nMushka | bas | Sarah || Cohen",
        content=xls(
            [
                ["Hebrew name", "Gender", "Mother", "Family", "Age"],
                ["Yosef", "M", "Chana", "Levi", 7.0],
                ["Mushka", "F", "Sarah", "Cohen", 41.0],
            ]
        ),
    ),
    Case(
        "a line break in a cell",
        "Chaya Mushka | bas | Sarah || Cohen",
        content=xlsx([HEADINGS.split("|"), ["Chaya\nMushka", "F", "Sarah", "Cohen"]]),
    ),
    Case(
        "errors of formulas",
        "Yosef | ben | Chana || Levi\nMushka | bas | #N/A || Cohen",
        content=xlsx(
            [
                HEADINGS.split("|"),
                ["Yosef", "M", "Chana", "Levi"],
                ["Mushka", "F", "#N/A", "Cohen"],
            ]
        ),
    ),
    Case(
        "errors of formulas in an .xls",
        "Yosef | ben | Chana || Levi\nMushka | bas | Sarah",
        content=xls(
            [
                HEADINGS.split("|"),
                ["Yosef", "M", "Chana", "Levi"],
                ["Mushka", "F", "Sarah", "#N/A"],
            ]
        ),
    ),
    Case(
        "a single column of whole names",
        "Yosef | ben | Chana\nMushka | bas | Sarah\nDov | ben | Leah",
        content=xlsx("Names\nYosef ben Chana\nMushka bas Sarah\nDov ben Leah"),
    ),
    Case(
        "a single column without a heading",
        "יוסף | ben | חנה\nמושקא | bas | שרה",
        content=xls("יוסף בן חנה\nמושקא בת שרה"),
    ),
    Case(
        "empty rows and columns between",
        "Yosef | ben | Chana || Levi\nMushka | bas | Sarah || Cohen",
        content=xlsx(
            "|Hebrew Name|Gender||Mother|Last Name\n|||||\n|Yosef|M||Chana|Levi\n|||||\n"
            "|Mushka|F||Sarah|Cohen"
        ),
    ),
    Case(
        "a table that begins far right",
        "Yosef | ben | Chana || Levi\nMushka | bas | Sarah || Cohen",
        content=xlsx(
            "|||||Hebrew Name|Gender|Mother|Last Name\n|||||Yosef|M|Chana|Levi\n"
            "|||||Mushka|F|Sarah|Cohen"
        ),
    ),
    Case(
        "headings again on each printed page",
        "Yosef | ben | Chana || Levi\nMushka | bas | Sarah || Cohen",
        content=xlsx(f"{HEADINGS}\nYosef|M|Chana|Levi\n{HEADINGS}\nMushka|F|Sarah|Cohen"),
    ),
    Case(
        "two tables below each other with other headings",
        "Yosef | ben | Chana || Levi\nMushka | bas | Sarah || Cohen",
        content=xlsx(
            f"{HEADINGS}\nYosef|M|Chana|Levi\n|||\n"
            "Last Name|Hebrew Name|Mother|Gender\nCohen|Mushka|Sarah|F"
        ),
    ),
    Case(
        "a school list with grades",
        "Yosef | ben | Chana || Levi | child\nMushka | bas | Sarah || Cohen | child",
        content=xlsx(
            "Grade|Last name|Hebrew name|Gender|Mother's Hebrew name\n"
            "3|Levi|Yosef|M|Chana\n1|Cohen|Mushka|F|Sarah"
        ),
    ),
    Case(
        "a school list in Hebrew",
        "יוסף | ben | חנה || לוי | child\nמושקא | bas | שרה || כהן | child",
        content=xlsx("כיתה|שם משפחה|שם פרטי|מין|שם האם\nג|לוי|יוסף|ז|חנה\nא|כהן|מושקא|נ|שרה"),
    ),
    Case(
        "a membership export with civil and Hebrew names",
        """
        Yosef Yitzchok | ben | Chana | Avraham | Levin | jeff@example.org
        Mushka | bas | Sarah Rivka | Yaakov | Cohen | m.cohen@example.org
        Eliyahu | ben | Devorah | Shmuel | Katz
        """,
        content=xlsx(
            "Member ID|Title|First Name|Last Name|Email|Phone|Street|City|Hebrew Name|"
            "Father's Hebrew Name|Mother's Hebrew Name|Gender|Kohen/Levi/Yisroel|Notes\n"
            "1001|Mr.|Jeffrey|Levin|jeff@example.org|718-555-0100|1 Main St|Springfield|"
            "Yosef Yitzchok|Avraham|Chana|Male|Yisroel|\n"
            "1002|Mrs.|Michelle|Cohen|m.cohen@example.org||2 Main St|Springfield|Mushka|Yaakov|"
            "Sarah Rivka|Female|Kohen|pledged\n"
            "1003|Dr.|Eli|Katz||718-555-0101||Shelbyville|Eliyahu|Shmuel|Devorah|Male||"
        ),
    ),
    Case(
        "a membership export with the civil name of the mother",
        "Yosef | ben | Chana || Levin",
        content=xlsx(
            "First Name|Last Name|Hebrew Name|Gender|Mother's Name (English)|Mother's Hebrew Name\n"
            "Jeffrey|Levin|Yosef|M|Anne|Chana"
        ),
        must_ask=True,
    ),
    Case(
        "a list of the departed, with a title inside the table",
        "Yosef | ben | Chana || Levi\nBaruch | ben | Zlata || Blum | departed",
        content=xlsx(f"{HEADINGS}\nYosef|M|Chana|Levi\nIn memory of|||\nBaruch|M|Zlata|Blum"),
    ),
    Case(
        "columns without headings",
        "Yosef || Chana || Levi",
        content=xlsx("Yosef|Chana|Levi\nMushka|Sarah|Cohen"),
    ),
    Case(
        "Yiddish headings",
        "יאסל | ben | חנה || לעווין\nפייגל | bas | שרה || כהן",
        content=xlsx(
            "אידישער נאמען|זון/טאכטער|מאמעס נאמען|פאמיליע\n"
            "יאסל|זון|חנה|לעווין\nפייגל|טאכטער|שרה|כהן"
        ),
    ),
]
