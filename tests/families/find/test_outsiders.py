"""Somebody tries to learn one more fact of a family for whom they bought nothing.

They know part of the facts, and have as many addresses as they like and letters of their own.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from families.find import answering, narrowing
from families.models import Question
from letters.models import Person
from messaging.delivery import deliver_ordinary
from payments.models import Order
from payments.orders.place import Name
from tests.families.find.asking import name, prove
from tests.families.find.conftest import FACTS
from tests.races import each, meet_after

pytestmark = pytest.mark.usefixtures("free_limits")

Buy = Callable[..., Order]
CHILD = name("Meshulam Zusha", "Freida", "Gurevitch", father_name="Menachem")
COMMON = name("יוסף", "רחל", "כהן")
COMMON_FACTS = {"given_name": "יוסף", "mother_name": "רחל", "family_name": "כהן"}
YES = "Yes: there is a letter for this name"


def ask(number: int, **facts: str) -> str:
    """Ask from another address and network; returns the subject of the mail to it."""
    email = f"outsider{number}@example.org"
    client = Client(REMOTE_ADDR=f"10.9.{number}.7")
    prove(client, email)
    mail.outbox.clear()
    assert client.post("/find/", {**FACTS, **facts, "email": email}).status_code == 303
    for question in answering.waiting():
        answering.answer(question)
    deliver_ordinary()
    (answer,) = [sent.subject for sent in mail.outbox if sent.to == [email]]
    return str(answer)


def mailed(address: str) -> list[str]:
    """The mails to an address since the last question, without its links."""
    mails = [each for each in mail.outbox if each.to == [address]]
    return [" ".join(word for word in each.body.split() if "://" not in word) for each in mails]


@pytest.mark.parametrize(
    ("field", "guesses"),
    [
        ("birth_year", [str(year) for year in range(2001, 2026, 3)]),
        ("father_name", ["Avraham", "Yosef", "Dovid", "Levi", "Shmuel", "Yaakov", "Menachem"]),
        ("father_name", ["א י ד ל", "ש מ נ ר", "ש מ", "ש", "מ", "נ"]),
    ],
)
def test_a_fact_is_not_guessed_by_its_contradictions(
    buy: Buy, scroll: Any, field: str, guesses: list[str]
) -> None:
    """Who knows three facts of a child would learn the others one after another."""
    buy(CHILD)
    Person.objects.update(birth_date="2019-05-01")
    assert ask(0) == YES
    answers = [ask(number, **{field: guess}) for number, guess in enumerate(guesses, 1)]
    assert YES not in answers[narrowing.DIFFERENT - 1 :]


def test_a_mother_is_not_guessed_from_many_addresses(buy: Buy) -> None:
    buy(CHILD)
    mothers = ["Chana", "Rivka", "Leah", "Rochel", "Chaya", "Esther", "Freida"]
    answers = [ask(number, mother_name=mother) for number, mother in enumerate(mothers)]
    assert YES not in answers
    assert mailed("owner@example.org")  # who asks in earnest is answered by the owner


@pytest.mark.parametrize(
    "written",
    [
        {"family_name": "Gurevich"},
        {"mother_name": "", "father_name": "Menachem"},
        {"given_name": "משולם זושא", "mother_name": "פריידא", "family_name": "גורביץ"},
        {"given_name": "Reb Meshulam Zusha"},
    ],
)
def test_another_spelling_is_the_same_person(buy: Buy, written: dict[str, str]) -> None:
    buy(CHILD)
    assert ask(0, **written) == YES
    for number in range(narrowing.DIFFERENT):
        ask(number, birth_year=str(1990 + number))
    assert ask(9, **written) != YES


def test_the_same_question_from_many_relatives_is_one(buy: Buy) -> None:
    buy(CHILD)
    assert {ask(number) for number in range(2 * narrowing.DIFFERENT)} == {YES}


def test_a_common_name_may_be_asked_about_with_many_facts(buy: Buy) -> None:
    buy(COMMON, city="Sydney")
    for number in range(3 * narrowing.DIFFERENT):
        ask(number, **COMMON_FACTS, city=f"Town {chr(97 + number)}")
    assert ask(99, **COMMON_FACTS, city="Sydney") == YES


def test_what_is_not_looked_up_is_not_counted(buy: Buy) -> None:
    buy(CHILD)
    for number in range(2 * narrowing.DIFFERENT):
        ask(number, mother_name="Sarah", family_name="Gurevitch" + "x" * number)
    assert ask(99) == YES


def _two_workers(buy: Buy) -> list[str]:
    """Two questions of which only one may be looked up, answered at once."""
    buy(CHILD)
    for number in range(narrowing.DIFFERENT - 1):
        ask(number, birth_year=str(1990 + number))
    for number, year in enumerate(("2019", "2020")):
        client = Client(REMOTE_ADDR=f"10.8.{number}.7")
        prove(client, f"late{number}@example.org")
        facts = {**FACTS, "birth_year": year, "email": f"late{number}@example.org"}
        client.post("/find/", facts)
    calls = [lambda pk=pk: answering.answer(pk) for pk in answering.waiting()]
    assert each(*calls) == []
    late = Question.objects.filter(email__startswith="late")
    return sorted(late.values_list("answer", flat=True))


def test_two_workers_keep_to_the_number(buy: Buy) -> None:
    assert _two_workers(buy) == ["none", "yes"]


def test_negative_control_two_workers_without_the_lock(
    buy: Buy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(narrowing, "hold", lambda *_: None)
    looked = narrowing._others
    meeting = meet_after(looked)
    monkeypatch.setattr(
        narrowing,
        "_others",
        lambda question, pair: (
            meeting(question, pair) if question.email.startswith("late") else looked(question, pair)
        ),
    )
    assert _two_workers(buy) == ["yes", "yes"]


@pytest.mark.parametrize("there", [True, False])
def test_a_like_name_of_ones_own_does_not_tell_of_another(buy: Buy, there: bool) -> None:
    """The outsider inscribes the same common name, and asks with a city that fits nobody."""
    if there:
        buy(COMMON, email="family@example.org", city="Sydney")
    buy(COMMON, email="plant@example.org")
    answer = ask(0, **COMMON_FACTS, city="Nowhere")
    assert answer == "Not found in the scrolls we know"
    assert len(mailed("plant@example.org")) == 1


@pytest.mark.parametrize("there", [True, False])
def test_three_owners_of_ones_own_do_not_tell_of_a_fourth(buy: Buy, there: bool) -> None:
    loose: Name = replace(CHILD, given_name="Zusha", father_name="")
    if there:
        buy(loose, email="family@example.org")
    plants = [f"plant{number}@example.org" for number in range(3)]
    for plant in plants:
        buy(loose, email=plant)
    assert ask(0) == "Not found in the scrolls we know"
    assert [len(mailed(plant)) for plant in plants] == [1, 1, 1]
