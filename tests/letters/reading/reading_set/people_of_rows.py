"""Several people in a row or in a cell, both parents in a cell, and cells that say “as above”."""

from tests.letters.reading.reading_set.case import Case
from tests.letters.reading.reading_set.files import csv_file, text_file, xlsx

_COUPLE = "Yosef | ben | Chana || Levi\nMushka | bas | Sarah || Levi"

CASES = [
    Case(
        "a husband without a wife",
        "Yosef | ben | Chana || Levi\nMushka | bas | Sarah || Levi\nDov | ben | Leah || Katz",
        content=csv_file(
            "Last name|Husband|Husband's mother|Wife|Wife's mother\n"
            "Levi|Yosef|Chana|Mushka|Sarah\nKatz|Dov|Leah||"
        ),
    ),
    Case(
        "husband and wife in Hebrew",
        "יוסף | ben | חנה || לוי\nמושקא | bas | שרה || לוי",
        content=xlsx("שם הבעל|אם הבעל|שם האשה|אם האשה|משפחה\nיוסף|חנה|מושקא|שרה|לוי"),
    ),
    Case(
        "two people in numbered columns",
        _COUPLE,
        content=csv_file(
            "Name|Mother|Gender|Name 2|Mother 2|Gender 2|Family\nYosef|Chana|M|Mushka|Sarah|F|Levi"
        ),
    ),
    Case(
        "three people in numbered columns of a form",
        "Yosef | ben | Chana\nMushka | bas | Sarah",
        content=csv_file(
            "Timestamp|Person 1: Hebrew name|Person 1: Mother's name|Person 1: Gender|"
            "Person 2: Hebrew name|Person 2: Mother's name|Person 2: Gender|"
            "Person 3: Hebrew name|Person 3: Mother's name|Person 3: Gender\n"
            "3/1/2026|Yosef|Chana|Male|Mushka|Sarah|Female|||"
        ),
    ),
    Case(
        "sons and daughters in numbered columns",
        "Yosef | ben | Chana || Levi | child\nMushka | bas | Chana || Levi | child",
        content=csv_file(
            "Family|Mother|Son 1|Son 1 age|Daughter 1|Daughter 1 age\nLevi|Chana|Yosef|7|Mushka|5"
        ),
    ),
    Case(
        "first and second child",
        "Yosef | ben | Chana || Levi | child, 2019-05-14\n"
        "Mushka | bas | Chana || Levi | child, 2021-06-15",
        content=csv_file(
            "Family|Mother's Hebrew name|First child|First child date of birth|First child gender|"
            "Second child|Second child date of birth|Second child gender\n"
            "Levi|Chana|Yosef|2019-05-14|boy|Mushka|2021-06-15|girl"
        ),
    ),
    Case(
        "a first name and a last name are one person's",
        "Yosef | ben | Chana || Levi",
        content=csv_file("First name|Last name|Mother|Gender\nYosef|Levi|Chana|M"),
    ),
    Case(
        "a spouse who is only named",
        "Yosef | ben | Chana || Levi",
        content=csv_file("Hebrew name|Gender|Mother|Family|Spouse\nYosef|M|Chana|Levi|Michelle"),
        must_ask=True,
    ),
    Case(
        "the student's column",
        "Yosef | ben | Chana || Levi\nMushka | bas | Sarah || Cohen",
        content=csv_file("Student|Gender|Mother\nYosef Levi|M|Chana\nMushka Cohen|F|Sarah"),
    ),
    Case(
        "both parents in a cell",
        "Yosef | ben | Chana | Dovid | Levi\nMushka | bas | Sarah | Mendel | Cohen\n"
        "Rivka | bas | Leah | Shlomo | Katz",
        content=csv_file(
            "Hebrew name|Gender|Parents|Last name\nYosef|M|Chana & Dovid|Levi\n"
            "Mushka|F|Mendel and Sarah|Cohen\nRivka|F|Shlomo/Leah|Katz"
        ),
    ),
    Case(
        "both parents in a cell in Hebrew",
        "יוסף | ben | חנה | דוד | לוי\nמושקא | bas | שרה | מנחם | כהן",
        content=xlsx("שם|מין|שמות ההורים|משפחה\nיוסף|ז|דוד וחנה|לוי\nמושקא|נ|שרה ומנחם|כהן"),
    ),
    Case(
        "both parents of whom nobody knows which is which",
        "Yosef | ben | Simcha | Yona | Levi",
        content=csv_file("Hebrew name|Gender|Parents|Last name\nYosef|M|Yona and Simcha|Levi"),
        must_ask=True,
    ),
    Case(
        "who fills in the form, and who is inscribed",
        "Yosef | ben | Chana\nMushka | bas | Sarah",
        content=csv_file(
            "Your name|Name of person to be inscribed|Mother's name\n"
            "David Smith|Yosef ben Chana|Chana\nJoe Katz|Mushka bas Sarah|Sarah"
        ),
    ),
    Case(
        "who fills in the form in Hebrew",
        "יוסף | ben | חנה",
        content=csv_file("השם שלך|שם הנרשם|בן או בת|שם האם\nדוד כהן|יוסף|בן|חנה"),
    ),
    Case(
        "first, middle and last Hebrew name",
        "Chaya Mushka | bas | Sarah || Levi\nYosef | ben | Chana || Cohen",
        content=csv_file(
            "Hebrew First|Hebrew Middle|Hebrew Last|Mother|Gender\n"
            "Chaya|Mushka|Levi|Sarah|F\nYosef||Cohen|Chana|M"
        ),
    ),
    Case(
        "a civil middle name beside the Hebrew name",
        "Dovid | ben | Chana || Smith",
        content=csv_file(
            "First|Middle|Last|Hebrew name|Mother's Hebrew name|Gender\n"
            "David|Allen|Smith|Dovid|Chana|M"
        ),
    ),
    Case(
        "a full name and a Hebrew name",
        "Dovid | ben | Chana || Smith\nMushka | bas | Sarah || Levi",
        content=csv_file(
            "Full Name|Hebrew Name\nDavid Smith|Dovid ben Chana\nMichelle Levi|Mushka bas Sarah"
        ),
    ),
    Case(
        "a full name and a Hebrew name in Hebrew letters",
        "דוד | ben | חנה\nמושקא | bas | שרה",
        content=csv_file(
            "Full Name|Hebrew Name\nDavid Smith|דוד בן חנה\nMichelle Levi|מושקא בת שרה"
        ),
    ),
    Case(
        "b. between the names",
        "Yosef | ben | Chana\nMushka | bas | Sarah || Levi",
        "Yosef b. Chana\nMushka b. Sarah Levi",
    ),
    Case(
        "cells that say as above",
        "Yosef | ben | Chana || Levi\nMushka | bas | Chana || Levi\nDov | ben | Chana || Katz",
        content=csv_file(
            "Hebrew name|Gender|Mother|Family\nYosef|M|Chana|Levi\n"
            "Mushka|F|ditto|〃\nDov|M|כנ״ל|Katz"
        ),
    ),
    Case(
        "a quotation mark for the cell above, pasted",
        "Yosef | ben | Chana || Levi\nMushka | bas | Chana || Levi\nDov | ben | Chana || Levi",
        content=text_file(
            'Name\tGender\tMother\tFamily\nYosef\tM\tChana\tLevi\nMushka\tF\t"\t"\nDov\tM\t"\t"\n'
        ),
    ),
    Case(
        "the same, which may be that of another column",
        "Yosef | ben | Chana || Levi\nMushka | bas | Chana || Cohen",
        content=csv_file(
            "Hebrew name|Gender|Mother's Hebrew name|Family\nYosef|M|Chana|Levi\n"
            "Mushka|F|same|Cohen"
        ),
    ),
    Case(
        "three daughters and their mother",
        "Chana | bas | Sarah\nRivka | bas | Sarah\nLeah | bas | Sarah",
        "Chana, Rivka and Leah bas Sarah",
        must_ask=True,
    ),
    Case(
        "three daughters and their mother in Hebrew",
        "חנה | bas | שרה\nרבקה | bas | שרה\nלאה | bas | שרה",
        "חנה, רבקה ולאה בת שרה",
        must_ask=True,
    ),
    Case(
        "children of one mother",
        "Moshe | ben | Sarah\nRachel | bas | Sarah",
        "Moshe and Rachel children of Sarah",
        must_ask=True,
    ),
    Case(
        "several given names in a cell of a table",
        "Chana | bas | Sarah || Levi\nRivka | bas | Sarah || Levi\nYosef | ben | Leah || Katz",
        content=csv_file(
            "Name;Mother;Family\nChana & Rivka;Sarah;Levi\nYosef;Leah;Katz".replace(";", "|")
        ),
        must_ask=True,
    ),
    Case(
        "a family name before a comma is no second person",
        "Yosef | ben | Chana || Levi\nMushka | bas | Sarah || Cohen",
        "Levi, Yosef ben Chana\nCohen, Mushka bas Sarah",
    ),
]
