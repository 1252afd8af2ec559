"""Lines, cells and rows that hold more than one person."""

from tests.letters.reading.reading_set.case import Case
from tests.letters.reading.reading_set.files import csv_file, xlsx

_TWO = "Yosef | ben | Chana\nMushka | bas | Sarah"
_THREE = "יוסף | ben | חנה\nמושקא | bas | שרה\nדוד | ben | לאה"

CASES = [
    Case("several people, with a comma", _TWO, "Yosef ben Chana, Mushka bas Sarah"),
    Case("several people, with a semicolon", _TWO, "Yosef ben Chana; Mushka bas Sarah"),
    Case("several people, with and", _TWO, "Yosef ben Chana and Mushka bas Sarah"),
    Case("several people, with an ampersand", _TWO, "Yosef ben Chana & Mushka bas Sarah"),
    Case("several people, with a slash", _TWO, "Yosef ben Chana / Mushka bas Sarah"),
    Case("several people, with a dash", _TWO, "Yosef ben Chana - Mushka bas Sarah"),
    Case("several people, three with commas", _THREE, "יוסף בן חנה, מושקא בת שרה, דוד בן לאה"),
    Case("several people, commas and vav", _THREE, "יוסף בן חנה, מושקא בת שרה ודוד בן לאה"),
    Case(
        "several people, one list in one line",
        _THREE + "\nרבקה | bas | רחל\nמשה | ben | יוכבד",
        "יוסף בן חנה, מושקא בת שרה, דוד בן לאה, רבקה בת רחל, משה בן יוכבד",
    ),
    Case(
        "several people, lines of two",
        _TWO + "\nDovid | ben | Leah\nRivka | bas | Rachel",
        "Yosef ben Chana, Mushka bas Sarah\nDovid ben Leah, Rivka bas Rachel",
    ),
    Case(
        "two given names and one parent",
        "Yosef | ben | Chana\nDovid | ben | Chana",
        "Yosef and Dovid ben Chana",
    ),
    Case(
        "two given names in Hebrew and one parent",
        "יוסף | ben | חנה\nדוד | ben | חנה",
        "יוסף ודוד בני חנה",
    ),
    Case(
        "a couple without parents",
        "Mendel |||| Katz\nChani |||| Katz",
        "Mendel & Chani Katz",
    ),
    Case(
        "a cell with two people",
        "Yosef | ben | Chana\nMushka | bas | Sarah\nDovid | ben | Leah",
        content=csv_file("Name|Email\nYosef ben Chana; Mushka bas Sarah|\nDovid ben Leah|"),
    ),
    Case(
        "people side by side",
        _TWO + "\nDovid | ben | Leah\nRivka | bas | Rachel",
        content=xlsx("Yosef ben Chana|Mushka bas Sarah\nDovid ben Leah|Rivka bas Rachel"),
    ),
    Case(
        "husband and wife in a row",
        "Yosef | ben | Chana || Levi\nMushka | bas | Sarah || Levi",
        content=xlsx(
            "Last name|Husband's Hebrew name|His mother|Wife's Hebrew name|Her mother\n"
            "Levi|Yosef|Chana|Mushka|Sarah"
        ),
    ),
    Case(
        "a member and the spouse",
        "Yosef | ben | Chana || Levi\nMushka | bas | Sarah || Levi",
        content=xlsx(
            "Hebrew name|Mother's Hebrew name|Gender|Family|Spouse Hebrew name|Spouse's mother\n"
            "Yosef|Chana|M|Levi|Mushka|Sarah"
        ),
    ),
    Case(
        "child 1 to child 3",
        "Yosef || Chana || Levi\nMushka || Chana || Levi\nDov || Chana || Levi",
        content=xlsx(
            "Family|Mother's Hebrew name|Child 1|Child 2|Child 3\nLevi|Chana|Yosef|Mushka|Dov"
        ),
    ),
    Case(
        "two columns with the same heading",
        "Yosef | ben | Chana\nDov | ben | Leah",
        content=csv_file("Hebrew name|Hebrew name|Mother|Gender\nYosef|Moshe|Chana|M\nDov||Leah|M"),
    ),
    Case(
        "a second given name in a column of its own",
        "Chaya Mushka | bas | Sarah",
        content=csv_file("First name|Middle name|Mother|Gender\nChaya|Mushka|Sarah|F"),
    ),
]
