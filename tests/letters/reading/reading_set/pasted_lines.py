"""Lists of lines, pasted from chats, mails and notes."""

from tests.letters.reading.reading_set.case import Case

CASES = [
    Case(
        "one name a line, Hebrew",
        "יוסף | ben | חנה\nמושקא | bas | שרה",
        "יוסף בן חנה\nמושקא בת שרה",
    ),
    Case(
        "one name a line, transliterated",
        "Yosef | ben | Chana\nMushka | bas | Sarah\nRivka | bas | Leah",
        "Yosef ben Chana\nMushka bas Sarah\nRivka bat Leah\n",
    ),
    Case(
        "numbered with 1.",
        "Yosef | ben | Chana\nMushka | bas | Sarah",
        "1. Yosef ben Chana\n2. Mushka bas Sarah\n",
    ),
    Case(
        "numbered with 1)",
        "יוסף | ben | חנה\nמושקא | bas | שרה",
        "1) יוסף בן חנה\n2) מושקא בת שרה\n",
    ),
    Case(
        "numbered in Hebrew letters",
        "גדליה | ben | חנה\nמושקא | bas | שרה",
        "א. גדליה בן חנה\nב. מושקא בת שרה",
    ),
    Case(
        "bullets",
        "Yosef | ben | Chana\nMushka | bas | Sarah",
        "• Yosef ben Chana\n• Mushka bas Sarah",
    ),
    Case(
        "a greeting above and thanks below",
        "Yosef | ben | Chana\nMushka | bas | Sarah",
        "Shalom Rabbi,\nhere are our names:\nYosef ben Chana\nMushka bas Sarah\nThank you so much!",
    ),
    Case(
        "a heading line above the names",
        "יוסף | ben | חנה\nמושקא | bas | שרה",
        "שמות:\nיוסף בן חנה\nמושקא בת שרה",
    ),
    Case(
        "two people in a line",
        "Yosef | ben | Chana\nMushka | bas | Sarah\nDovid | ben | Leah",
        "Yosef ben Chana, Mushka bas Sarah\nDovid ben Leah",
    ),
    Case(
        "of the departed",
        "יוסף | ben | חנה ||| ע״ה\nמושקא | bas | שרה",
        'יוסף בן חנה ע"ה\nמושקא בת שרה',
    ),
    Case(
        "fallen soldiers as a title of its own",
        "Gad | ben | Leah ||| departed\nDavid | ben | Leah",
        "Refuah shleimah\nDavid ben Leah\nFallen soldiers\nGad ben Leah",
    ),
    Case(
        "fallen soldiers in Hebrew",
        "גד | ben | לאה ||| departed\nדוד | ben | לאה",
        'לרפואה\nדוד בן לאה\nחללי צה"ל\nגד בן לאה',
    ),
    Case(
        "a title of the departed with other words",
        "Avraham | ben | Sarah ||| departed\nDavid | ben | Leah ||| departed",
        "Niftarim of 5787\nAvraham ben Sarah\nDavid ben Leah",
    ),
    Case(
        "stars before some of the names",
        "Dov | ben | Leah\nYosef | ben | Chana\nAsher | ben | Leah",
        "Dov ben Leah\n* Yosef ben Chana\n* Asher ben Leah",
    ),
]
