"""Whole names with other facts on their lines: civil names, cities, telephones, amounts, titles."""

from tests.letters.reading.reading_set.case import Case

CASES = [
    Case(
        "a civil name with the Hebrew name in brackets",
        "Yosef | ben | Chana || Levi\nMushka | bas | Sarah || Cohen",
        "Joseph Levi (Yosef ben Chana)\nMia Cohen (Mushka bas Sarah)",
        must_ask=True,  # the family name is the civil name's
    ),
    Case(
        "a civil name before a dash and the Hebrew name",
        "Yosef | ben | Chana || Levi\nMushka | bas | Sarah || Cohen",
        "Joseph Levi - Yosef ben Chana\nMia Cohen - Mushka bas Sarah",
        must_ask=True,
    ),
    Case(
        "each name in Hebrew and in Latin letters on one line",
        "יוסף | ben | חנה\nמושקא | bas | שרה",
        "יוסף בן חנה - Yosef ben Chana\nמושקא בת שרה - Mushka bas Sarah",
    ),
    Case(
        "each name in Hebrew letters with the Latin ones in brackets",
        "יוסף | ben | חנה\nמושקא | bas | שרה",
        "יוסף בן חנה (Yosef ben Chana)\nמושקא בת שרה (Mushka bas Sarah)",
    ),
    Case(
        "the word ben and the parent in brackets",
        "Yosef | ben | Chana\nיוסף | ben | חנה",
        "Yosef (ben Chana)\nיוסף (בן חנה)",
    ),
    Case(
        "a telephone number behind each name",
        "Yosef | ben | Chana\nמושקא | bas | שרה\nDovid | ben | Leah",
        "Yosef ben Chana +1 718 555 0142\nמושקא בת שרה 054-555-0142\nDovid ben Leah, 0201 555 0142",
    ),
    Case(
        "an amount behind each name",
        "Yosef | ben | Chana\nMushka | bas | Sarah\nיוסף | ben | חנה",
        'Yosef ben Chana - $18\nMushka bas Sarah 5$\nיוסף בן חנה 18 ש"ח',
    ),
    Case(
        "paid, behind each name",
        "Yosef | ben | Chana\nMushka | bas | Sarah",
        "Yosef ben Chana - paid\nMushka bas Sarah ✅ paid",
    ),
    Case(
        "a city behind each name",
        "Yosef | ben | Chana\nמושקא | bas | שרה",
        "Yosef ben Chana, Melbourne\nמושקא בת שרה, תל אביב",
    ),
    Case(
        "s/o and d/o",
        "Yosef | ben | Chana\nMushka | bas | Sarah",
        "Yosef s/o Chana\nMushka d/o Sarah",
    ),
    Case(
        "the boy and the girl before Hebrew names",
        "מענדל | ben | חנה ||| child\nמושקא | bas | שרה ||| child",
        "הילד מענדל בן חנה\nהילדה מושקא בת שרה",
    ),
    Case(
        "the student and the lady before Hebrew names",
        "מענדל | ben | חנה\nמושקא | bas | שרה",
        "הת' מענדל בן חנה\nמרת מושקא בת שרה",
        must_ask=True,  # whether the title is printed
    ),
    Case(
        "Hebrew names with vowels",
        "יוֹסֵף | ben | חַנָּה\nמוּשְׁקָא | bas | שָׂרָה",
        "יוֹסֵף בֶּן חַנָּה\nמוּשְׁקָא בַּת שָׂרָה",
    ),
    Case(
        "brackets to be ticked before each name",
        "Yosef | ben | Chana\nMushka | bas | Sarah",
        "[ ] Yosef ben Chana\n[x] Mushka bas Sarah",
    ),
    Case(
        "quotation marks around each line",
        "Yosef | ben | Chana\nMushka | bas | Sarah",
        '"Yosef ben Chana"\n"Mushka bas Sarah"',
    ),
]
