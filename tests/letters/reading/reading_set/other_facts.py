"""Facts that are another person's, remarks beside names, and titles inside lists."""

from tests.letters.reading.reading_set.case import Case
from tests.letters.reading.reading_set.files import csv_file, xlsx

_TWO = "Yosef | ben | Chana || Levi\nMushka | bas | Sarah || Cohen"
_TWO_HEBREW = "יוסף | ben | חנה || לוי\nמושקא | bas | שרה || כהן"


def _table(heading: str, first: str, second: str) -> str:
    return (
        f"Hebrew name|Gender|Mother|Family|{heading}\n"
        f"Yosef|M|Chana|Levi|{first}\nMushka|F|Sarah|Cohen|{second}"
    )


def _hebrew_table(heading: str, first: str, second: str) -> str:
    return (
        f"שם פרטי|בן/בת|שם האם|משפחה|{heading}\nיוסף|בן|חנה|לוי|{first}\nמושקא|בת|שרה|כהן|{second}"
    )


_OF_OTHERS = [
    ("Father's yahrzeit", "5 Av", "12 Iyar 5770"),
    ("Mother's age", "34", "41"),
    ("Husband passed away", "no", "yes"),
    ("Date of death of father", "1.5.2010", ""),
    ("Parents' anniversary", "1990-05-01", ""),
    ("Teacher's birthday", "1990-05-01", ""),
    ("Rabbi's name", "Rabbi Katz", "Rabbi Blum"),
    ("Submitted by", "Yossi", "Chani"),
    ("Emergency contact name", "Rivka Levi", "Dov Cohen"),
    ("Date de décès du père", "1.5.2010", ""),
    ("Возраст матери", "34", "41"),
    ("Edad de la madre", "34", "41"),
    ("Mother's birthday", "1990-05-01", "1985-02-03"),
    ("Grandfather's yahrzeit", "5 Av", "12 Iyar"),
    ("Spouse's age", "34", ""),
    ("Wife's date of birth", "1990-05-01", ""),
    ("Brother's gender", "M", "F"),
    ("Sponsor's name", "Rivka Levi", "Dov Cohen"),
    ("Donor's email", "rivka@example.org", ""),
    ("Дата смерти отца", "1.5.2010", ""),
    ("Fecha de fallecimiento del padre", "1.5.2010", "2019"),
    ("Âge de la mère", "34", "41"),
]
_OF_OTHERS_HEBREW = [
    ("שנת לידה של האם", "1990", "1985"),
    ("תאריך פטירה של האב", "ה׳ אב", ""),
    ("גיל האב", "34", "41"),
    ("יארצייט הסבא", "ה׳ אב", ""),
    ("שם המורה", "רבקה", "לאה"),
    ("גיל הסבתא", "84", "71"),
    ("תאריך לידה של הבעל", "1990-05-01", "1985-02-03"),
]
_REMARKS = [
    ("Notes", "niftar", "do not include"),
    ("Status", "deceased (2019)", "waiting list"),
    ("Remarks", "name changed to Chaim", "baby"),
    ("Comments", "convert", "same as row 1, duplicate"),
    ("Passed away", "5 Av (father)", "his mother, 2019"),
    ("Cancelled", "yes", "x"),
]
# The only column of names is that of the departed.
_OF_DEPARTED = {
    "English": ("Name of deceased", "Father's name", "Date of death"),
    "Hebrew": ("שם הנפטר", "שם האב", "תאריך פטירה"),
    "Yiddish": ("נאמען פון ניפטר", "טאטנס נאמען", "יארצייט"),
    "French": ("Nom du défunt", "Père", "Date de décès"),
    "Russian": ("Имя умершего", "Имя отца", "Дата смерти"),
    "Spanish": ("Nombre del difunto", "Padre", "Fecha de fallecimiento"),
}
CASES = [
    *(
        Case(
            f"a table of the departed by its heading: {language}",
            "Yosef | ben || Avraham || departed\nRivka | bas || Yitzchok || departed",
            content=csv_file(
                f"{name}|{father}|{day}|Gender\nYosef|Avraham|2019-03-04|M\nRivka|Yitzchok||F"
            ),
        )
        for language, (name, father, day) in _OF_DEPARTED.items()
    ),
    *(
        Case(
            f"a list of the departed by its heading: {language}",
            "Yosef | ben || Avraham || departed\nRivka | bas || Yitzchok || departed",
            text=f"{name}\nYosef ben Avraham\nRivka bas Yitzchok",
        )
        for language, (name, *_others) in _OF_DEPARTED.items()
    ),
    *(
        Case(
            f"a fact of another person: {heading}", _TWO, content=csv_file(_table(heading, *cells))
        )
        for heading, *cells in _OF_OTHERS
    ),
    *(
        Case(
            f"a fact of another person: {heading}",
            _TWO_HEBREW,
            content=xlsx(_hebrew_table(heading, *cells)),
        )
        for heading, *cells in _OF_OTHERS_HEBREW
    ),
    *(
        Case(
            f"a remark that matters: {heading}",
            _TWO,
            content=csv_file(_table(heading, *cells).replace(", ", "; ")),
            must_ask=True,
        )
        for heading, *cells in _REMARKS
    ),
    Case(
        "a column of categories",
        "Yosef | ben | Chana || Levi | child\nMushka | bas | Sarah || Cohen",
        content=csv_file(_table("Category", "child", "adult")),
    ),
    Case(
        "a column of the departed with another name",
        "Yosef | ben | Chana || Levi | departed\nMushka | bas | Sarah || Cohen",
        content=csv_file(_table("Status", "niftar", "living")),
    ),
    Case(
        "years of birth",
        "Yosef | ben | Chana || Levi | child\nMushka | bas | Sarah || Cohen",
        content=csv_file(_table("Birth year", "2022", "1980")),
    ),
    Case(
        "titles inside a list",
        """
        Yosef | ben | Chana
        Dov | ben | Leah ||| departed
        Rivka | bas | Rachel ||| child
        Mushka | bas | Sarah
        """,
        "Yosef ben Chana\nNiftarim\nDov ben Leah\nChildren:\nRivka bas Rachel\n"
        "Refuah sheleimah\nMushka bas Sarah",
    ),
    Case(
        "titles inside a Hebrew list",
        """
        יוסף | ben | חנה
        דב | ben | לאה ||| departed
        רבקה | bas | רחל ||| child
        """,
        "יוסף בן חנה\nנשמות\nדב בן לאה\nילדים:\nרבקה בת רחל",
    ),
    Case(
        "titles inside a table",
        """
        Yosef | ben | Chana || Levi
        Dov | ben | Leah || Katz | departed
        Rivka | bas | Rachel || Katz | child
        """,
        content=xlsx(
            "Hebrew name|Gender|Mother|Family\nYosef|M|Chana|Levi\nNiftarim|||\n"
            "Dov|M|Leah|Katz\nKids|||\nRivka|F|Rachel|Katz"
        ),
    ),
    Case(
        "people who are not to be included",
        "Dov | ben | Leah\nRivka | bas | Rachel",
        "Cancelled\nDov ben Leah\nWaiting list:\nRivka bas Rachel",
        must_ask=True,
    ),
    Case(
        "girls and boys, perhaps children",
        "Rivka | bas | Rachel\nDov | ben | Leah",
        "Girls:\nRivka bas Rachel\nBoys:\nDov ben Leah",
        must_ask=True,
    ),
    Case(
        "a family name that begins with ben",
        "Yosef || Leah || Levi\nAri || Chana || Ben David\nRivka || Sarah || Cohen",
        content=csv_file("Name|Mother\nYosef Levi|Leah\nAri Ben David|Chana\nRivka Cohen|Sarah"),
        must_ask=True,
    ),
    Case(
        "wishes behind names",
        "",
        "יוסף בן חנה פרנסה\nיוסף בן חנה ישועה\nיוסף בן חנה רפואה שלמה\n"
        "Yosef ben Chana for health\nYosef ben Chana please daven",
        must_ask=True,
    ),
    Case(
        "words that nobody has met",
        "",
        "Yosef Xqwz ben Chana\nYosef ben Chana Xqwz Levi\nQwzx Yosef ben Chana",
        must_ask=True,
    ),
]
