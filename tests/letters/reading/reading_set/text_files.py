"""CSV and text files in the encodings of several decades and machines."""

import csv
import io

from tests.letters.reading.reading_set.case import Case
from tests.letters.reading.reading_set.files import csv_file, text_file

_HEBREW = """שם פרטי|בן/בת|שם האם|שם משפחה
יוסף|בן|חנה|לוי
מושקא|בת|שרה|כהן
אליהו|בן|דבורה|כץ
שיינא|בת|פרידא|הירש"""
_HEBREW_PEOPLE = """
    יוסף | ben | חנה || לוי
    מושקא | bas | שרה || כהן
    אליהו | ben | דבורה || כץ
    שיינא | bas | פרידא || הירש
"""
_RUSSIAN = """Еврейское имя|Пол|Имя матери|Фамилия
Иосиф|м|Хана|Левин
Мушка|ж|Сара|Коган
Элиягу|м|Двора|Кац
Шейна|ж|Фрейда|Гирш"""
_RUSSIAN_PEOPLE = """
    Иосиф | ben | Хана || Левин
    Мушка | bas | Сара || Коган
    Элиягу | ben | Двора || Кац
    Шейна | bas | Фрейда || Гирш
"""
_FRENCH = """Prénom|Sexe|Prénom de la mère|Nom
Yossef|Homme|Hélène|Benaïm
Esther|Femme|Léa|Lévy
Élie|Homme|Chaïa|Cohen"""
_FRENCH_PEOPLE = """
    Yossef | ben | Hélène || Benaïm
    Esther | bas | Léa || Lévy
    Élie | ben | Chaïa || Cohen
"""
_SPANISH = """Nombre hebreo|Sexo|Nombre de la madre|Apellido
Yosef|Hombre|Jana|Núñez
Ester|Mujer|Raquel|Muñoz"""
_SPANISH_PEOPLE = """
    Yosef | ben | Jana || Núñez
    Ester | bas | Raquel || Muñoz
"""
_LIST = "יוסף בן חנה\nמושקא בת שרה\nדוד בן לאה\n"
_LIST_PEOPLE = "יוסף | ben | חנה\nמושקא | bas | שרה\nדוד | ben | לאה"
_RUSSIAN_LIST = "Иосиф бен Хана\nМушка бат Сара\nДавид бен Лея\n"
_RUSSIAN_LIST_PEOPLE = "Иосиф | ben | Хана\nМушка | bas | Сара\nДавид | ben | Лея"


def _quoted(rows: list[list[str]]) -> bytes:
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


CASES = [
    *(
        Case(f"Hebrew CSV in {encoding}", _HEBREW_PEOPLE, content=csv_file(_HEBREW, encoding))
        for encoding in (
            "utf-8",
            "utf-8-sig",
            "utf-16",
            "utf-16-le",
            "cp1255",
            "iso8859_8",
            "cp862",
        )
    ),
    *(
        Case(f"Russian CSV in {encoding}", _RUSSIAN_PEOPLE, content=csv_file(_RUSSIAN, encoding))
        for encoding in ("utf-8", "utf-16", "cp1251", "koi8_r", "cp866", "mac_cyrillic")
    ),
    *(
        Case(f"French CSV in {encoding}", _FRENCH_PEOPLE, content=csv_file(_FRENCH, encoding, ";"))
        for encoding in ("utf-8", "cp1252", "latin1", "mac_roman", "cp850")
    ),
    *(
        Case(f"Spanish CSV in {encoding}", _SPANISH_PEOPLE, content=csv_file(_SPANISH, encoding))
        for encoding in ("utf-8-sig", "cp1252", "mac_roman", "cp850")
    ),
    *(
        Case(f"Hebrew list in {encoding}", _LIST_PEOPLE, content=text_file(_LIST, encoding))
        for encoding in ("cp1255", "cp862", "utf-16-be")
    ),
    *(
        Case(
            f"Russian list in {encoding}",
            _RUSSIAN_LIST_PEOPLE,
            content=text_file(_RUSSIAN_LIST, encoding),
        )
        for encoding in ("cp1251", "koi8_r", "cp866")
    ),
    Case(
        "one accent in a Latin list, windows-1252",
        "Renée | bas | Sarah\nYosef | ben | Chana",
        content=text_file("Renée bat Sarah\nYosef ben Chana\n", "cp1252"),
    ),
    Case(
        "visual Hebrew, letters from the end to the beginning",
        "יוסף | ben | חנה\nאברהם | ben | שרה",
        content=text_file("הנח ןב ףסוי\nהרש ןב םהרבא\n", "iso8859_8"),
    ),
    Case(
        "letters of an encoding that is not known",
        "Иосиф | ben | Хана\nМушка | bas | Сара",
        content=text_file("Иосиф бен Хана\nМушка бат Сара\n", "iso8859_5"),
    ),
    Case(
        "small Russian letters that can be read in two ways",
        "иван | ben | хана",
        content=text_file("иван сын ханы", "cp1251"),
    ),
    Case(
        "semicolons, as Excel writes in Europe",
        "Yosef | ben | Chana || Levi\nMushka | bas | Sarah || Cohen",
        content=csv_file(
            "Hebrew Name|Gender|Mother|Last Name\nYosef|M|Chana|Levi\nMushka|F|Sarah|Cohen",
            "utf-8-sig",
            ";",
        ),
    ),
    Case(
        "quoted cells with commas and line breaks",
        "Chaya Mushka | bas | Sarah || Cohen\nYosef | ben | Chana || Levi",
        content=lambda: _quoted(
            [
                ["Hebrew Name", "Gender", "Mother", "Last Name", "Address"],
                ["Chaya\nMushka", "F", "Sarah", "Cohen", "1 Main St, Springfield"],
                ["Yosef", "M", "Chana", "Levi", 'The "old" house, Springfield'],
            ]
        ),
    ),
    Case(
        "a quotation mark that is never closed",
        "Yosef | ben | Chana || Levi\nMushka | bas | Sarah || Cohen\nDov | ben | Leah || Katz\n"
        "Rivka | bas | Rachel || Blum\nMoshe | ben | Fruma || Gross",
        content=text_file(
            'Hebrew Name,Gender,Mother,Last Name,Notes\nYosef,M,Chana,Levi,"old\nMushka,F,Sarah,'
            "Cohen,\nDov,M,Leah,Katz,\nRivka,F,Rachel,Blum,\nMoshe,M,Fruma,Gross,\n"
        ),
    ),
    Case(
        "line ends of old Macs",
        "Yosef | ben | Chana\nMushka | bas | Sarah",
        content=text_file("Name,City\rYosef ben Chana,Paris\rMushka bas Sarah,Lyon\r"),
    ),
]
