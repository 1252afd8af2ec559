"""Whole names, one a line, as they stand in lists of many communities.

A line of a block is the input, “=>” and the person, as in `Case`.
"""

from tests.letters.reading.reading_set.case import Case

_CLEAN = {
    "Tehillim list in English": """
        Yosef ben Chana => Yosef | ben | Chana
        Menachem Mendel ben Chaya Mushka => Menachem Mendel | ben | Chaya Mushka
        Chaya Mushka bas Rivka => Chaya Mushka | bas | Rivka
        Shneur Zalman ben Devorah Leah => Shneur Zalman | ben | Devorah Leah
        Bas-Sheva bat Sarah => Bas-Sheva | bas | Sarah
        Bat Sheva bas Chana => Bat Sheva | bas | Chana
        Ben Zion ben Leah => Ben Zion | ben | Leah
        Ben-Tzion ben Rochel Leah => Ben-Tzion | ben | Rochel Leah
        Yosef ben Bat Sheva => Yosef | ben | Bat Sheva
        Bar ben Rivka => Bar | ben | Rivka
        Avraham ben Avraham Avinu => Avraham | ben || Avraham Avinu
        Ruth bas Sarah Imeinu => Ruth | bas | Sarah Imeinu
        Fruma Zelda bas Shprintza => Fruma Zelda | bas | Shprintza
        Yerachmiel ben Hodel => Yerachmiel | ben | Hodel
        Velvel ben Breindel => Velvel | ben | Breindel
        Yitzchok Meir ben Fraida Gittel => Yitzchok Meir | ben | Fraida Gittel
        Levi ben Miriam => Levi | ben | Miriam
        Yehoshua Heschel ben Gnendel => Yehoshua Heschel | ben | Gnendel
    """,
    "With family names in English": """
        Yosef ben Chana Levi => Yosef | ben | Chana || Levi
        Mushka bas Sarah Cohen => Mushka | bas | Sarah || Cohen
        Dovid ben Rivka Goldberg => Dovid | ben | Rivka || Goldberg
        Shmuel ben Chana van der Berg => Shmuel | ben | Chana || van der Berg
        Rachel bat Esther de la Torre => Rachel | bas | Esther || de la Torre
        Moshe ben Leah Abu Hatzeira => Moshe | ben | Leah || Abu Hatzeira
        Mendel ben Chaya Mushka Shapiro => Mendel | ben | Chaya Mushka || Shapiro
        Yaakov ben Miriam O'Brienstein => Yaakov | ben | Miriam || O'Brienstein
        Aharon ben Batsheva Zuckerman => Aharon | ben | Batsheva || Zuckerman
        Rivky bas Shaindy Rosenblum => Rivky | bas | Shaindy || Rosenblum
    """,
    "Fathers in English": """
        Yosef ben Avraham => Yosef | ben || Avraham
        Yosef ben R' Avraham => Yosef | ben || R' Avraham
        Moshe bar Yitzchok => Moshe | ben || Yitzchok
        Shlomo ben Avraham HaKohen => Shlomo | ben || Avraham HaKohen
        Shlomo ben Avraham HaLevi Katz => Shlomo | ben || Avraham HaLevi | Katz
        Yosef ben Avraham v'Sarah => Yosef | ben | Sarah | Avraham
        Leah bas Yaakov and Rochel => Leah | bas | Rochel | Yaakov
        Rivka daughter of Yitzchak => Rivka | bas || Yitzchak
        Yehuda son of Yaakov => Yehuda | ben || Yaakov
    """,
    "Hebrew": """
        יוסף בן חנה => יוסף | ben | חנה
        מושקא בת שרה => מושקא | bas | שרה
        חיה מושקא בת דבורה לאה => חיה מושקא | bas | דבורה לאה
        מנחם מענדל בן נחמה דינה => מנחם מענדל | ben | נחמה דינה
        בן ציון בן לאה => בן ציון | ben | לאה
        בת שבע בת חנה => בת שבע | bas | חנה
        יוסף בן בת שבע => יוסף | ben | בת שבע
        יוסף בן חנה לוי => יוסף | ben | חנה || לוי
        רחל בת לאה כהן => רחל | bas | לאה || כהן
        נורית בת מרים בן חמו => נורית | bas | מרים || בן חמו
        אביה בת תחיה => אביה | bas | תחיה
        דוד בן מרים פרידמן => דוד | ben | מרים || פרידמן
        יצחק בן שרה אזולאי => יצחק | ben | שרה || אזולאי
        יוסף ב"ר אברהם => יוסף | ben || אברהם
        יוֹסֵף בֶּן חַנָּה => יוֹסֵף | ben | חַנָּה
        חנה בת מרת שרה => חנה | bas | מרת שרה
        יוסף בן ר' אברהם => יוסף | ben || ר' אברהם
        משה בן אברהם הכהן => משה | ben || אברהם הכהן
        משה בן אברהם ושרה => משה | ben | שרה | אברהם
        רות בת אברהם אבינו => רות | bas || אברהם אבינו
        שמואל בן אברהם ושרה גולדברג => שמואל | ben | שרה | אברהם | גולדברג
        מנחם מענדל שיחי' בן חנה => מנחם מענדל | ben | חנה
        בר בן רבקה => בר | ben | רבקה
        תינוק בן שרה => | ben | שרה ||| baby
        תינוקת בת רבקה => | bas | רבקה ||| baby
    """,
    "Yiddish": """
        יוסף זון פון חנה => יוסף | ben | חנה
        פייגא טאכטער פון ביילא => פייגא | bas | ביילא
        הערשל בן פרומא => הערשל | ben | פרומא
        שיינדל בת גיטל => שיינדל | bas | גיטל
        לייבל בן חי׳ מושקא => לייבל | ben | חי׳ מושקא
        בער בן יענטא => בער | ben | יענטא
    """,
    "Russian": """
        Иосиф бен Хана => Иосиф | ben | Хана
        Мушка бас Сара => Мушка | bas | Сара
        Мендл бен Ривка Коган => Мендл | ben | Ривка || Коган
        Дина бат Рахель Фельдман => Дина | bas | Рахель || Фельдман
        Авраам бен Исаак => Авраам | ben || Исаак
        Лев бен Мария Иванова => Лев | ben | Мария || Иванова
    """,
    "French": """
        Joseph fils de Hannah => Joseph | ben | Hannah
        Joseph fils d'Esther => Joseph | ben | Esther
        Myriam fille de Rachel Azoulay => Myriam | bas | Rachel || Azoulay
        David ben Sarah Benhamou => David | ben | Sarah || Benhamou
        Yael fille de Michel et Esther => Yael | bas | Esther | Michel
    """,
    "Spanish": """
        José hijo de Ana => José | ben | Ana
        Raquel hija de Sara Benchimol => Raquel | bas | Sara || Benchimol
        Moisés hijo de Abraham y Ester => Moisés | ben | Ester | Abraham
    """,
    "The departed in several ways": """
        Velvel z"l ben Avraham => Velvel | ben || Avraham || ז״ל
        Rivka a"h bas Sarah => Rivka | bas | Sarah ||| ע״ה
        יוסף ז״ל בן חנה => יוסף | ben | חנה ||| ז״ל
        יוסף ע’’ה בן חנה => יוסף | ben | חנה ||| ע״ה
        Chaim (deceased) ben Leah => Chaim | ben | Leah ||| departed
        Chaim OBM ben Leah => Chaim | ben | Leah ||| ז״ל
        Shlomo HY"D ben Leah => Shlomo | ben | Leah ||| הי״ד
        לעילוי נשמת יוסף בן אברהם => יוסף | ben || אברהם || departed
        In memory of Dovid ben Leah => Dovid | ben | Leah ||| departed
        Покойный Иосиф бен Хана => Иосиф | ben | Хана ||| departed
    """,
    "Children": """
        Yosef ben Chana (7) => Yosef | ben | Chana ||| child
        Rivka bas Leah (age 5) => Rivka | bas | Leah ||| child
        דוד בן לאה (9) => דוד | ben | לאה ||| child
        Baby boy of Chana Levi => | ben | Chana || Levi | baby
        newborn daughter of Sarah => | bas | Sarah ||| baby
    """,
}
# None of these may be read without a question, however good the guess.
_MUST_ASK = {
    "Where the family name begins": """
        Chaya Mushka bas Rivka Leah Goldberg
        Yosef ben Avraham Levi
        Yosef ben Chana Malka
        Yosef ben Chana Ploni Almoni
        Yosef ben Avraham David
        יוסף בן אברהם יצחק
        יוסף בן חנה בן דוד
        Yosef ben Chana bat Sheva
        Yosef ben Chana London
        Yosef ben Chana Jr.
    """,
    "Grandparents and other people": """
        Yosef ben Avraham ben Yitzchak
        יוסף בן אברהם בן יצחק
        Yosef Ben David ben Chana
        Chaim Ben Atar ben Chana
        Yosef and Rivka ben Chana
        יוסף ורבקה בן חנה
        יוסף בן חנה ואשתו שרה
        יוסף בן חנה ובני ביתו
        Yosef ben Chana + wife
        Yosef ben Chana and family
        Yosef ben Chana / Sarah
        The Levi Family
        משפחת לוי
    """,
    "Given names that may be something else": """
        Cohen ben Miriam
        Goldberg ben Chana
        Ben Shimon ben Chana
        Ben David Yosef ben Chana
        Mr. Goldberg ben Leah
        הרב יוסף בן חנה
        Y. ben Chana
        מ"מ בן חנה
        Yosef ben Ch.
        Yosef (Jeff) ben Chana
        Sarah (nee Katz) bas Leah
        yosef ben chana levi
        YOSEF BEN CHANA
        Levi Goldberg ben Chana
        Yosef LEVY ben Hanna
    """,
    "Who has passed away": """
        Velvel ben Avraham z"l
        Velvel ben Avraham z"l Levi
        Velvel ben Avraham Levi z"l
        יוסף בן חנה ע״ה
        יוסף זצוק"ל בן חנה
        יוסף נ"ע בן חנה
        Yosef הכ"מ ben Chana
    """,
    "No names": """
        Yosef ben unknown
        Yosef ben ?
        Yosef ben Chana?
        Yosef ben N/A
        יוסף בן לא ידוע
        יוסף בן אמא
        Yosef ben Mom
        Test ben Test
        לרפואה שלימה יוסף בן חנה
        My son Yosef ben Chana
        Yosef ben Chana refuah sheleimah
        התינוק של משפחת לוי
        same ben same
        Yosef ben Chana wants a letter
    """,
    "Son or daughter": """
        יוסף ב' חנה
        Yosef b' Chana
        חנה ב"ר אברהם
        Yosef bas Chana
        Sarah ben Chana
        Иосиф сын Ханы
        Moshe ben Zoltan
        Yosef ben Simcha
        Yоsef ben Chana
    """,
}


def _clean_case(title: str, block: str) -> Case:
    pairs = [line.split("=>") for line in block.strip().splitlines()]
    return Case(
        title,
        "\n".join(person for _typed, person in pairs),
        "\n".join(typed.strip() for typed, _person in pairs),
    )


def _questions_case(title: str, block: str) -> Case:
    lines = [line.strip() for line in block.strip().splitlines()]
    return Case(title, "", "\n".join(lines), must_ask=True)


CLEAN_CASES = [_clean_case(title, block) for title, block in _CLEAN.items()]
CASES = [
    *CLEAN_CASES,
    *(_questions_case(title, block) for title, block in _MUST_ASK.items()),
]
