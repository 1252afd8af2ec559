"""Who in the register may be the person somebody asks about."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction

from letters.holders.inscriptions import inscribe, release_letters
from letters.lookup import candidates, sources
from letters.lookup.candidates import Candidates, find_candidates
from letters.matching.compare import NameFacts
from letters.matching.keys import narrow_keys
from letters.models import Person, Purchaser, Scroll
from letters.scrolls.draw import draw
from payments.models import Order
from payments.orders.place import Name

Inscribe = Callable[..., Person]


@pytest.fixture
def inscribe_name(scroll: Scroll) -> Inscribe:
    payer = Purchaser.objects.create(email="payer@example.org")

    def inscribed(text: str, *, letter: bool = True) -> Person:
        given, mother, father, family = (part.strip() for part in text.split("|"))
        person = Person(
            purchaser=payer,
            kind="adult" if given else "baby",
            given_name=given,
            relation="ben",
            mother_name=mother,
            father_name=father,
            family_name=family,
            declared="self",
        )
        made = inscribe(series=scroll.series, people=[person])
        if letter:
            draw(scroll.pk, [each.pk for each in made])
        return person

    return inscribed


def found(given: str, mother: str = "", family: str = "", **more: str) -> Candidates:
    baby = not given
    return find_candidates(
        NameFacts(given, "ben", mother, more.get("father", ""), family, baby=baby)
    )


def answers(result: Candidates) -> list[tuple[int, str]]:
    return [(candidate.id, candidate.answer) for candidate in result]


@pytest.mark.parametrize(
    ("given", "mother", "family"),
    [("יוסף", "חנה", "לוי"), ("Yosef", "Chana", "Levy"), ("Йосеф", "Хана", "Леви")],
)
def test_person_is_found_in_each_script(
    inscribe_name: Inscribe, given: str, mother: str, family: str
) -> None:
    person = inscribe_name("יוסף|חנה||לוי")
    inscribe_name("יוסף|לאה||לוי")
    result = found(given, mother, family)
    assert answers(result) == [(person.pk, "strict")]
    assert (result[0].source, result[0].facts, result.cut) == ("person", person.facts, False)


def test_strict_matches_come_first_then_the_likest(inscribe_name: Inscribe) -> None:
    short = inscribe_name("Mendy|Chana||Levi")
    without_family = inscribe_name("Mendel|Chana||")
    same = inscribe_name("Mendel|Chana||Levi")
    result = found("Mendel", "Chana", "Levi")
    assert answers(result) == [
        (same.pk, "strict"),
        (short.pk, "loose"),
        (without_family.pk, "loose"),
    ]


def test_both_parents_find_a_person_without_the_family_name(inscribe_name: Inscribe) -> None:
    person = inscribe_name("Yosef|Chana|Moshe|Levi")
    assert answers(found("Yosef", "Chana", father="Moshe")) == [(person.pk, "strict")]


def test_only_people_with_a_letter_are_found(inscribe_name: Inscribe) -> None:
    person = inscribe_name("Yosef|Chana||Levi")
    inscribe_name("Yosef|Chana||Levi", letter=False)
    assert answers(found("Yosef", "Chana", "Levi")) == [(person.pk, "strict")]
    release_letters([person.inscriptions.get().pk])
    assert found("Yosef", "Chana", "Levi") == []


@pytest.mark.parametrize(("state", "count"), [("awaiting", 0), ("processing", 1), ("waiting", 1)])
def test_people_whose_letter_is_paid_are_found(
    make_order: Callable[..., Order], state: str, count: int
) -> None:
    order = make_order([Name("adult", "Yosef", "ben", "Chana", "", "Levi", False, "", "self")])
    Order.objects.filter(pk=order.pk).update(state=state)
    assert len(found("Yosef", "Chana", "Levi")) == count


def test_deleted_name_is_not_found(inscribe_name: Inscribe) -> None:
    person = inscribe_name("Yosef|Chana||Levi")
    person.kind, person.given_name, person.mother_name, person.family_name = "baby", "", "", ""
    person.save()
    assert found("Yosef", "Chana", "Levi") == []
    assert found("", "", "") == []


def test_baby_is_found_by_the_mother_and_family(inscribe_name: Inscribe) -> None:
    baby = inscribe_name("|Chana||Levi")
    inscribe_name("Yosef|Chana||Levi")
    inscribe_name("Baby|Chana||Levi")
    assert answers(found("", "חנה", "לוי")) == [(baby.pk, "loose")]


def test_two_facts_ask_about_people_of_any_family_and_one_about_nobody(
    inscribe_name: Inscribe,
) -> None:
    people = {inscribe_name("Yosef|Chana||Levi").pk, inscribe_name("Yosef|Chana||").pk}
    assert dict(answers(found("Yosef", "Chana"))) == dict.fromkeys(people, "loose")
    assert found("Yosef") == []
    assert found("", "Chana") == []
    assert found("") == []


def test_people_of_a_common_name_are_cut_and_it_is_said(
    inscribe_name: Inscribe, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        inscribe_name("Yosef|Chana||Levi")
    result = find_candidates(NameFacts("Yosef", "ben", "Chana", "", "Levi"), limit=3)
    assert (len(result), result.cut) == (3, True)
    assert not found("Yosef", "Chana", "Levi").cut
    monkeypatch.setattr(candidates, "MAX_ROWS", 2)
    result = found("Yosef", "Chana", "Levi")
    assert (len(result), result.cut) == (2, True)


def test_another_table_is_searched_with_the_people(inscribe_name: Inscribe) -> None:
    person = inscribe_name("Yosef|Chana||Levi")
    second = sources.Source("second", "letters_person")
    result = find_candidates(person.facts, sources=[sources.PEOPLE, second])
    assert [candidate.source for candidate in result] == ["person", "second"]


def test_search_reads_the_index(inscribe_name: Inscribe) -> None:
    person = inscribe_name("Yosef|Chana||Levi")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Person.objects.filter(match_keys__overlap=narrow_keys(person.facts)).explain()
        assert "person_match_keys" in plan


def test_settings_of_the_connection_are_as_before(inscribe_name: Inscribe) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        found("Yosef", "Chana", "Levi")
        cursor.execute("SHOW enable_seqscan")
        assert cursor.fetchone() == ("on",)
