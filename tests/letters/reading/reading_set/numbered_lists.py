"""Numbered and bulleted lists, tehillim lists, lists with titles."""

from tests.letters.reading.reading_set.case import Case

_HEBREW_LIST = """
    גדליה | ben | חנה
    בתיה | bas | מרים
    דב | ben | שרה
    הדסה | bas | אסתר
    זלמן | ben | רחל
"""
_LATIN_LIST = """
    Gedalia | ben | Chana
    Basya | bas | Miriam
    Dov | ben | Sarah
    Hadassah | bas | Esther
"""

CASES = [
    Case(
        "numbered א. with points",
        _HEBREW_LIST,
        "א. גדליה בן חנה\nב. בתיה בת מרים\nג. דב בן שרה\nד. הדסה בת אסתר\nה. זלמן בן רחל\n",
    ),
    Case(
        "numbered א) with brackets",
        _HEBREW_LIST,
        "א) גדליה בן חנה\nב) בתיה בת מרים\nג) דב בן שרה\nד) הדסה בת אסתר\nה) זלמן בן רחל\n",
    ),
    Case(
        "numbered א' with a geresh",
        _HEBREW_LIST,
        "א' גדליה בן חנה\nב' בתיה בת מרים\nג' דב בן שרה\nד' הדסה בת אסתר\nה' זלמן בן רחל\n",
    ),
    Case(
        "numbered א - with a dash",
        _HEBREW_LIST,
        "א - גדליה בן חנה\nב - בתיה בת מרים\nג - דב בן שרה\nד - הדסה בת אסתר\nה - זלמן בן רחל",
    ),
    Case(
        "numbered 1. without a space",
        _LATIN_LIST,
        "1.Gedalia ben Chana\n2.Basya bas Miriam\n3.Dov ben Sarah\n4.Hadassah bas Esther",
    ),
    Case(
        "numbered (1)",
        _LATIN_LIST,
        "(1) Gedalia ben Chana\n(2) Basya bas Miriam\n(3) Dov ben Sarah\n(4) Hadassah bas Esther",
    ),
    Case(
        "numbered 1 -",
        _LATIN_LIST,
        "1 - Gedalia ben Chana\n2 - Basya bas Miriam\n3 - Dov ben Sarah\n4 - Hadassah bas Esther",
    ),
    Case(
        "numbered #1",
        _LATIN_LIST,
        "#1 Gedalia ben Chana\n#2 Basya bas Miriam\n#3 Dov ben Sarah\n#4 Hadassah bas Esther",
    ),
    Case(
        "numbered with nothing but a space",
        _LATIN_LIST,
        "1 Gedalia ben Chana\n2 Basya bas Miriam\n3 Dov ben Sarah\n4 Hadassah bas Esther",
    ),
    Case(
        "numbered a)",
        _LATIN_LIST,
        "a) Gedalia ben Chana\nb) Basya bas Miriam\nc) Dov ben Sarah\nd) Hadassah bas Esther",
    ),
    Case(
        "keycap numbers",
        _HEBREW_LIST,
        "1️⃣ גדליה בן חנה\n2️⃣ בתיה בת מרים\n3️⃣ דב בן שרה\n4️⃣ הדסה בת אסתר\n5️⃣ זלמן בן רחל",
    ),
    Case(
        "circled numbers and the ten keycap",
        _LATIN_LIST,
        "① Gedalia ben Chana\n② Basya bas Miriam\n③ Dov ben Sarah\n🔟 Hadassah bas Esther",
    ),
    Case(
        "bullets of several kinds",
        _LATIN_LIST,
        "• Gedalia ben Chana\n– Basya bas Miriam\n* Dov ben Sarah\n▪ Hadassah bas Esther",
    ),
    Case(
        "checked boxes",
        _LATIN_LIST,
        "☑ Gedalia ben Chana\n☐ Basya bas Miriam\n✔️ Dov ben Sarah\n👉 Hadassah bas Esther",
    ),
    Case(
        "numbered up to 12, with blank lines",
        "Gedalia | ben | Chana\nBasya | bas | Miriam\nDov | ben | Sarah",
        "10. Gedalia ben Chana\n\n11. Basya bas Miriam\n\n\n12. Dov ben Sarah\n",
    ),
    Case(
        "a tehillim list with its heading",
        "חיים | ben | רבקה\nשושנה | bas | חנה\nברוך | ben | זלאטע",
        "לרפואה שלימה:\nחיים בן רבקה\nשושנה בת חנה\nברוך בן זלאטע\nבתוך שאר חולי ישראל",
    ),
    Case(
        "a tehillim list in English",
        "Chaim | ben | Rivka\nShoshana | bas | Chana",
        "Please say Tehillim for a refuah sheleimah:\n\nChaim ben Rivka\nShoshana bas Chana\n",
    ),
    Case(
        "a label before each name",
        "חיים | ben | רבקה\nשושנה | bas | חנה",
        "לרפואה שלימה: חיים בן רבקה\nלזיווג הגון: שושנה בת חנה",
    ),
    Case(
        "two parts, the living and the departed",
        "חיים | ben | רבקה\nשושנה | bas | חנה\nברוך | ben | זלאטע ||| departed",
        "לרפואה שלימה:\nחיים בן רבקה\nשושנה בת חנה\n\nלעילוי נשמת:\nברוך בן זלאטע",
    ),
    Case(
        "in memory of, a title above all",
        "Baruch | ben | Zlata ||| departed\nShoshana | bas | Chana ||| departed",
        "In loving memory of\nBaruch ben Zlata\nShoshana bas Chana",
    ),
    Case(
        "לע״נ as a title",
        "ברוך | ben | זלאטע ||| departed\nשושנה | bas | חנה ||| departed",
        'לע"נ:\nברוך בן זלאטע\nשושנה בת חנה',
    ),
    Case(
        "a title in the middle of a list",
        "Gedalia | ben | Chana\nBasya | bas | Miriam\nDov | ben | Sarah",
        "Adults:\nGedalia ben Chana\nBasya bas Miriam\nMore people:\nDov ben Sarah",
    ),
    Case(
        "names of the Katz family, as a title",
        "Gedalia | ben | Chana\nBasya | bas | Miriam",
        "The Katz family:\nGedalia ben Chana\nBasya bas Miriam",
    ),
    Case(
        "family names as titles",
        "Yosef | ben | Chana || Cohen\nMushka | bas | Sarah || Cohen\nDov | ben | Leah || Levi",
        "Cohen:\nYosef ben Chana\nMushka bas Sarah\nLevi:\nDov ben Leah",
    ),
    Case(
        "בס״ד above, a signature below",
        "גדליה | ben | חנה\nבתיה | bas | מרים",
        'בס"ד\nלכבוד הרב שליט"א\nאלו השמות:\nגדליה בן חנה\nבתיה בת מרים\nבברכה, משה',
    ),
    Case(
        "an e-mail with greeting and signature",
        "Gedalia | ben | Chana\nBasya | bas | Miriam\nDov | ben | Sarah",
        "Dear Rabbi Katz,\n\nPlease find below the names of our family for the Torah.\n\n"
        "Gedalia ben Chana\nBasya bas Miriam\nDov ben Sarah\n\nThank you so much,\n"
        "Sent from my iPhone\n",
    ),
    Case(
        "a mail in Russian",
        "Иосиф | ben | Хана\nМушка | bas | Сара",
        "Здравствуйте, раввин!\n\nИосиф бен Хана\nМушка бат Сара\n\nСпасибо!\n",
    ),
    Case(
        "a mail in French",
        "Yossef | ben | Hanna\nEsther | bas | Rahel",
        "Bonjour Rav,\nvoici nos noms :\nYossef ben Hanna\nEsther bat Rahel\nMerci beaucoup !\n",
    ),
    Case(
        "a mail in Spanish",
        "Yosef | ben | Jana\nEster | bas | Raquel",
        "Hola rabino,\nestos son los nombres:\n1. Yosef ben Jana\n2. Ester bat Raquel\n¡Gracias!\n",
    ),
    Case(
        "with direction marks around each line",
        "גדליה | ben | חנה\nבתיה | bas | מרים",
        "\u200fגדליה בן חנה\u200f\n\u202bבתיה בת מרים\u202c\n",
    ),
    Case(
        "lines divided by a line separator",
        "Gedalia | ben | Chana\nBasya | bas | Miriam",
        "Gedalia ben Chana\u2028Basya bas Miriam",
    ),
]
