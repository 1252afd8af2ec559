"""Lists of the departed: “Name of deceased” as the only column of names."""

import io

import pytest

from letters.reading import Field, list_facts, parse_name, read_file, read_text, recognise_columns
from letters.reading.headings.departed import lists_the_departed
from tests.letters.reading.reading_set.files import xlsx

# Headings of the name, in each language; those of parent and date of passing.
HEADINGS = {
    "English": (
        "Name of deceased|Deceased name|Full name of the departed|Niftar's Hebrew Name",
        "Father's name",
        "Date of death",
    ),
    "Hebrew": ("שם הנפטר|שם הנפטר/ת|שמות הנפטרים|שם המנוח|שם הנפטר המלא", "שם האב", "תאריך פטירה"),
    "Yiddish": ("נאמען פון ניפטר|נאמען פון די נפטרים", "טאטנס נאמען", "יארצייט"),
    "Russian": ("Имя умершего|Имя покойного|Имена усопших", "Имя отца", "Дата смерти"),
    "French": ("Nom du défunt|Noms des défunts|Nom complet du défunt", "Père", "Date de décès"),
    "Spanish": ("Nombre del difunto|Nombres de los fallecidos", "Padre", "Fecha de fallecimiento"),
}
NAMES = [
    (name, parent, day) for names, parent, day in HEADINGS.values() for name in names.split("|")
]


def read(text: str) -> list[str]:
    """Each name with what was read, and the questions about it."""
    content = xlsx(text)() if "|" in text else b""
    table = read_file(io.BytesIO(content), len(content)) if content else read_text(text)
    columns = recognise_columns(table)
    facts = list_facts(columns, [line.cells for line in table.lines])
    rows = []
    for line in table.lines:
        name = parse_name(columns, line.cells, facts)
        parent = name.father_name or name.mother_name
        life = "departed" if name.departed else "living"
        asked = [*name.issues, *line.questions, *name.questions]
        rows.append(" ".join([name.given_name, name.relation, parent, life, *asked]))
    return rows


@pytest.mark.parametrize("heading", [name for name, *_others in NAMES])
def test_column_of_names_of_the_departed(heading: str) -> None:
    text = f"{heading}\nYosef ben Avraham\nRivka bas Yitzchok"
    people = ["Yosef ben Avraham departed", "Rivka bas Yitzchok departed"]
    assert read(text) == people


@pytest.mark.parametrize(("heading", "parent", "day"), NAMES)
def test_table_of_the_departed(heading: str, parent: str, day: str) -> None:
    text = f"{heading}|{parent}|{day}\nYosef|Avraham|2019-03-04\nMoshe|Yitzchok|"
    expected = "{} ben {} departed relation_suggested"
    assert read(text) == [expected.format("Yosef", "Avraham"), expected.format("Moshe", "Yitzchok")]


def test_other_columns_of_names_keep_the_one_of_the_departed_a_question() -> None:
    text = "Hebrew name|Gender|Mother|Name of deceased\nYosef|m|Chana|Moshe ben Yosef\nDov|m|Leah|"
    rows = read(text)
    assert rows[0].startswith("Yosef ben Chana living ")
    assert not lists_the_departed(["Hebrew name", "Name of deceased"])


def test_living_person_in_a_list_of_the_departed_is_asked_about() -> None:
    rows = read("Name of deceased|Father|Status\nYosef|Avraham|niftar\nDov|Moshe|living")
    assert rows == [
        "Yosef ben Avraham departed relation_suggested",
        "Dov ben Moshe living departed_heading relation_suggested",
    ]


def test_parents_of_the_departed_are_theirs() -> None:
    text = "Name of deceased|Father of the deceased|Gender of the deceased\nYosef|Avraham|m"
    assert read(text) == ["Yosef ben Avraham departed"]


def test_columns_of_a_list_of_the_departed() -> None:
    table = read_text("Family name of the deceased,Hebrew name of the deceased\nLevi,Yosef")
    assert recognise_columns(table) == [Field.FAMILY, Field.GIVEN, Field.DEPARTED]
