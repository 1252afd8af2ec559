"""Tables, pasted from spreadsheets or web pages."""

from tests.letters.reading.reading_set.case import Case

CASES = [
    Case(
        "Google Sheets, English headings",
        "Yosef | ben | Chana || Levi\nMushka | bas | Sarah || Cohen | m@example.org",
        "Hebrew Name\tSon/Daughter\tMother's Hebrew Name\tLast Name\tEmail\n"
        "Yosef\tson\tChana\tLevi\t\nMushka\tdaughter\tSarah\tCohen\tm@example.org\n",
    ),
    Case(
        "Hebrew headings",
        "יוסף | ben | חנה || לוי\nמושקא | bas | שרה || כהן",
        "שם פרטי,בן/בת,שם האם,משפחה\nיוסף,בן,חנה,לוי\nמושקא,בת,שרה,כהן\n",
    ),
]
