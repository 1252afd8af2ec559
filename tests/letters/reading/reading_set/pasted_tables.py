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
    Case(
        "family names before whole names, with a comma",
        "Yosef | ben | Chana || Levi\nMushka | bas | Sarah || Cohen",
        "Levi, Yosef ben Chana\nCohen, Mushka bas Sarah\n",
    ),
    Case(
        "ages behind whole names, with a comma",
        "Yosef | ben | Chana ||| child\nMushka | bas | Sarah ||| child",
        "Yosef ben Chana, 7\nMushka bas Sarah, 5\n",
    ),
    Case(
        "e-mail addresses behind whole names",
        "Yosef | ben | Chana ||| yosef@example.org\nMushka | bas | Sarah ||| m@example.org",
        "Yosef ben Chana, yosef@example.org\nMushka bas Sarah, m@example.org\n",
    ),
    Case(
        "given, mother and family without headings",
        "Yosef | ben | Chana || Levi\nMushka | bas | Sarah || Cohen",
        "Yosef, Chana, Levi\nMushka, Sarah, Cohen",
        must_ask=True,
    ),
    Case(
        "a table with the headings in its first column",
        "Yosef | ben | Chana\nMushka | bas | Sarah",
        "Name\tYosef\tMushka\nMother\tChana\tSarah\nGender\tM\tF",
    ),
    Case(
        "fields as lines",
        "Yosef || Chana\nMushka || Sarah",
        "Name: Yosef\nMother: Chana\n\nName: Mushka\nMother: Sarah\n",
    ),
    Case(
        "a label before each whole name",
        "יוסף | ben | חנה\nמושקא | bas | שרה",
        "שם: יוסף בן חנה\nשם: מושקא בת שרה\n",
    ),
    Case(
        "a table of Markdown",
        "Yosef | ben | Chana\nMushka | bas | Sarah",
        "| Name | Mother | Gender |\n|---|---|---|\n| Yosef | Chana | M |\n"
        "| Mushka | Sarah | F |\n",
    ),
    Case(
        "a civil whole name beside the Hebrew name, without a family column",
        "Yosef | ben | Chana || Levi",
        "Name\tHebrew Name\tMother's Hebrew Name\tGender\nJeffrey Levi\tYosef\tChana\tM",
    ),
    Case(
        "two columns of mothers, one of them Hebrew",
        "Yosef | ben | Chana || Levi",
        "Hebrew Name\tMother\tMother (Hebrew)\tGender\tFamily\nYosef\tAnne\tChana\tM\tLevi",
    ),
    Case(
        "the family with its members in one line",
        "יוסף | ben | חנה\nמושקא | bas | חנה\nדוד | ben | חנה",
        "משפחת כהן: יוסף בן חנה, מושקא בת חנה, דוד בן חנה",
    ),
    Case(
        "Spanish, where M is mujer",
        "Yosef | ben | Jana || Benítez\nEster | bas | Raquel || Muñoz",
        "Nombre\tApellido\tNombre de la madre\tSexo\nYosef\tBenítez\tJana\tH\n"
        "Ester\tMuñoz\tRaquel\tM",
    ),
    Case(
        "Russian with a patronymic",
        "Йосеф | ben | Хана || Левин",
        "Фамилия\tИмя\tОтчество\tЕврейское имя\tИмя матери\tПол\n"
        "Левин\tИосиф\tБорисович\tЙосеф\tХана\tм",
    ),
    Case(
        "French, family name first",
        "Yossef | ben | Hanna || Lévy\nEsther | bas | Rahel || Cohen",
        "Nom\tPrénom\tPrénom de la mère\tSexe\nLévy\tYossef\tHanna\tM\nCohen\tEsther\tRahel\tF",
    ),
    Case(
        "two people in a cell with a line break",
        "Yosef | ben | Chana\nMushka | bas | Sarah",
        'Name,City\n"Yosef ben Chana\nMushka bas Sarah",Paris\n',
    ),
    Case(
        "a column that is nobody's name beside whole names",
        "Yosef | ben | Chana\nMushka | bas | Sarah",
        "Table\tName\n4\tYosef ben Chana\n7\tMushka bas Sarah",
    ),
]
