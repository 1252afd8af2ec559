"""What a heading names: of the person of the row, or of another person."""

from itertools import product

import pytest

from letters.reading.headings.meanings import meaning_of
from letters.reading.headings.patterns import Meaning

# Facts about a person and people who are not the person of the row, and how a language joins them.
_LANGUAGES = {
    "English": (
        "yahrzeit|age|birthday|date of birth|year of birth|gender|deceased?|passed away|"
        "date of passing|date of death|honorific|born|adult or child",
        "father|mother|husband|wife|spouse|grandfather|grandmother|brother|teacher|rabbi|sponsor|"
        "donor|emergency contact|child 2|parent",
        ("{person}'s {fact}", "{person}’s {fact}?", "{fact} of {person}", "{person} {fact}"),
    ),
    "Hebrew": (
        "תאריך פטירה|גיל|שנת לידה|תאריך לידה|מין|נפטר|יארצייט|תואר",
        "האב|האם|אבא|אימא|הבעל|האישה|הסבא|הסבתא|המורה|הרב|התורם|איש הקשר|ההורים|האח",
        ("{fact} {person}", "{fact} של {person}"),
    ),
    "Yiddish": (
        "יארצייט|עלטער|געבורטסטאג|געשטארבן|געבוירן",
        "טאטנס|מאמעס|ווייב|מאן|זיידעס|באבע|לערער",
        ("{person} {fact}", "{fact} פון {person}"),
    ),
    "French": (
        "Date de décès|Âge|Date de naissance|Sexe|Décédé|Année de naissance",
        "du père|de la mère|du mari|du conjoint|du grand-père|du professeur|du rabbin|du donateur",
        ("{fact} {person}",),
    ),
    "Russian": (
        "Дата смерти|Возраст|Дата рождения|Год рождения|Пол|Йорцайт|Умер",
        "отца|матери|мужа|жены|дедушки|учителя|раввина|спонсора",
        ("{fact} {person}", "{person} {fact}"),
    ),
    "Spanish": (
        "Fecha de fallecimiento|Edad|Fecha de nacimiento|Sexo|Fallecido|Año de nacimiento",
        "del padre|de la madre|del esposo|de la abuela|del maestro|del rabino|del donante",
        ("{fact} {person}", "{fact} ({person})"),
    ),
}
_OF_ANOTHER = [
    (pattern.format(person=person, fact=fact))
    for facts, people, patterns in _LANGUAGES.values()
    for fact, person, pattern in product(facts.split("|"), people.split("|"), patterns)
    if "(" not in pattern
]
_OF_THE_PERSON = [
    fact for facts, _people, _patterns in _LANGUAGES.values() for fact in facts.split("|")
]
_FACTS = {
    *(Meaning.DEPARTED, Meaning.KIND, Meaning.BIRTH_DATE, Meaning.RELATION, Meaning.HONORIFIC),
}


@pytest.mark.parametrize("heading", _OF_ANOTHER)
def test_meaning_of_a_fact_about_another_person_is_none_of_the_person(heading: str) -> None:
    assert meaning_of(heading) in {Meaning.OF_ANOTHER, Meaning.IGNORED}


@pytest.mark.parametrize("heading", _OF_THE_PERSON)
def test_meaning_of_a_fact_alone_is_of_the_person(heading: str) -> None:
    assert meaning_of(heading) in _FACTS


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        ("Mother's Hebrew name", Meaning.MOTHER),
        ("Mother's Hebrew name (if deceased, add a\"h)", Meaning.MOTHER),
        ("Son or daughter of (mother)", Meaning.RELATION),
        ("Имя матери", Meaning.MOTHER),
        ("Nom de la mère", Meaning.MOTHER),
        ("שם האם לתפילה", Meaning.MOTHER),
        ("Father (deceased)", Meaning.FATHER),
        ("Child's birthday", Meaning.BIRTH_DATE),
        ("גיל הילד", Meaning.KIND),
        ("Living or deceased?", Meaning.DEPARTED),
        ("Is your mother living?", Meaning.OF_ANOTHER),
        ("Née le", Meaning.BIRTH_DATE),
        ("Hebrew birthday", Meaning.HEBREW_BIRTH_DATE),
        ("Birthday (Hebrew)", Meaning.HEBREW_BIRTH_DATE),
        ("תאריך לידה עברי", Meaning.HEBREW_BIRTH_DATE),
        ("Birth year", Meaning.BIRTH_DATE),
        ("Under 13", Meaning.IS_CHILD),
        ("Bar mitzvah?", Meaning.GRADE),
        ("בר מצווה", Meaning.GRADE),
        ("Parent's email", Meaning.EMAIL),
        ("Contact email", Meaning.EMAIL),
        ("Rabbi's email", Meaning.OF_ANOTHER),
        ("Teacher's name", Meaning.OF_ANOTHER),
        ("שם המורה", Meaning.OF_ANOTHER),
        ("Spouse's Hebrew name", Meaning.OTHER),
        ("In memory of", Meaning.OTHER),
        ("Child?", Meaning.IS_CHILD),
        ("הערות", Meaning.REMARK),
    ],
)
def test_meaning_of_headings_that_are_near_another(heading: str, meaning: Meaning) -> None:
    assert meaning_of(heading) == meaning


@pytest.mark.parametrize(
    "heading",
    [
        *("Mother-in-law", "Mother’s mother", "Mother's Hebrew mother", "Father's father's name"),
        *("Mother of the mother", "Step-mother", "Godmother", "אם האם", "שם אבי האם", "חמותו"),
        *("мать матери", "mère de la mère", "padre del padre", "Age of oldest child"),
        *("Added name", "שם נוסף", "Previous Hebrew name", "Children's ages"),
    ],
)
def test_meaning_of_a_heading_that_names_no_parent_and_no_person_of_the_row(heading: str) -> None:
    assert meaning_of(heading) in {Meaning.OTHER, Meaning.OF_ANOTHER, None}
