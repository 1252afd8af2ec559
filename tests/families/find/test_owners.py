"""A loose match is asked of the address on file only, and no more than three of them."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import timezone

from families.find import answering, owners
from families.find.owners import NotOpen, reply
from families.models import OwnerRequest, Question
from letters.models import Community, Series
from messaging.delivery import deliver_ordinary
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from tests.communities.conftest import (  # noqa: F401
    community,
    make_community,
    shliach,
)
from tests.communities.name_lists import make_list, order_list
from tests.families.find.asking import name, prove, to
from tests.families.find.conftest import FACTS
from tests.races import at_once, each, meet_after

pytestmark = pytest.mark.usefixtures("free_limits")

Ask = Callable[..., list[Any]]
Buy = Callable[..., Order]
LOOSE = name("Zusha", "Freida", "Gurevitch")  # one of the two names that are asked about


def page_in(message: Any) -> str:
    link = next(word for word in str(message.body).split() if "/find/requests/" in word)
    return "/" + link.split("://")[1].partition("/")[2]


def test_the_asker_hears_the_same_with_a_loose_match_as_without(ask: Ask, buy: Buy) -> None:
    without = ask()[0]
    buy(LOOSE)
    ask()
    (answer,) = to("asker@example.org")
    # Only the links differ: each question has a token of its own.
    plain = [" ".join(w for w in m.body.split() if "://" not in w) for m in (answer, without)]
    assert (answer.subject, plain[0]) == (without.subject, plain[1])
    (asked,) = to("owner@example.org")
    assert "asker@example.org" in asked.body
    assert "Meshulam Zusha ben Freida Gurevitch" in asked.body


def test_yes_sends_the_certificate(ask: Ask, buy: Buy) -> None:
    buy(LOOSE)
    ask()
    page = page_in(to("owner@example.org")[0])
    mail.outbox.clear()
    owner = Client()
    assert "asker@example.org" in owner.get(page).content.decode()
    assert OwnerRequest.objects.get().reply == ""  # scanners open every link
    assert "being sent" in owner.post(page, {"reply": "yes"}).content.decode()
    deliver_ordinary()
    (sent,) = mail.outbox
    assert sent.to == ["asker@example.org"]
    assert "/certificates/" in sent.body


@pytest.mark.parametrize(("answer", "sentence"), [("no", "told nothing"), ("not_me", "not asked")])
def test_no_and_not_mine_send_nothing(ask: Ask, buy: Buy, answer: str, sentence: str) -> None:
    buy(LOOSE)
    ask()
    page = page_in(to("owner@example.org")[0])
    mail.outbox.clear()
    assert sentence in Client().post(page, {"reply": answer}).content.decode()
    assert sentence in Client().post(page, {"reply": "yes"}).content.decode()  # once
    deliver_ordinary()
    assert mail.outbox == []
    ask()
    assert bool(to("owner@example.org")) is (answer == "no")


def test_a_wrong_answer_changes_nothing(ask: Ask, buy: Buy) -> None:
    buy(LOOSE)
    ask()
    page = page_in(to("owner@example.org")[0])
    assert Client().post(page, {"reply": "perhaps"}).status_code == 200
    assert OwnerRequest.objects.get().reply == ""


def test_at_most_three_addresses_are_asked(ask: Ask, buy: Buy) -> None:
    for number in range(3):
        buy(LOOSE, email=f"owner{number}@example.org")
    assert len(ask()) == 4
    buy(LOOSE, email="owner3@example.org")
    ask()
    assert sorted(each.to[0] for each in mail.outbox) == [
        "asker@example.org",
        *(f"owner{number}@example.org" for number in (1, 2, 3)),
    ]


def test_an_address_with_hundreds_of_names_is_asked_a_few_times_a_day(ask: Ask, buy: Buy) -> None:
    """A shliach's list has one address for all its people."""
    givens = ["Zalman Ber", "Nachman Pinchas", "Elimelech Zev", "Feivel Asher", "Tuvia Dan"]
    buy(*[name(each.split()[0], "Freida", "Gurevitch") for each in givens])
    for given in givens:
        ask(given_name=given)
    assert OwnerRequest.objects.count() == owners.A_DAY
    OwnerRequest.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    ask(given_name=givens[-1])
    assert OwnerRequest.objects.count() == owners.A_DAY + 1


def test_a_row_of_a_list_is_asked_at_its_own_address(
    ask: Ask,
    browser: Client,
    community: Community,  # noqa: F811
    shliach: User,  # noqa: F811
    series: Series,
) -> None:
    name_list = make_list(community, series, shliach, names=1)
    order = order_list(name_list, shliach)
    paid = IncomingPayment("pi_1", "cs_1", order.total, "usd")
    record_and_apply(order_id=order.pk, incoming=paid)
    facts = {"given_name": "Zevulun", "mother_name": "Basya", "family_name": ""}
    more = {"father_name": "Zev Ber", "birth_year": "1987"}
    ask(**facts, **more)
    assert to("zevulun1@example.org")
    assert OwnerRequest.objects.get().email == "zevulun1@example.org"
    # The author of the list wrote the address: it is asked, and told nothing by itself.
    prove(browser, "zevulun1@example.org")
    ask(**facts, **more, email="zevulun1@example.org")
    assert to("zevulun1@example.org")[0].subject == "Not found in the scrolls we know"


def test_the_page_of_a_deleted_question_says_so(ask: Ask, buy: Buy) -> None:
    buy(LOOSE)
    ask()
    page = page_in(to("owner@example.org")[0])
    Question.objects.all().delete()
    response = Client().get(page)
    assert response.status_code == 410
    assert "no longer open" in response.content.decode()


def test_two_answers_at_once_are_one(ask: Ask, buy: Buy) -> None:
    buy(LOOSE)
    ask()
    token = OwnerRequest.objects.get().token

    errors = at_once(2, lambda: reply(token, "yes"))
    assert [type(error) for error in errors] == [NotOpen]
    mail.outbox.clear()
    deliver_ordinary()
    assert len(to("asker@example.org")) == 1


def _ask_twice_at_once(client: Client) -> int:
    """Two questions about one owner's people, answered by two workers; how often it is asked."""
    for given in ("Zalman Ber", "Nachman Pinchas"):
        client.post("/find/", {**FACTS, "given_name": given})
    assert each(*[partial(answering.answer, pk) for pk in answering.waiting()]) == []
    return OwnerRequest.objects.count()


def test_two_workers_keep_the_limit_of_an_address(
    browser: Client, buy: Buy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owners, "A_DAY", 1)
    buy(*[name(given, "Freida", "Gurevitch") for given in ("Zalman", "Nachman")])
    assert _ask_twice_at_once(browser) == 1


def test_negative_control_two_workers_without_the_lock(
    browser: Client, buy: Buy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owners, "A_DAY", 1)
    monkeypatch.setattr(owners, "hold", lambda *_: None)
    monkeypatch.setattr(owners, "_may_ask", meet_after(owners._may_ask))
    buy(*[name(given, "Freida", "Gurevitch") for given in ("Zalman", "Nachman")])
    assert _ask_twice_at_once(browser) == 2
