"""A family's page, and what is pressed on it."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse

from letters.models import Certificate, Person, Purchaser, Scroll, Series
from letters.subscriptions.subscriptions import is_subscribed
from messaging.suppressions import Reason, is_unsubscribed, suppress
from payments.models import Order
from tests.families.my_letters.families import (
    CHANA,
    DEPARTED,
    EMAIL,
    MUSHKA,
    buy,
    next_scroll_opens,
    signed_in,
)

MakeOrder = Callable[..., Order]
URL = "/my-letters/"


@pytest.fixture
def bought(make_order: MakeOrder) -> Order:
    return buy(make_order, [CHANA, MUSHKA, DEPARTED], "twelfth")


@pytest.fixture
def thirteenth(bought: Order, scroll: Scroll, make_scroll: Callable[..., Scroll]) -> Scroll:
    make_scroll(13, letters=40, opened=False)
    return next_scroll_opens(scroll)


def page(client: Client) -> str:
    return client.get(URL).content.decode()


def test_page_has_people_certificates_and_receipts(bought: Order) -> None:
    client = signed_in()
    shown = page(client)
    for name in ("Chana bas Sarah Levi", "Mushka bas Chana Levi", "אברהם בן יעקב לוי"):
        assert name in shown
    for certificate in Certificate.objects.all():
        link = reverse("certificate_pdf", args=[certificate.token])
        assert link in shown
    receipt = reverse("order_receipt", args=[bought.public_id])
    assert receipt in shown
    assert "$3.00" in shown
    answer = client.get(reverse("certificate_pdf", args=[Certificate.objects.earliest("pk").token]))
    assert answer["Content-Type"] == "application/pdf"
    assert client.get(receipt)["Content-Type"] == "application/pdf"


def test_page_says_who_is_not_yet_in_the_next_scroll(thirteenth: Scroll) -> None:
    shown = page(signed_in())
    assert "Not yet in the 13th scroll" in shown
    assert "Take letters for these 3 names" in shown


def test_page_asks_for_nothing_while_everybody_is_in(bought: Order) -> None:
    assert "Not yet in" not in page(signed_in())


def test_one_press_fills_the_list_and_no_name_is_in_the_url(thirteenth: Scroll) -> None:
    client = signed_in()
    own = Person.objects.filter(inscriptions__line__order__email=EMAIL).order_by("pk")
    people = list(own.values_list("pk", flat=True))
    content = {"series": Series.objects.get().pk, "person": people}
    answer = client.post(reverse("fill_next_list"), content)
    address = unquote(answer["Location"])
    assert re.fullmatch(r"/letters/new/\?list=\w{12}", address)
    basket = client.get(address).content.decode()
    for name in ("Chana", "Mushka", "אברהם"):
        assert f'value="{name}"' in basket
    assert f'value="{EMAIL}"' in basket
    assert 'name="names-TOTAL_FORMS" value="3"' in basket


def test_filled_list_is_of_the_session_that_chose_it(thirteenth: Scroll) -> None:
    client = signed_in()
    person = Person.objects.get(given_name="Mushka")
    content = {"series": Series.objects.get().pk, "person": person.pk}
    address = client.post(reverse("fill_next_list"), content)["Location"]
    for other in (Client(), signed_in()):
        assert b"Mushka" not in other.get(address).content
    assert b"Mushka" not in client.get("/letters/new/").content
    assert b"Mushka" not in client.get("/letters/new/?list=invented").content
    assert b"Mushka" in client.get(address).content
    client.post("/accounts/logout/")
    assert b"Mushka" not in client.get(address).content


def test_next_list_of_another_series_is_at_its_own_address(
    thirteenth: Scroll, series: Series
) -> None:
    children = Series.objects.create(
        slug="children", name="Children’s", audience="children", extras_accepted=False
    )
    person = Person.objects.get(given_name="Mushka")
    answer = signed_in().post(
        reverse("fill_next_list"), {"series": children.pk, "person": person.pk}
    )
    assert answer["Location"].startswith("/children/letters/new/?list=")


def test_registration_for_the_next_scroll(bought: Order) -> None:
    client, series = signed_in(), Series.objects.get()
    purchaser = Purchaser.objects.get()
    content = {"series": series.pk, "address": purchaser.pk}
    assert "you have not asked to be told" in page(client)
    client.post(reverse("my_next_scroll"), content)
    assert is_subscribed(purchaser=purchaser, series=series)
    assert "No need to let me know" in page(client)
    client.post(reverse("my_next_scroll"), {**content, "end": "1"})
    assert not is_subscribed(purchaser=purchaser, series=series)


def test_mails_are_turned_off_and_on(bought: Order) -> None:
    client = signed_in()
    content = {"address": Purchaser.objects.get().pk}
    client.post(reverse("my_mail_settings"), content)
    assert is_unsubscribed(EMAIL)
    assert "Send me these e-mails again" in page(client)
    client.post(reverse("my_mail_settings"), {**content, "on": "1"})
    assert not is_unsubscribed(EMAIL)
    assert "Stop all of these" in page(client)


def test_address_that_bounced_cannot_be_turned_on(bought: Order) -> None:
    suppress(email=EMAIL, reason=Reason.BOUNCED)
    shown = page(signed_in())
    assert "do not reach this address" in shown
    assert "Send me these e-mails again" not in shown


def test_name_is_corrected_until_the_scroll_is_full(
    bought: Order, scroll: Scroll, make_scroll: Callable[..., Scroll]
) -> None:
    link = reverse("order_name", args=[bought.public_id, 1])
    client = signed_in()
    assert link in page(client)
    make_scroll(13, letters=40, opened=False)
    next_scroll_opens(scroll)
    assert link not in page(client)


def test_signing_out(bought: Order) -> None:
    client = signed_in()
    client.post("/accounts/logout/")
    assert client.get(URL)["Location"] == "/accounts/login/?next=/my-letters/"


def test_passkey_can_be_added_at_once(bought: Order) -> None:
    client = signed_in()
    assert 'href="/accounts/2fa/webauthn/add/"' in page(client)
    assert client.get("/accounts/2fa/webauthn/add/").status_code == 200


def test_page_without_letters_offers_the_list(scroll: Scroll) -> None:
    client = signed_in("new@example.org")
    assert "No letters were taken from your address yet." in page(client)


def test_page_in_hebrew(thirteenth: Scroll) -> None:
    client = signed_in()
    shown = client.get(URL, headers={"Accept-Language": "he"}).content.decode()
    assert 'dir="rtl"' in shown
    assert "האותיות שלי" in shown


def test_many_people_are_on_several_pages(bought: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("families.pages.my_letters.PAGE_SIZE", 2)
    client = signed_in()
    first, second = page(client), client.get(f"{URL}?page=2").content.decode()
    assert ("Page 1 of 2" in first, "Page 2 of 2" in second) == (True, True)
    assert ("Mushka bas Chana" in first, "אברהם בן יעקב" in first) == (True, False)
    assert ("Mushka bas Chana" in second, "אברהם בן יעקב" in second) == (False, True)


def test_more_people_than_a_list_holds_are_said_to_be_missing(
    thirteenth: Scroll, settings: Any
) -> None:
    settings.BASKET_LIMIT = 2
    client = signed_in()
    own = Person.objects.filter(inscriptions__line__order__email=EMAIL).order_by("pk")
    keys = list(own.values_list("pk", flat=True))
    answer = client.post(
        reverse("fill_next_list"), {"series": thirteenth.series_id, "person": keys}, follow=True
    )
    shown = answer.content.decode()
    assert "Mushka" in shown
    assert "אברהם" not in shown
    assert "One more name from your list will appear here" in shown
