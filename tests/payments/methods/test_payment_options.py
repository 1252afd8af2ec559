"""The payment options: cards, bank transfer and the fund, independent of each other."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.signing import TimestampSigner
from django.test import Client
from django.utils import timezone

from letters.models import Letter, Scroll
from organisation.models import Organisation
from payments.audit.orders import findings
from payments.basket.form import TOKEN_MAX_AGE, new_token
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Checkout, FundEntry, FundQuota, Method, Order
from payments.pages import start_payment
from tests.payments.basket.test_basket import URL, name, posted
from tests.signing_in import sign_in

BANK = "Bank of Letters\nIBAN XX00 0000"


@pytest.fixture(autouse=True)
def _stripe_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start_payment, "start_checkout", lambda order: "https://stripe.test/pay")


@pytest.fixture
def bank(db: None) -> Organisation:
    """The organisation with bank details in both languages."""
    return Organisation.objects.create(
        pk=1, bank_details=BANK, bank_details_he="בנק האותיות", email="office@example.org"
    )


def turn_cards_off() -> None:
    Organisation.objects.update_or_create(pk=1, defaults={"cards_accepted": False})


@pytest.fixture
def shliach(client: Client, series: Any) -> User:
    """A signed-in user with a quota of two letters; the fund holds five."""
    user = User.objects.create_user("shliach", "shliach@example.org")
    FundQuota.objects.create(user=user, letters=2)
    FundEntry.objects.create(kind="entered", currency="usd", amount=500, by=user, note="a gift")
    sign_in(client, user)
    return user


@pytest.mark.parametrize(
    "token",
    ["", "made up", TimestampSigner(salt="another").sign("x"), new_token() + "x"],
    ids=["none", "made up", "of another place", "changed"],
)
def test_basket_with_an_unknown_token_is_shown_again(
    client: Client, scroll: Scroll, token: str
) -> None:
    answer = client.post(URL, posted(name(), gift="3", token=token))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This page was open for a long time" in page
    assert 'value="יוסף"' in page
    assert 'value="3"' in page
    assert not Order.objects.exists()
    fresh = page.split('name="token" value="')[1].split('"')[0]
    assert client.post(URL, posted(name(), gift="3", token=fresh)).status_code == 303


@pytest.mark.parametrize(("age", "status"), [(-1, 303), (1, 422)])
def test_basket_token_expires_after_two_days(
    client: Client, scroll: Scroll, monkeypatch: pytest.MonkeyPatch, age: int, status: int
) -> None:
    token, now = new_token(), timezone.now()
    later = now + TOKEN_MAX_AGE + timedelta(minutes=age)
    monkeypatch.setattr("django.core.signing.time.time", later.timestamp)
    assert client.post(URL, posted(name(), token=token)).status_code == status


def test_cards_turned_off_can_not_be_used(client: Client, order: Order, bank: Organisation) -> None:
    turn_cards_off()
    assert "Continue to payment <bdi" not in client.get(URL).content.decode()
    answer = client.post(URL, posted(name()))
    assert answer.status_code == 422
    assert "Card payments are unavailable right now." in answer.content.decode()
    ends = timezone.now() + timedelta(hours=1)
    Checkout.objects.create(order=order, number=1, url="https://stripe.test/open", expires_at=ends)
    answer = client.post(f"/orders/{order.public_id}/pay/")
    assert answer.status_code == 409
    assert "stripe.test" not in answer.content.decode()
    assert 'id="pay"' not in answer.content.decode()


@pytest.mark.parametrize("cards", [True, False])
def test_transfer_shows_the_account_and_the_reference(
    client: Client, scroll: Scroll, bank: Organisation, cards: bool
) -> None:
    Organisation.objects.update(cards_accepted=cards)
    answer = client.post(URL, posted(name(), cover_fee="on", action="transfer"))
    order = Order.objects.get()
    assert answer["Location"] == f"/orders/{order.public_id}/"
    assert (order.method, order.total, order.fee_amount) == (Method.TRANSFER, 100, 0)
    page = client.get(answer["Location"]).content.decode()
    assert "IBAN XX00 0000" in page
    assert f"UT-{order.pk}" in page
    assert "the letters are drawn and we e-mail you" in page
    assert not Checkout.objects.exists()
    answer = client.post(f"/orders/{order.public_id}/pay/")
    assert answer.get("Location", "") != "https://stripe.test/pay"


def test_transfer_shows_the_account_in_the_language_of_the_page(
    client: Client, order: Order, bank: Organisation
) -> None:
    client.post(f"/orders/{order.public_id}/transfer/")
    client.cookies["django_language"] = "he"
    assert "בנק האותיות" in client.get(f"/orders/{order.public_id}/").content.decode()


def test_transfer_is_not_offered_without_an_account(client: Client, order: Order) -> None:
    assert client.post(URL, posted(name(), action="transfer")).status_code == 422
    client.post(f"/orders/{order.public_id}/transfer/")
    order.refresh_from_db()
    assert order.method == Method.STRIPE
    turn_cards_off()
    for path in (URL, f"/orders/{order.public_id}/"):
        assert "We can’t accept payments right now." in client.get(path).content.decode()


def test_transfer_is_offered_beside_the_card_from_a_minimum(
    client: Client, make_order: Callable[..., Order], bank: Organisation
) -> None:
    small, large = make_order(), make_order(gift=9_700, form_token="large")
    pages = [client.get(f"/orders/{o.public_id}/").content.decode() for o in (small, large)]
    assert ["Pay by bank transfer" in page for page in pages] == [False, True]


def test_transfer_of_a_paid_order_is_refused(
    client: Client, order: Order, bank: Organisation
) -> None:
    record_and_apply(order_id=order.pk, incoming=IncomingPayment("pi", "cs", order.total, "usd"))
    assert client.post(f"/orders/{order.public_id}/transfer/").status_code == 303
    order.refresh_from_db()
    assert order.method == Method.STRIPE


def test_fund_pays_for_the_letters_within_the_quota(
    client: Client, scroll: Scroll, shliach: User
) -> None:
    assert "sponsored letters (2 left)" in client.get(URL).content.decode()
    form = posted(name(), cover_fee="on", gift="5", action="fund")
    for _ in range(2):  # a double click
        assert client.post(URL, form).status_code == 303
    order = Order.objects.get()
    assert (order.state, order.total) == (Order.State.FULFILLED, 100)
    assert Letter.objects.assigned().count() == 1
    assert list(findings()) == []
    names = name(given_name="דוד"), name(given_name="משה")
    two_more = posted(*names, action="fund", token=new_token())
    answer = client.post(URL, two_more)
    assert answer.status_code == 409
    assert "Your quota has 1 letter left" in answer.content.decode()
    assert 'value="דוד"' in answer.content.decode()


def test_fund_is_not_offered_to_anonymous_users(client: Client, scroll: Scroll) -> None:
    assert "fund for sponsored letters" not in client.get(URL).content.decode()
    assert client.post(URL, posted(name(), action="fund")).status_code == 422
    assert not Order.objects.exists()


def test_basket_submitted_again_redirects_to_its_order(client: Client, scroll: Scroll) -> None:
    client.post(URL, posted(name()))
    order = Order.objects.get()
    record_and_apply(order_id=order.pk, incoming=IncomingPayment("pi", "cs", order.total, "usd"))
    assert client.post(URL, posted(name())).status_code == 303
    assert Order.objects.count() == 1
