"""What is mailed to whom, by the facts of the question and the people of the register."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from families.find import answering
from families.models import OwnerRequest, Question
from letters.models import EarlierEntry, EarlierRegister, Person, Series
from messaging.delivery import deliver_ordinary
from messaging.models import Message
from payments.models import Order
from tests.families.find.asking import name, to

pytestmark = pytest.mark.usefixtures("free_limits")

Ask = Callable[..., list[Any]]
Buy = Callable[..., Order]
RARE = name("Meshulam Zusha", "Freida", "Gurevitch")
COMMON = name("יוסף", "שרה רבקה", "כהן", father_name="משה")
COMMON_FACTS = {"given_name": "יוסף", "mother_name": "רחל", "family_name": "כהן"}


def test_three_facts_of_a_rare_name_get_scroll_and_parsha(ask: Ask, buy: Buy) -> None:
    buy(RARE)
    (answer,) = ask()
    assert answer.to == ["asker@example.org"]
    assert "12th scroll, Parshas" in answer.body
    assert "owner@example.org" not in answer.body
    assert "/certificates/" not in answer.body


def test_the_answer_is_in_the_language_of_the_asker(ask: Ask, buy: Buy, browser: Client) -> None:
    buy(RARE)
    browser.cookies["django_language"] = "he"
    (answer,) = ask()
    assert "פרשת" in answer.body


def test_what_the_series_hides_is_hidden(ask: Ask, buy: Buy, series: Series) -> None:
    buy(RARE)
    Series.objects.update(disclosure=Series.Disclosure.HIDDEN)
    (answer,) = ask()
    assert "12th scroll" in answer.body
    assert "Parshas" not in answer.body


@pytest.mark.parametrize("field", ["mother_name", "family_name"])
def test_two_facts_never_get_a_yes(ask: Ask, buy: Buy, field: str) -> None:
    buy(RARE)
    changes = {field: ""}
    if field == "mother_name":
        changes["father_name"] = "Avraham Avinu"
    (answer,) = ask(**changes)
    assert answer.subject == "One more fact is needed"
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("mother", ["Sarah", "שרה", "Sara"])
def test_the_mother_who_stands_for_any_is_no_fact(ask: Ask, buy: Buy, mother: str) -> None:
    buy(name("Meshulam Zusha", "Sarah", "Gurevitch"))
    (answer,) = ask(mother_name=mother)
    assert answer.subject == "One more fact is needed"


def test_a_common_name_needs_a_fourth_fact_that_matches(ask: Ask, buy: Buy) -> None:
    buy(replace(COMMON, mother_name="רחל"), city="Sydney")
    (answer,) = ask(**COMMON_FACTS)
    assert answer.subject == "One more fact is needed"
    (answer,) = ask(**COMMON_FACTS, city="sydney")
    assert answer.subject == "Yes: there is a letter for this name"
    (answer,) = ask(**COMMON_FACTS, father_name="משה")
    assert answer.subject == "Yes: there is a letter for this name"


def test_a_fourth_fact_that_does_not_match_asks_the_owner(ask: Ask, buy: Buy) -> None:
    buy(replace(COMMON, mother_name="רחל"), city="Sydney")
    sent = ask(**COMMON_FACTS, city="Melbourne")
    assert {each.to[0] for each in sent} == {"asker@example.org", "owner@example.org"}
    assert to("asker@example.org")[0].subject == "Not found in the scrolls we know"


def test_the_year_matches_within_one(ask: Ask, buy: Buy) -> None:
    buy(replace(COMMON, mother_name="רחל"))
    Person.objects.update(birth_date="2016-05-01")
    for year in ("2015", "2016", "2017", "5776"):
        (answer,) = ask(**COMMON_FACTS, birth_year=year)
        assert answer.subject == "Yes: there is a letter for this name", year
    (answer,) = ask(**COMMON_FACTS, birth_year="2013")
    assert answer.subject == "Not found in the scrolls we know"


def test_several_get_what_nobody_gets_and_may_add_a_fact(ask: Ask, buy: Buy) -> None:
    buy(RARE, email="one@example.org", city="Sydney")
    buy(RARE, email="two@example.org", city="Melbourne")
    ask()
    (answer,) = to("asker@example.org")
    assert answer.subject == "Not found in the scrolls we know"
    assert "Add the year of birth, the other parent or the city" in answer.body
    assert {each.to[0] for each in mail.outbox} >= {"one@example.org", "two@example.org"}
    (answer,) = ask(city="Melbourne")
    assert answer.subject == "Yes: there is a letter for this name"


def test_none_names_the_scrolls_and_leads_to_a_filled_list(
    ask: Ask, buy: Buy, browser: Client
) -> None:
    buy(RARE)
    (answer,) = ask(given_name="Zalman Ber")
    assert "Sefer Torah Haklali, the 12th scroll" in answer.body
    link = next(word for word in answer.body.split() if "asked=" in word)
    for part in ("Zalman", "Freida", "Gurevitch", "asker"):
        assert part not in link
    page = Client().get("/" + link.split("://")[1].partition("/")[2])
    assert page.status_code == 200
    assert "Zalman Ber" in page.content.decode()


def test_more_leads_to_a_filled_question(ask: Ask, buy: Buy, browser: Client) -> None:
    (answer,) = ask(family_name="")
    link = next(word for word in answer.body.split() if "question=" in word)
    assert "Zusha" not in link
    page = browser.get("/" + link.split("://")[1].partition("/")[2]).content.decode()
    assert 'value="Meshulam Zusha"' in page


def test_the_order_address_gets_the_answer_at_once(ask: Ask, buy: Buy) -> None:
    """Of two facts, too: the purchaser knows it."""
    buy(replace(COMMON, mother_name="רחל"), email="ASKER@example.org")
    (answer,) = ask(**COMMON_FACTS | {"family_name": ""})
    assert answer.subject == "Yes: there is a letter for this name"


def test_a_letter_that_was_returned_is_none(ask: Ask, buy: Buy) -> None:
    order = buy(RARE)
    from letters.holders.inscriptions import release_letters

    release_letters(list(order.lines.values_list("inscription", flat=True)))
    (answer,) = ask()
    assert answer.subject == "Not found in the scrolls we know"


def test_one_person_in_two_scrolls_is_one(
    ask: Ask, buy: Buy, make_scroll: Callable[..., Any]
) -> None:
    buy(RARE)
    buy(RARE)
    (answer,) = ask()
    assert answer.subject == "Yes: there is a letter for this name"


def test_a_question_is_answered_once(ask: Ask, buy: Buy) -> None:
    ask()
    question = Question.objects.get()
    answering.answer(question.pk)
    answering.answer(question.pk)
    assert Message.objects.filter(kind=answering.ANSWER).count() == 1
    assert OwnerRequest.objects.count() == 0


def test_a_lost_reminder_is_found(browser: Client, buy: Buy) -> None:
    from families.tasks import answer_questions
    from tests.families.find.conftest import FACTS

    browser.post("/find/", FACTS)
    answer_questions()
    deliver_ordinary()
    assert to("asker@example.org")


def test_a_name_of_an_earlier_scroll_has_no_known_place(
    ask: Ask, series: Series, django_user_model: Any
) -> None:
    register = EarlierRegister.objects.create(
        series=series,
        scroll_number=9,
        title="The 9th scroll",
        origin="the committee",
        quality=EarlierRegister.Quality.ORIGINAL,
        language="en",
        requested_by=django_user_model.objects.create(username="keeper"),
        content_hash="0" * 64,
        phase=EarlierRegister.Phase.IMPORT,
        state="done",
        imported_at=timezone.now(),
    )
    entry = EarlierEntry(
        register=register,
        row=1,
        source_line=1,
        given_name="Meshulam Zusha",
        relation="ben",
        mother_name="Freida",
        family_name="Gurevitch",
        clear=True,
    )
    entry.derive_keys()
    entry.save()
    (answer,) = ask()
    assert "the 9th scroll: its place is not known" in answer.body
    (answer,) = ask(given_name="Zalman Ber")
    assert "Sefer Torah Haklali, the 9th scroll" in answer.body
