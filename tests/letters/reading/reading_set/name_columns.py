"""Tables whose columns must be read together, and traps that no reading may pass silently.

A line of a block is a row with " ¦ " between its cells, “=>” and the person, as in `Case`.
"""

from tests.letters.reading.reading_set.case import Case

_CLEAN = {
    "a membership export": (
        "First Name ¦ Last Name ¦ Hebrew Name ¦ Mother's Hebrew Name ¦ Gender ¦ Deceased ¦ Age",
        """
        Jeff ¦ Goldberg ¦ Yosef ¦ Chana ¦ M ¦ no ¦ 45 => Yosef | ben | Chana || Goldberg
        Sue ¦ Goldberg ¦ Shoshana ¦ Leah ¦ F ¦ N ¦ 43 => Shoshana | bas | Leah || Goldberg
        Max ¦ Katz ¦ Mordechai ¦ Ruth ¦ M ¦ Y ¦ 80 => Mordechai | ben | Ruth || Katz | departed
        Ella ¦ Stein ¦ Elka ¦ Chava ¦ F ¦ n ¦ 7 => Elka | bas | Chava || Stein | child
        Ethan ¦ Stein ¦ Eitan ¦ Chava ¦ M ¦ – ¦ 12 => Eitan | ben | Chava || Stein | child
        Adam ¦ Weiss ¦ Adam Weiss ¦ Rachel ¦ M ¦ N/A ¦ 30 => Adam | ben | Rachel || Weiss
        """,
    ),
    "both parents": (
        "Hebrew name ¦ Father ¦ Mother ¦ M/F ¦ Family name",
        """
        Yosef ¦ Avraham ¦ Chana ¦ M ¦ Levi => Yosef | ben | Chana | Avraham | Levi
        Ruth ¦ Avraham Avinu ¦ Sarah ¦ F ¦ Brown => Ruth | bas | Sarah | Avraham Avinu | Brown
        Yosef ¦ Dovid ¦ Bas Sheva ¦ M ¦ Levi => Yosef | ben | Bas Sheva | Dovid | Levi
        Bat El ¦ Dovid ¦ Bat-Chen ¦ F ¦ Levi => Bat El | bas | Bat-Chen | Dovid | Levi
        Dov ¦ R' Moshe HaKohen ¦ Leah ¦ M ¦ Katz => Dov | ben | Leah | R' Moshe HaKohen | Katz
        Mendel ¦ Shlomo ¦ - ¦ M ¦ Cohen => Mendel | ben || Shlomo | Cohen
        """,
    ),
    "whole names beside their parts": (
        "Name ¦ Mother ¦ Family name ¦ Gender",
        """
        Yosef ben Chana ¦ Chana ¦ Levi ¦ m => Yosef | ben | Chana || Levi
        Rivka Levi ¦ Sarah ¦ Levi ¦ f => Rivka | bas | Sarah || Levi
        Moshe ¦ ben Rochel ¦ Katz ¦ m => Moshe | ben | Rochel || Katz
        """,
    ),
    "Hebrew": (
        "שם פרטי ¦ שם משפחה ¦ שם האם ¦ שם האב ¦ מין ¦ נפטר",
        """
        יוסף ¦ לוי ¦ חנה ¦ אברהם ¦ ז ¦ לא => יוסף | ben | חנה | אברהם | לוי
        שרה ¦ כהן ¦ רבקה ¦ יצחק ¦ נ ¦ כן => שרה | bas | רבקה | יצחק | כהן | departed
        דוד ¦ כץ ¦ שרה לאה ¦ אברהם ¦ ז ¦ ע"ה => דוד | ben | שרה לאה | אברהם | כץ | ע״ה
        ניסן ¦ בן ציון ¦ בת שבע ¦ יוסף ¦ ז ¦ => ניסן | ben | בת שבע | יוסף | בן ציון
        משה ¦ בן דוד ¦ רחל ¦ מנחם מענדל ¦ ז ¦ => משה | ben | רחל | מנחם מענדל | בן דוד
        """,
    ),
    "French": (
        "Prénom ¦ Nom ¦ Mère ¦ Père ¦ Sexe ¦ Décédé",
        """
        Joseph ¦ Azoulay ¦ Hannah ¦ Abraham ¦ H ¦ non => Joseph | ben | Hannah | Abraham | Azoulay
        Esther ¦ Lévy ¦ Sarah ¦ David ¦ F ¦ oui => Esther | bas | Sarah | David | Lévy | departed
        """,
    ),
    "Russian": (
        "Имя ¦ Фамилия ¦ Мать ¦ Отец ¦ Пол ¦ Умер",
        """
        Иосиф ¦ Коган ¦ Хана ¦ Абрам ¦ м ¦ нет => Иосиф | ben | Хана | Абрам | Коган
        Анна ¦ Фельдман ¦ Мария ¦ Борис ¦ ж ¦ да => Анна | bas | Мария | Борис | Фельдман | departed
        """,
    ),
    "Spanish, with m for mujer": (
        "Nombre ¦ Apellido ¦ Madre ¦ Padre ¦ Sexo",
        """
        José ¦ Benchimol ¦ Ana ¦ Abraham ¦ H => José | ben | Ana | Abraham | Benchimol
        Raquel ¦ Benchimol ¦ Sara ¦ Isaac ¦ M => Raquel | bas | Sara | Isaac | Benchimol
        """,
    ),
}
_TRAPS = (
    "Given name ¦ Gender ¦ Mother's name ¦ Family name",
    """
    Levi ¦ m ¦ Chana ¦ Moshe
    Cohen ¦ m ¦ Chana ¦ Yosef
    Chana ¦ m ¦ Yosef ¦ Levi
    Yosef ¦ m ¦ Levi ¦ Chana
    Yosef ¦ m ¦ Rivka ¦ Rivka
    Yosef ¦ m ¦ Blum ¦ Blum
    Yosef ¦ m ¦ Brooklyn ¦ Levi
    Yosef ¦ m ¦ Sarah ¦ NY
    Yosef ¦ m ¦ Sarah ¦ Levi (formerly Cohen)
    Yosef ¦ m ¦ Sarah ¦ Levi / Cohen
    Yosef ¦ m ¦ Sarah ¦ levi
    Yosef ¦ m ¦ Sarah ¦ Mr. Levi
    Yosef ¦ m ¦ Sarah ¦ Levi family
    Yosef ¦ m ¦ Sarah ¦ Levi, Moshe
    Yosef ¦ m ¦ Sarah ¦ Yosef Levi
    Yosef ¦ m ¦ Sarah ¦ paid
    Yosef ¦ m ¦ Sarah ¦ $18
    Yosef ¦ m ¦ Sarah ¦ Levi z"l
    Yosef ¦ m ¦ Sarah ¦ ditto
    Yosef ¦ m ¦ Mrs. Levi ¦ Levi
    Yosef ¦ m ¦ Sarah nee Cohen ¦ Levi
    Yosef ¦ m ¦ Sara/Sarah ¦ Levi
    Yosef ¦ m ¦ Sarah? ¦ Levi
    Yosef ¦ m ¦ Sarah, Rivka ¦ Levi
    Yosef ¦ m ¦ S ¦ Levi
    Yosef ¦ m ¦ his mother ¦ Levi
    Yosef ¦ m ¦ אמא ¦ Levi
    Yosef ¦ m ¦ Avraham Sarah ¦ Levi
    Yosef ¦ m ¦ Avraham ¦ Levi
    Yosef ¦ m ¦ Sarah z"l ¦ Levi
    Yosef ¦ m ¦ same ¦ Levi
    Yosef ¦ m ¦ unknown ¦ Levi
    Yosef ¦ x ¦ Sarah ¦ Levi
    Yosef Chana ¦ m ¦ Sarah ¦ Levi
    Yosef and Moshe ¦ m ¦ Sarah ¦ Levi
    Yossi (Yosef) ¦ m ¦ Sarah ¦ Levi
    Yossi/Yosef ¦ m ¦ Sarah ¦ Levi
    Yosef "Joe" ¦ m ¦ Sarah ¦ Levi
    Yosef II ¦ m ¦ Sarah ¦ Levi
    Yosef 2 ¦ m ¦ Sarah ¦ Levi
    Joseph Yosef ¦ m ¦ Sarah ¦ Levi
    יוסף Joseph ¦ m ¦ Sarah ¦ Levi
    Uncle Moshe ¦ m ¦ Sarah ¦ Levi
    Mrs. Goldberg ¦ f ¦ Sarah ¦ Levi
    Goldberg twins ¦ f ¦ Sarah ¦ Levi
    Not named yet ¦ f ¦ Sarah ¦ Levi
    עדיין אין שם ¦ f ¦ Sarah ¦ Levi
    Мария Ивановна ¦ f ¦ Анна ¦ Петрова
    la Rivka ¦ m ¦ Sarah ¦ Levi
    Male ¦ m ¦ Sarah ¦ Levi
    שם פרטי ¦ m ¦ חנה ¦ לוי
    hux; ¦ m ¦ Sarah ¦ Levi
    ×™×•×¡×£ ¦ m ¦ Sarah ¦ Levi
    Yosef ¦ m ¦ Katz Chana ¦ Cohen
    Yosef ¦ m ¦ Mr. & Mrs. Avraham Levi ¦ Levi
    Yosef ¦ m ¦ Sarah ¦ Adult
    Yosef ¦ m ¦ Sarah ¦ USA
    Yosef ¦ m ¦ Sarah ¦ Toronto
    Yosef ¦ m ¦ Sarah ¦ 10 Main St
    """,
)


def _table(headings: str, rows: list[str]) -> str:
    lines = [headings, *rows]
    return "\n".join("\t".join(cell.strip() for cell in line.split("¦")) for line in lines)


def _clean_case(title: str, headings: str, block: str) -> Case:
    pairs = [line.split("=>") for line in block.strip().splitlines()]
    people = "\n".join(person for _row, person in pairs)
    return Case(f"columns: {title}", people, _table(headings, [row for row, _person in pairs]))


CLEAN_CASES = [_clean_case(title, *table) for title, table in _CLEAN.items()]
CASES = [
    *CLEAN_CASES,
    Case("columns: traps", "", _table(_TRAPS[0], _TRAPS[1].strip().splitlines()), must_ask=True),
    Case(
        "fathers in the name beside a column of mothers",
        "דוד | ben | לאה | חיים\nיוסף | ben | חנה | שמעון\nמשה | ben | מיכל | אברהם",
        "שם\tשם האם\nדוד בן חיים\tלאה\nיוסף בן שמעון\tחנה\nמשה בן אברהם\tמיכל",
    ),
    Case(
        "customary titles of parents in columns",
        "Dov | ben | Rebbetzin Chana | Rabbi Yosef | Levi\nדוב | ben | מרת חנה | ר' יוסף | לוי",
        "Given name\tMother\tFather\tFamily name\tGender\n"
        "Dov\tRebbetzin Chana\tRabbi Yosef\tLevi\tM\nדוב\tמרת חנה\tר' יוסף\tלוי\tז",
    ),
    Case(
        "given names that are also words of kinship",
        "בני | ben | חנה || לוי\nאבי | ben | לאה || כץ",
        "שם פרטי\tשם האם\tמשפחה\tמין\nבני\tחנה\tלוי\tז\nאבי\tלאה\tכץ\tז",
    ),
]
