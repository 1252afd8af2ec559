"""Asking for printed certificates by post: price, address, payment, refund, receipt."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from dev.stripe_simulator.server import Simulator
from families.models import Posting
from families.postal.postings import KEPT, forget_addresses
from letters.models import Community, PostagePrice, Series
from organisation.models import Organisation
from payments import gateway
from payments.audit import fund as fund_audit
from payments.audit import orders as order_audit
from payments.basket.postage import set_postage
from payments.checkout import cancel
from payments.checkout.sessions import start_checkout
from payments.methods.fund import fund_balance, grant, record_entry
from payments.methods.manual import choose_offline
from payments.models import Method, Order, Refund
from payments.orders.place import NotPayable
from payments.orders.postage import mark_postage_spent
from payments.receipts.document.wording import receipt_fields
from payments.receipts.issue import issue_receipt, receipt_document
from payments.refunds.decide import NothingToRefund, quote_refund, refund_order
from payments.refunds.transitions import succeed
from tests.families.postal.orders import address, offer_post, pay
from tests.payments.checkout import test_checkout
from tests.payments.checkout.test_checkout import session_of
from tests.payments.stripe_actions import pay_at_stripe

stripe_page = test_checkout.stripe_page
State = Order.State
IN_ISRAEL = {"country": "IL", "region": "", "postal_code": ""}


@pytest.fixture(autouse=True)
def _offered(series: Series) -> None:
    offer_post(series)


def url(order: Order) -> str:
    return f"/orders/{order.public_id}/post/"


def ask(order: Order, **changes: str) -> Order:
    """Post the address form; the order afterwards."""
    response = Client().post(url(order), address(**changes))
    assert response.status_code == 302 or response.status_code == 303, response.content.decode()
    order.refresh_from_db()
    return order


@pytest.fixture
def stripe_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    Organisation.objects.create(pk=1, bank_details="IBAN XX00 0000")
    monkeypatch.setattr(
        "payments.pages.start_payment.start_checkout", lambda order: "https://stripe.test/pay"
    )


def test_postage_is_paid_with_the_letters(stripe_page: Simulator, order: Order) -> None:
    ask(order)
    assert (order.by_post, order.postage_amount, order.total) == (True, 300, 600)
    page = Client().get(f"/orders/{order.public_id}/").content.decode()
    assert "Printed certificates by post" in page
    assert "$6.00" in page
    assert "Brooklyn" in page
    pay_at_stripe(stripe_page, order)
    assert order.state == State.FULFILLED
    assert order.payments.get().amount == 600
    page = Client().get(f"/orders/{order.public_id}/").content.decode()
    assert "They will be printed and posted" in page
    assert "Brooklyn" not in page
    assert "770" not in page
    assert not list(order_audit.findings())


def test_price_depends_on_the_country(order: Order) -> None:
    assert ask(order, **IN_ISRAEL).total == 1100
    assert ask(order, country="US").total == 600


def test_an_open_payment_page_is_expired_first(stripe_page: Simulator, order: Order) -> None:
    start_checkout(order=order)
    first = session_of(order)
    ask(order)
    assert gateway.retrieve_session(first).status == "expired"
    start_checkout(order=order)
    assert gateway.retrieve_session(session_of(order)).amount == 600


def test_a_page_paid_meanwhile_keeps_its_total(stripe_page: Simulator, order: Order) -> None:
    start_checkout(order=order)
    test_checkout.act(stripe_page, session_of(order), "pay")
    response = Client().post(url(order), address())
    order.refresh_from_db()
    assert response.status_code == 409
    assert (order.state, order.total, order.by_post) == (State.FULFILLED, 300, False)


def test_stripe_unavailable(order: Order, settings: Any, stripe_page: Simulator) -> None:
    start_checkout(order=order)
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    gateway.client.cache_clear()
    response = Client().post(url(order), address())
    assert response.status_code == 503
    assert "Brooklyn" in response.content.decode()
    order.refresh_from_db()
    assert not order.by_post


def test_it_can_be_taken_off(order: Order) -> None:
    ask(order)
    Client().post(url(order), {"without": "1"})
    order.refresh_from_db()
    assert (order.by_post, order.postage_amount, order.total) == (False, 0, 300)
    assert not Posting.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"country": ""}, "Please choose the country."),
        ({"country": "XX"}, "not posted to this country"),
        ({"recipient": ""}, "Please write who receives the envelope."),
        ({"line1": "x" * 5000}, "At most 60 characters"),
        ({"line1": "\u202eyawkraP nretsaE 077"}, "This can’t be printed"),
        ({"city": "\x00\x07"}, "Please write the city."),
        ({"postal_code": "1" * 13}, "At most 12 characters"),
        ({"line2": "東京"}, "This can’t be printed"),
    ],
)
def test_bad_addresses_get_a_sentence(
    order: Order, series: Series, changes: dict[str, str], sentence: str
) -> None:
    response = Client().post(url(order), address(**changes))
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "11213" in page or "postal_code" in changes  # what was typed stays
    order.refresh_from_db()
    assert not order.by_post
    assert not Posting.objects.exists()


def test_a_country_that_is_not_served(order: Order) -> None:
    PostagePrice.objects.filter(country="").delete()
    response = Client().post(url(order), address(country="IL"))
    assert response.status_code == 422
    assert "not posted to this country" in response.content.decode()


def test_prices_removed_between_form_and_post(order: Order) -> None:
    PostagePrice.objects.all().delete()
    response = Client().post(url(order), address())
    assert response.status_code == 422
    assert "Certificates are not posted at the moment." in response.content.decode()
    assert Client().get(url(order)).status_code == 303


def test_a_price_saved_is_the_price_paid(order: Order) -> None:
    ask(order)
    PostagePrice.objects.all().delete()
    assert pay(order).state == State.FULFILLED
    assert order.payments.get().amount == 600


def test_hebrew_addresses(order: Order) -> None:
    ask(order, recipient="משפחת לוי", line1="רח׳ כפר חב״ד 5", city="כפר חב״ד", **IN_ISRAEL)
    assert Posting.objects.get(order=order).recipient == "משפחת לוי"


def test_not_after_a_transfer_was_chosen(order: Order) -> None:
    choose_offline(order=order, method=Method.TRANSFER)
    assert Client().get(url(order)).status_code == 303
    assert Client().post(url(order), address()).status_code == 303
    with pytest.raises(NotPayable):
        set_postage(order, 300, also=lambda _order: None)
    order.refresh_from_db()
    assert order.total == 300


def test_a_page_that_is_opened_meanwhile_is_expired(
    stripe_page: Simulator, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    expire = cancel.expire_sessions

    def expire_and_open(of: Order) -> None:
        monkeypatch.undo()
        expire(of)
        start_checkout(order=of)

    monkeypatch.setattr(cancel, "expire_sessions", expire_and_open)
    set_postage(order, 300, also=lambda _order: None)
    order.refresh_from_db()
    assert (order.total, order.checkouts.get().state) == (600, "expired")


def test_not_for_an_order_of_a_community(order: Order) -> None:
    montreal = Community.objects.create(slug="montreal", name="Montreal", country="CA")
    Order.objects.filter(pk=order.pk).update(community=montreal)
    with pytest.raises(NotPayable, match="can’t be changed any more"):
        set_postage(order, 300, also=lambda _order: None)
    order.refresh_from_db()
    assert (order.by_post, order.total) == (False, 300)


def test_not_above_what_a_card_can_pay(order: Order, series: Series) -> None:
    PostagePrice.objects.update(amount=99_999_999)
    response = Client().post(url(order), address())
    assert response.status_code == 409
    assert "more than one card payment can hold" in response.content.decode()


def test_the_fund_pays_no_postage(order: Order, django_user_model: Any) -> None:
    user = django_user_model.objects.create_superuser("committee")
    record_entry(currency="usd", amount=5_000, note="a gift", by=user)
    ask(order)
    grant(order=order, by=user)
    order.refresh_from_db()
    assert (order.by_post, order.postage_amount, order.total) == (False, 0, 300)
    assert fund_balance("usd") == 4_700


def test_refund_before_and_after_posting(make_order: Callable[..., Order]) -> None:
    order = pay(ask(make_order(gift=1_800)))
    assert quote_refund(order, None).amount == order.total == 2_400
    assert quote_refund(order, [1]).amount == 100
    mark_postage_spent(order, spent=True)
    assert quote_refund(order, None).amount == 2_100


def test_refund_after_posting_keeps_the_books_right(make_order: Callable[..., Order]) -> None:
    order = pay(ask(make_order(gift=1_800)))
    payment = order.payments.get()
    receipt = issue_receipt(payment)
    assert fund_balance("usd") == 1_800
    mark_postage_spent(order, spent=True)
    row = refund_order(order=order, reason=Refund.Reason.REQUESTED)
    with transaction.atomic():
        succeed(row)
    order.refresh_from_db()
    assert (order.state, row.amount) == (State.REFUNDED, 2_100)
    assert fund_balance("usd") == 0  # the gift went with the rest
    with pytest.raises(NothingToRefund):
        quote_refund(order, None)
    document = receipt_document(receipt, language="en", paper="a4")
    assert (document.total, document.net, document.contribution) == (2_400, 300, 0)
    assert not list(fund_audit.findings())
    assert [what for _, what in order_audit.findings() if "mail" not in what] == []


def test_receipt_names_the_postage_and_does_not_count_it(order: Order) -> None:
    pay(ask(order))
    document = receipt_document(issue_receipt(order.payments.get()), language="en", paper="a4")
    assert (document.postage_amount, document.total, document.contribution) == (300, 600, 300)
    rows = [row["label"] for row in receipt_fields(document)["rows"]]
    assert "Printed certificates by post" in rows


def test_the_database_keeps_the_rules(order: Order, series: Series) -> None:
    for broken in (
        {"postage_amount": 300},
        {"postage_amount": 300, "total": 600},
        {"postage_spent": True},
    ):
        with pytest.raises(IntegrityError):
            Order.objects.filter(pk=order.pk).update(**broken)
    with pytest.raises(IntegrityError):
        PostagePrice.objects.create(series=series, currency="usd", country="US", amount=1)
    with pytest.raises(IntegrityError):
        Posting.objects.create(order=order, country="US")


def test_addresses_are_forgotten(make_order: Callable[..., Order]) -> None:
    unpaid = ask(make_order())
    paid = pay(ask(make_order(form_token="two", email="b@example.org")))
    assert forget_addresses() == 0
    Posting.objects.update(created_at=timezone.now() - KEPT - timedelta(days=1))
    assert forget_addresses() == 1
    assert Posting.objects.get(order=unpaid).recipient == ""
    assert Posting.objects.get(order=paid).recipient == "Chana Levi"
