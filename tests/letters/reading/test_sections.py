"""Titles inside lists and tables, and remarks beside names, in six languages."""

import pytest

from letters.reading import Question, list_facts, parse_name, read_text, recognise_columns
from tests.letters.reading.reading_set.case import Case
from tests.letters.reading.reading_set.score import read_people

_ROWS = "Hebrew name\tGender\tMother\t{}\nYosef\tM\tChana\t{}\nDov\tM\tLeah\t{}"
_LIST = "Dovid ben Leah\n{}\nYosef ben Chana"
_TABLE = "Hebrew name,Gender,Mother,Family\nDovid,M,Leah,Katz\n{}\nYosef,M,Chana,Levi"


def facts_of(text: str) -> list[str]:
    """Of each row: departed, kind, and the codes of what is asked."""
    table = read_text(text)
    columns = recognise_columns(table)
    facts = list_facts(columns, [line.cells for line in table.lines])
    names = [parse_name(columns, line.cells, facts) for line in table.lines]
    return [
        " ".join(
            [
                *(["departed"] if name.departed else []),
                name.kind,
                *sorted({*name.issues, *name.questions, *line.questions}),
            ]
        )
        for name, line in zip(names, table.lines, strict=True)
    ]


_DEPARTED = (
    "Niftarim|Neshamos|Neshamos:|Z\"L|L'iluy nishmas:|In memory of|Yizkor|Deceased (2)|"
    "נפטרים|הנפטרים:|נשמות|ז״ל|לעילוי נשמת|לע״נ:|געשטארבן|יארצייטן|Умершие|Усопшие:|В память|"
    "Défunts|Décédés :|En mémoire de|Fallecidos|Difuntos:|*** Niftarim ***"
)
_CHILDREN = "Children|Kids:|Babies|ילדים|ילדים:|תינוקות|קינדער|Дети|Enfants :|Bébés|Our children"
_EXCLUDED = (
    "Cancelled|Canceled:|Waiting list|Do not include|Don't print|Duplicates|מבוטלים|לא לכלול:|"
    "רשימת המתנה|אויסגעמעקט|Отменено|Не включать|Список ожидания|Annulés|Ne pas inclure|"
    "Liste d'attente|Cancelados|No incluir|Lista de espera"
)
_MAY_BE_CHILDREN = "Girls|Boys:|Boys and girls|בנות:|בנים|מיידלעך|Девочки|Garçons|Niños"


@pytest.mark.parametrize("text", [_LIST, _TABLE])
@pytest.mark.parametrize("title", _DEPARTED.split("|"))
def test_people_below_a_title_of_the_departed_are_departed(text: str, title: str) -> None:
    assert facts_of(text.format(title)) == ["adult", "departed adult"]


@pytest.mark.parametrize("text", [_LIST, _TABLE])
@pytest.mark.parametrize("title", _CHILDREN.split("|"))
def test_people_below_a_title_of_children_are_children(text: str, title: str) -> None:
    assert facts_of(text.format(title)) == ["adult", "child"]


@pytest.mark.parametrize("text", [_LIST, _TABLE])
@pytest.mark.parametrize("title", _EXCLUDED.split("|"))
def test_people_below_a_title_that_excludes_them_are_asked_about(text: str, title: str) -> None:
    assert facts_of(text.format(title)) == ["adult", "adult excluded"]


@pytest.mark.parametrize("text", [_LIST, _TABLE])
@pytest.mark.parametrize("title", _MAY_BE_CHILDREN.split("|"))
def test_boys_and_girls_may_be_children(text: str, title: str) -> None:
    first, second = facts_of(text.format(title))
    assert (first, Question.CHILDREN in second.split()) == ("adult", True)


@pytest.mark.parametrize("title", ["Girls", "Women:", "נשים", "Женщины", "Femmes", "Mujeres"])
def test_son_below_a_title_of_women_is_asked_about(title: str) -> None:
    assert "fields_disagree" in facts_of(_LIST.format(title))[1]
    assert Question.SECTION in facts_of(_TABLE.format(title))[1].split()


@pytest.mark.parametrize("title", ["משפחת לוי", "The Levi family", "Семья Леви", "Levi:"])
@pytest.mark.parametrize("text", [_LIST, _TABLE.replace("Levi", "")])
def test_family_name_of_a_title_is_asked_about(text: str, title: str) -> None:
    assert facts_of(text.format(title)) == ["adult", "adult family_title"]


def test_title_ends_at_the_next_one() -> None:
    text = "Niftarim:\nYosef ben Chana\nRefuah shleimah\nDovid ben Leah\nChildren\nDov ben Rivka"
    assert facts_of(text) == ["departed adult", "adult", "child"]


def test_rows_behind_an_empty_line_are_asked_about() -> None:
    text = "Niftarim:\nYosef ben Chana\n\nDovid ben Leah"
    assert facts_of(text) == ["departed adult", "departed adult section"]


def test_title_with_other_words_is_a_question() -> None:
    text = "Niftarim of the old shul:\nYosef ben Chana\nDovid ben Leah"
    assert all("section" in row for row in facts_of(text))


def test_title_above_the_headings_is_of_all_rows() -> None:
    text = "Niftarim,,\nHebrew name,Gender,Mother\nDovid,M,Leah\nYosef,M,Chana"
    assert facts_of(text) == ["departed adult", "departed adult"]


def test_title_that_contradicts_a_column_is_asked_about() -> None:
    text = (
        "Hebrew name,Gender,Mother,Passed away\nNiftarim\n"
        "Dovid,M,Leah,yes\nYosef,M,Chana,no\nDov,M,Rivka,"
    )
    assert facts_of(text) == ["departed adult", "adult section", "adult section"]


# Remarks ---------------------------------------------------------------------

_REMARKS = (
    'deceased|niftar|z"l|passed away in May|child|baby boy|girl|convert|giyores|name changed|'
    "new name: Chaim|Hebrew name is Dov|should be Dov|check spelling|not sure|ben Rivka|"
    "mother is Sarah|his mother|ask|age 7|7 years old|twins|formerly Katz|is this right?|"
    "נפטר|נפטרה לפני שנה|ז״ל|ע״ה|ילד|תינוקת|גר|גיורת|שינוי שם|שם חדש|לבדוק|צריך להיות דב|בן 7|"
    "האם שרה|כיתה ג|געשטארבן|קינד|מיידל|נאמען געטוישט|"
    "умер|умерла|ребёнок|девочка|гиюр|сменил имя|исправить|5 лет|мать Сара|"
    "décédé|enfant|bébé|converti|changement de nom|corriger|5 ans|"
    "fallecido|niña|bebé|converso|cambio de nombre|corregir|5 años"
)
_OUT = (
    "cancelled|CANCELED|do not include|don't include|not included|waiting list|waitlist|duplicate|"
    "dup|on hold|pending|removed|refunded|already on list|not coming|withdrew|"
    "בוטל|מבוטלת|לא לכלול|המתנה|רשימת המתנה|כפול|פעמיים|להוריד|למחוק|לא רוצה|"
    "אויסגעמעקט|отменено|не включать|дубль|лист ожидания|удалить|"
    "annulé|ne pas inclure|liste d'attente|doublon|cancelado|no incluir|lista de espera|duplicado"
)


@pytest.mark.parametrize("heading", ["Notes", "Status", "הערות"])
@pytest.mark.parametrize("remark", _REMARKS.split("|"))
def test_remark_that_may_matter_is_asked_about(heading: str, remark: str) -> None:
    text = _ROWS.format(heading, remark, "thanks")
    first, second = facts_of(text)
    assert (Question.REMARK in first.split(), second) == (True, "adult")


@pytest.mark.parametrize("heading", ["Commentaires", "Paid"])
@pytest.mark.parametrize("remark", _OUT.split("|"))
def test_remark_that_excludes_is_asked_about(heading: str, remark: str) -> None:
    text = _ROWS.format(heading, remark, "thanks")
    first, second = facts_of(text)
    waiting = heading == "Paid" and remark in {"pending", "on hold"}
    assert (Question.EXCLUDED in first.split() or waiting, second) == (True, "adult")


@pytest.mark.parametrize(
    "remark", ["Thank you!", "call him", "pledged", "paid", "Table 5", "תודה", "спасибо", "merci"]
)
def test_other_remarks_are_not_asked_about(remark: str) -> None:
    text = f"Hebrew name\tGender\tMother\tNotes\nYosef\tM\tChana\t{remark}"
    assert facts_of(text) == ["adult"]


@pytest.mark.parametrize(
    ("heading", "values", "expected"),
    [
        ("Category", "Child|Adult", ["child", "adult"]),
        ("Status", "Niftar|Living", ["departed adult", "adult"]),
        ("Status", "נפטר|", ["departed adult", "adult"]),
        ("Child?", "yes|no", ["adult children", "adult"]),
        ("Child?", "x|", ["adult children", "adult"]),
        ("Under 13", "Y|N", ["adult children", "adult"]),
        ("ילד?", "כן|לא", ["adult children", "adult"]),
        ("Bar mitzvah?", "yes|no", ["adult children", "adult children"]),
        ("Yahrzeit", "5 Av|", ["departed adult suffix", "adult"]),
        ("Passed away", "5 Av|", ["departed adult", "adult"]),
        ("Father's yahrzeit", "5 Av|12 Iyar", ["adult", "adult"]),
        ("Mother's age", "7|8", ["adult", "adult"]),
        ("שנת לידה של האם", "2019|2020", ["adult", "adult"]),
        ("Husband passed away", "yes|no", ["adult", "adult"]),
    ],
)
def test_column_of_a_fact(heading: str, values: str, expected: list[str]) -> None:
    first, second = values.split("|")
    text = _ROWS.format(heading, first, second)
    assert facts_of(text) == expected


def test_mother_of_a_heading_of_facts_is_not_read_as_the_mother() -> None:
    text = "Hebrew name\tGender\tMother's gender\tMother\nYosef\tM\tF\tChana"
    assert [row.person.mother for row in read_people(Case("mother", text=text))] == ["Chana"]


_SAID_BY_HEADING = (
    "Cancelled|Duplicate?|Waiting list|Do not include|בוטל|Дубль|Annulé|Cancelado|"
    'Convert|Adopted|Z"L|ז״ל|גר|Гиюр'
)


@pytest.mark.parametrize("heading", _SAID_BY_HEADING.split("|"))
@pytest.mark.parametrize("yes", ["yes", "x", "✓", "כן"])
def test_yes_under_a_heading_of_a_remark_is_asked_about(heading: str, yes: str) -> None:
    first, second = facts_of(_ROWS.format(heading, yes, ""))
    assert {Question.EXCLUDED, Question.REMARK} & set(first.split())
    assert second == "adult"


@pytest.mark.parametrize(
    "heading", ["Include?", "Active", "Confirmed", "Print", "לכלול", "מאושר", "Включить", "Actif"]
)
def test_no_under_a_heading_of_who_is_wanted_is_asked_about(heading: str) -> None:
    assert facts_of(_ROWS.format(heading, "no", "yes")) == ["adult excluded", "adult"]


def test_letters_without_a_meaning_are_asked_about() -> None:
    assert facts_of(_ROWS.format("L/N", "N", "L")) == ["adult more_names"] * 2


@pytest.mark.parametrize("heading", ["Child's Hebrew name", "שם הילד", "Baby's name"])
def test_list_whose_headings_name_children_is_asked_about(heading: str) -> None:
    text = f"{heading}\tGender\tMother\nYosef\tM\tChana"
    assert facts_of(text) == ["adult children"]


# Families ----------------------------------------------------------------------

_FAMILIES = "Yosef Levi\nMendel Katz\nRivka Cohen\n{}"


def codes_of_last(text: str) -> set[str]:
    """What is asked about the last row."""
    return set(facts_of(text)[-1].split())


@pytest.mark.parametrize(
    "name", ["Ari Ben David", "Sara Bat Sheva", "Dov Ben Ami", "Rivka Bat Miriam", "Dov Bar Lev"]
)
def test_ben_among_family_names_is_asked_about(name: str) -> None:
    assert Question.FAMILY_SPLIT in codes_of_last(_FAMILIES.format(name))


def test_ben_among_family_names_in_hebrew_is_asked_about() -> None:
    text = "יוסף לוי\nמנחם כץ\nרבקה כהן\nארי בן דוד"
    assert Question.FAMILY_SPLIT in codes_of_last(text)


def test_ben_beside_a_column_of_mothers_is_asked_about() -> None:
    text = "Name,Mother\nYosef Levi,Sarah\nMendel Katz,Leah\nAri Ben David,Chana"
    assert Question.FAMILY_SPLIT in codes_of_last(text)


def test_ben_with_a_small_letter_among_others_is_a_parent() -> None:
    text = "Yosef ben Chana\nMendel ben Leah\nRivka Cohen\nAri ben Miriam Levi"
    assert codes_of_last(text) == {"adult"}


@pytest.mark.parametrize("parent", ["Maor", "Tomer", "מאור", "תומר"])
def test_name_of_men_among_mothers_is_asked_about(parent: str) -> None:
    rows = [f"Yosef ben {mother}" for mother in ("Chana", "Sarah", "Leah", "Rivka")]
    assert Question.PARENTS_GENDER in codes_of_last("\n".join([*rows, f"Dov ben {parent}"]))


def test_name_that_only_men_have_is_the_fathers() -> None:
    rows = [f"Yosef ben {mother}" for mother in ("Chana", "Sarah", "Leah", "Rivka")]
    assert codes_of_last("\n".join([*rows, "Dov ben Avraham"])) == {"adult"}
