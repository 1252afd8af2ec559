"""Deleting one's own data: asked for on a page, confirmed by a mailed link, done by the worker."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from core.job_runner import run_job
from families.models import Erasure
from families.privacy import choices
from families.privacy.mails import DONE, LINK, forget_addresses
from families.privacy.requests import ERASURES
from letters.models import Certificate, Letter, Person
from messaging.models import Message
from messaging.tasks import deliver_due
from payments.models import Order
from tests.communities.conftest import *  # noqa: F403 - a community
from tests.families.my_letters.families import CHANA, EMAIL, MUSHKA, buy, signed_in
from tests.families.privacy.whole_database import where_found
from tests.races import at_once, meet_after

MINE = "/my-letters/delete/"
MakeOrder = Callable[..., Order]


@pytest.fixture
def bought(make_order: MakeOrder) -> Order:
    order = buy(make_order, [CHANA, MUSHKA], "twelfth")
    deliver_due()
    mail.outbox.clear()
    return order


def ask(client: Client, choice: str, url: str = MINE) -> Any:
    return client.post(url, {"choice": choice})


def mailed_link() -> str:
    deliver_due()
    found = re.search(r"https?://[^/\s]+(/privacy/deletions/\S+)", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[1]


def everything(order: Order) -> str:
    return f"a{order.purchaser_id}"


def run() -> Erasure:
    erasure = Erasure.objects.get()
    run_job(ERASURES, erasure.pk)
    erasure.refresh_from_db()
    return erasure


def test_purchaser_deletes_everything(bought: Order) -> None:
    client = signed_in()
    page = client.get(MINE).content.decode()
    assert "a letter of a scroll is never given twice" in page
    assert "as the law requires" in page
    checks = [f"/c/{each.check_token}/" for each in Certificate.objects.all()]
    letters = Letter.objects.exclude(inscription=None).count()
    assert ask(client, everything(bought)).status_code == 303
    link = mailed_link()
    shown = Client().get(link).content.decode()
    assert "Chana bas Sarah Levi" in shown
    assert Client().post(link).status_code == 303
    assert "It is being deleted" in Client().get(link).content.decode()
    assert run().state == "done"
    assert "It is deleted" in Client().get(link).content.decode()
    deliver_due()
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == ([EMAIL], "The deletion is done")
    forget_addresses()
    assert where_found(EMAIL, "Chana", "Mushka") == []
    assert Letter.objects.exclude(inscription=None).count() == letters
    for check in checks:
        assert "deleted on request" in Client().get(check).content.decode()
    assert client.get("/my-letters/").status_code == 302  # signed out


def test_nothing_is_deleted_by_opening_a_link(bought: Order) -> None:
    ask(signed_in(), everything(bought))
    link = mailed_link()
    for method in ("get", "head"):
        assert getattr(Client(), method)(link).status_code == 200
    assert not Erasure.objects.exclude(confirmed_at=None).exists()


def test_one_person_is_deleted_and_the_others_stay(bought: Order) -> None:
    mushka = Person.objects.get(given_name="Mushka")
    ask(signed_in(), f"p{mushka.pk}")
    Client().post(mailed_link())
    run()
    deliver_due()
    assert mail.outbox[-1].subject == "The deletion is done"
    assert where_found("Mushka") == []
    assert "Chana bas Sarah Levi" in signed_in().get("/my-letters/").content.decode()


def test_order_page_leads_to_a_mail_to_its_purchaser_only(bought: Order) -> None:
    url = f"/orders/{bought.public_id}/delete/"
    assert url in Client().get(f"/orders/{bought.public_id}/").content.decode()
    assert EMAIL not in Client().get(url).content.decode()
    person = Person.objects.get(given_name="Mushka")
    assert ask(Client(), f"p{person.pk}", url).status_code == 303
    assert "/privacy/deletions/" in mailed_link()
    assert mail.outbox[-1].to == [EMAIL]


def test_order_of_a_community_has_no_such_page(bought: Order, community: Any) -> None:
    Order.objects.update(community=community)
    page = f"/orders/{bought.public_id}/delete/"
    assert Client().get(page)["Location"] == f"/accounts/login/?next={page}"
    assert signed_in().get(page).status_code == 404


def test_nobody_deletes_what_is_somebody_elses(bought: Order, make_order: MakeOrder) -> None:
    other = buy(make_order, [CHANA], "other", email="other@example.org")
    client = signed_in()
    theirs = Person.objects.get(purchaser=other.purchaser)
    for choice in (everything(other), f"p{theirs.pk}", "", "p0", "x", "9" * 40):
        answer = ask(client, choice)
        assert answer.status_code == 422
        assert "Please choose" in answer.content.decode()
    assert not Erasure.objects.exists()
    assert Client().get(MINE).status_code == 302


def test_pressed_twice_it_is_one_mail_and_one_deletion(bought: Order) -> None:
    client = signed_in()
    for _press in range(2):
        assert ask(client, everything(bought)).status_code == 303
    link = mailed_link()
    assert Message.objects.filter(kind=LINK).count() == 1
    for _press in range(2):
        assert Client().post(link).status_code == 303
    assert run().state == "done"
    run()
    assert Client().post(link).status_code == 303
    assert Message.objects.filter(kind=DONE).count() == 1


def test_too_many_presses_are_stopped(bought: Order) -> None:
    client = signed_in()
    person = Person.objects.get(given_name="Mushka")
    answers = [ask(client, f"p{person.pk}").status_code for _press in range(4)]
    assert answers == [303, 303, 303, 429]


@pytest.mark.parametrize("days", [4.1, 6])
def test_link_that_is_too_old_is_a_sentence(bought: Order, days: float) -> None:
    ask(signed_in(), everything(bought))
    link = mailed_link()
    Erasure.objects.update(created_at=timezone.now() - timedelta(days=days))
    answers: list[Any] = [Client().get(link), Client().post(link)]
    assert [each.status_code for each in answers] == [410, 410]
    assert "older than four days" in answers[0].content.decode()
    assert "older than four days" in answers[1].content.decode()
    assert Client().get("/privacy/deletions/nobody/").status_code == 410
    assert Client().post("/privacy/deletions/nobody/").status_code == 410


def test_mail_of_a_link_that_is_no_longer_good_is_not_sent(bought: Order) -> None:
    ask(signed_in(), everything(bought))
    Erasure.objects.all().delete()
    deliver_due()
    assert mail.outbox == []


def test_money_on_its_way_is_a_sentence_at_each_step(bought: Order) -> None:
    client = signed_in()
    ask(client, everything(bought))
    link = mailed_link()
    Order.objects.update(state="review")
    refused = ask(client, everything(bought))
    assert refused.status_code == 303  # the mail was sent already
    Erasure.objects.update(created_at=timezone.now() - timedelta(hours=1))
    for answer in (ask(client, everything(bought)), Client().post(link)):
        assert answer.status_code == 409
        assert "still on its way" in answer.content.decode()
    Order.objects.update(state="fulfilled")
    Client().post(link)
    Order.objects.update(state="review")
    assert run().state == "failed"
    assert "still on its way" in Client().get(link).content.decode()
    Order.objects.update(state="fulfilled")
    assert Client().post(link).status_code == 303
    assert run().state == "done"


def test_progress_is_a_part_of_the_page(bought: Order) -> None:
    ask(signed_in(), everything(bought))
    link = mailed_link()
    Client().post(link)
    part = Client().get(link, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'hx-trigger="every 2s"' in part


def _asked_at_once(bought: Order, monkeypatch: pytest.MonkeyPatch) -> int:
    """The mails of two requests that look at the same time whether there is one."""
    choice = choices.Choice("x", "", bought.purchaser, whole=True)
    looked = meet_after(choices._asked_just_now, patience=2)
    monkeypatch.setattr(choices, "_asked_just_now", looked)
    assert at_once(2, lambda: choices.ask_for_link(choice, language="en")) == []
    return Message.objects.filter(kind=LINK).count()


def test_two_requests_at_once_are_one_mail(bought: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _asked_at_once(bought, monkeypatch) == 1


def test_negative_control_without_the_lock_there_are_two(
    bought: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choices, "_lock", lambda purchaser: None)
    assert _asked_at_once(bought, monkeypatch) == 2
