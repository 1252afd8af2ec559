"""One mail with everything bought from an address, the same words for every address."""

import re
from collections.abc import Callable
from typing import Any

from django.core import mail
from django.test import Client

from letters.models import Certificate, Scroll
from messaging.delivery import deliver_ordinary
from messaging.models import Message
from payments.models import Order
from tests.families.find.asking import name

Buy = Callable[..., Order]
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


def send(client: Client, email: str) -> tuple[str, str, list[Any]]:
    """Where the form leads, the page there, and what was mailed."""
    mail.outbox.clear()
    response = client.post("/find/links/", {"email": email})
    page = client.get(response["Location"]).content.decode()
    deliver_ordinary()
    return response["Location"], CSRF.sub("", page), list(mail.outbox)


def test_a_known_and_an_unknown_address_hear_the_same(client: Client, buy: Buy) -> None:
    order = buy(name("Meshulam Zusha", "Freida", "Gurevitch"), name("Dov", "Freida", "Gurevitch"))
    where, page, sent = send(client, "Owner@example.org")
    other_where, other_page, nothing = send(client, "stranger@example.org")
    assert (where, page) == (other_where, other_page)
    assert nothing == []
    (links,) = sent
    for body in (links.body, links.alternatives[0][0]):
        assert f"/orders/{order.public_id}/" in body
        for token in Certificate.objects.values_list("token", flat=True):
            assert token in body
        assert "Meshulam Zusha ben Freida Gurevitch" in body
    states = Message.objects.filter(kind="find_links").values_list("state", flat=True)
    assert sorted(states) == ["left_out", "sent"]


def test_an_unpaid_order_is_not_sent(client: Client, make_order: Callable[..., Order]) -> None:
    order = make_order()
    assert send(client, order.email)[2] == []


def test_the_mail_is_in_hebrew(client: Client, buy: Buy) -> None:
    buy(name("זושא", "פריידא", "גורביץ"))
    client.cookies["django_language"] = "he"
    (links,) = send(client, "owner@example.org")[2]
    assert links.subject == "כל האותיות והתעודות שלכם"
    assert 'dir="rtl"' in links.alternatives[0][0]


def test_too_many_are_refused_alike(client: Client, scroll: Scroll) -> None:
    for _ in range(3):
        send(client, "one@example.org")
    refused = client.post("/find/links/", {"email": "one@example.org"})
    assert refused.status_code == 429
    assert "Too many e-mails" in refused.content.decode()


def test_a_wrong_address_gets_a_sentence(client: Client, db: None) -> None:
    refused = client.post("/find/links/", {"email": "levi"})
    assert refused.status_code == 422
    assert "not complete" in refused.content.decode()
