"""Answers of Google Forms and other forms: whole questions as headings."""

from tests.letters.reading.reading_set.case import Case
from tests.letters.reading.reading_set.files import csv_file, xlsx

_FOUR = """
    Yosef Yitzchok | ben | Chana || Levin | y.levin@example.org
    Mushka | bas | Sarah Rivka || Cohen | mcohen@example.org
    Eliyahu | ben | Devorah || Katz
    Shaina | bas | Fraida || Hirsch | shaina@example.org
"""
_QUESTIONS = (
    "Timestamp|Email Address|What is your Hebrew name?|Are you male or female?|"
    "What is your mother's Hebrew name?|Last name|Any comments?\n"
    "12/3/2026 14:22:05|y.levin@example.org|Yosef Yitzchok|Male|Chana|Levin|Thank you!\n"
    "12/3/2026 14:25:17|mcohen@example.org|Mushka|Female|Sarah Rivka|Cohen|\n"
    "12/3/2026 15:01:44||Eliyahu|Male|Devorah|Katz|Please call me\n"
    "12/4/2026 9:12:00|shaina@example.org|Shaina|Female|Fraida|Hirsch|\n"
)
_FIRST_NAMES = (
    "Timestamp|First Name|Last Name|Hebrew Name|Mother's Hebrew Name (for the blessing)|Gender\n"
    "2026-03-12 14:22|Jeffrey|Levin|Yosef Yitzchok|Chana|M\n"
    "2026-03-12 14:25|Michelle|Cohen|Mushka|Sarah Rivka|F\n"
    "2026-03-12 15:01|Eli|Katz|Eliyahu|Devorah|M\n"
)

CASES = [
    Case("Google Forms, questions as headings", _FOUR, content=csv_file(_QUESTIONS)),
    Case("Google Forms, saved as Excel", _FOUR, content=xlsx(_QUESTIONS)),
    Case(
        "Google Forms, civil and Hebrew first names",
        """
        Yosef Yitzchok | ben | Chana || Levin
        Mushka | bas | Sarah Rivka || Cohen
        Eliyahu | ben | Devorah || Katz
        """,
        content=csv_file(_FIRST_NAMES),
    ),
    Case(
        "Google Forms, one without a Hebrew name",
        """
        Yosef Yitzchok | ben | Chana || Levin
        Michelle | bas | Sarah Rivka || Cohen
        Eliyahu | ben | Devorah || Katz
        """,
        content=csv_file(_FIRST_NAMES.replace("Mushka", "")),
    ),
    Case(
        "Google Forms in Hebrew",
        """
        יוסף יצחק | ben | חנה || לוין
        מושקא | bas | שרה רבקה || כהן
        """,
        content=csv_file(
            "חותמת זמן|כתובת אימייל|מה שמך העברי?|מין|מה שם אמך?|שם משפחה|הערות\n"
            "12/03/2026 14:22:05||יוסף יצחק|זכר|חנה|לוין|\n"
            "12/03/2026 14:25:05||מושקא|נקבה|שרה רבקה|כהן|תודה\n"
        ),
    ),
    Case(
        "Google Forms in Russian",
        """
        Иосиф | ben | Хана || Левин
        Мушка | bas | Сара || Коган
        """,
        content=csv_file(
            "Отметка времени|Ваше еврейское имя?|Пол|Еврейское имя матери|Фамилия\n"
            "12.03.2026 14:22:05|Иосиф|мужской|Хана|Левин\n"
            "12.03.2026 14:22:05|Мушка|женский|Сара|Коган\n"
        ),
    ),
    Case(
        "Google Forms in French",
        """
        Yossef | ben | Hanna || Benaïm
        Esther | bas | Rahel || Lévy
        """,
        content=csv_file(
            "Horodateur|Quel est votre prénom hébraïque ?|Sexe|Prénom hébraïque de la mère|"
            "Nom de famille\n"
            "12/03/2026 14:22:05|Yossef|Homme|Hanna|Benaïm\n"
            "12/03/2026 14:25:05|Esther|Femme|Rahel|Lévy\n"
        ),
    ),
    Case(
        "Google Forms in Spanish",
        """
        Yosef | ben | Jana || Benítez
        Ester | bas | Raquel || Muñoz
        """,
        content=csv_file(
            "Marca temporal|¿Cuál es su nombre hebreo?|Sexo|Nombre hebreo de la madre|Apellido\n"
            "12/03/2026 14:22:05|Yosef|Hombre|Jana|Benítez\n"
            "12/03/2026 14:25:05|Ester|Mujer|Raquel|Muñoz\n"
        ),
    ),
    Case(
        "headings with brackets, stars and numbers",
        """
        Yosef | ben | Chana || Levi
        Mushka | bas | Sarah || Cohen
        """,
        content=csv_file(
            "1. Hebrew Name *|2. Son/Daughter (ben/bas) *|3. Mother's Name [in Hebrew]|"
            "4. Surname:\n"
            "Yosef|ben|Chana|Levi\nMushka|bas|Sarah|Cohen\n"
        ),
    ),
    Case(
        "a form with the whole Hebrew name in one field",
        """
        Yosef | ben | Chana
        Mushka | bas | Sarah
        Eliyahu | ben | Devorah
        """,
        content=csv_file(
            "Submission Date|Full Hebrew Name (e.g. Yosef ben Chana)|Phone Number\n"
            "Mar 12, 2026|Yosef ben Chana|718-555-0134\n"
            "Mar 12, 2026|Mushka bas Sarah|\nMar 13, 2026|Eliyahu ben Devorah|\n"
        ),
    ),
    Case(
        "a form in Hebrew with an example in its question",
        "דב | ben | לאה\nמושקא | bas | שרה",
        content=csv_file(
            "שם מלא בעברית (לדוגמה: יוסף בן חנה)|טלפון ליצירת קשר\nדב בן לאה|050\nמושקא בת שרה|"
        ),
    ),
    Case(
        "a row of names that are headings as well",
        "Ben | ben | Mama\nYosef | ben | Chana",
        content=csv_file("Name|Mother|Gender\nBen|Mama|M\nYosef|Chana|M"),
    ),
    Case(
        "a form that asks for both parents",
        """
        Yosef | ben | Chana | Avraham | Levi
        Mushka | bas | Sarah | Yaakov | Cohen
        """,
        content=csv_file(
            "Hebrew name|Gender|Mother's Hebrew name|Father's Hebrew name|Family name\n"
            "Yosef|Male|Chana|Avraham|Levi\nMushka|Female|Sarah|Yaakov|Cohen\n"
        ),
    ),
    Case(
        "a form for children with dates of birth",
        """
        Yosef | ben | Chana || Levi | child, 2019-05-14
        Mushka | bas | Sarah || Cohen | child, 2020-11-30
        """,
        content=xlsx(
            "Child's Hebrew name|Boy or girl|Mother's Hebrew name|Last name|Date of birth\n"
            "Yosef|Boy|Chana|Levi|2019-05-14\nMushka|Girl|Sarah|Cohen|2020-11-30"
        ),
    ),
    Case(
        "the program's own template, filled in",
        """
        Yosef | ben | Chana | Avraham | Levi | y@example.org
        Mushka | bas | Sarah || Cohen
        """,
        content=csv_file(
            "Hebrew given name|Son or daughter|Mother’s Hebrew name|Father’s Hebrew name|"
            "Family name|Passed away|E-mail address\n"
            "Yosef|son|Chana|Avraham|Levi||y@example.org\nMushka|daughter|Sarah||Cohen||\n",
            "utf-8-sig",
        ),
    ),
    Case(
        "a form whose question has both words, living or deceased",
        """
        Yosef | ben | Chana || Levi
        """,
        content=csv_file(
            "Hebrew name|Gender|Mother|Family|Is the person living or deceased?\n"
            "Yosef|Male|Chana|Levi|Living\n"
        ),
    ),
    Case(
        "a column that says who is living",
        "Yosef | ben | Chana || Levi\nDov | ben | Leah || Katz | departed",
        content=csv_file(
            "Hebrew name|Gender|Mother|Family|Living?\nYosef|M|Chana|Levi|Yes\nDov|M|Leah|Katz|No\n"
        ),
    ),
    Case(
        "a column that says who is living, in Hebrew",
        "יוסף | ben | חנה || לוי\nדב | ben | לאה || כץ | departed",
        content=csv_file("שם פרטי|מין|שם האם|משפחה|בחיים?\nיוסף|ז|חנה|לוי|כן\nדב|ז|לאה|כץ|לא\n"),
    ),
    Case(
        "a column that says who is living, but not of everybody",
        "Yosef | ben | Chana || Levi\nDov | ben | Leah || Katz",
        content=csv_file(
            "Hebrew name|Gender|Mother|Family|Living?\nYosef|M|Chana|Levi|Yes\nDov|M|Leah|Katz|\n"
        ),
    ),
    Case(
        "grades in Russian",
        "Йосеф | ben | Хана || Левин | child\nДов | ben | Лея || Кац | child",
        content=csv_file("Класс|Имя|Пол|Мать|Фамилия\n3|Йосеф|м|Хана|Левин\n1|Дов|м|Лея|Кац\n"),
    ),
    Case(
        "grades of which one may be of a bar mitzvah",
        "Yosef | ben | Chana || Levi\nDov | ben | Leah || Katz",
        content=csv_file(
            "Grade|Hebrew name|Gender|Mother|Family\n3|Yosef|M|Chana|Levi\n7|Dov|M|Leah|Katz\n"
        ),
        must_ask=True,
    ),
]
