"""The basket offers certificates by post: the address, the price, and the total with it."""

from typing import Any

import pytest
from django.test import Client

from families.models import Posting
from families.postal.known_address import known_address, use_address
from families.postal.postings import forget
from letters.models import PostagePrice, Scroll, Series
from organisation.models import Organisation
from payments.methods.manual import choose_offline
from payments.models import Method, Order
from tests.families.postal.orders import address, offer_post
from tests.families.postal.test_by_post import stripe_answers, url
from tests.payments.basket import test_basket
from tests.payments.checkout import test_checkout

stripe_page = test_checkout.stripe_page
__all__ = ["stripe_answers"]


@pytest.fixture(autouse=True)
def _offered(series: Series) -> None:
    offer_post(series)


def test_basket_asks_for_the_address_only_if_ticked(
    client: Client, scroll: Scroll, stripe_answers: None
) -> None:
    page = client.get(test_basket.URL).content.decode()
    assert "printed, by post" in page
    assert "$3.00" in page
    assert "line1" not in page
    form = test_basket.posted(test_basket.name())
    assert client.post(test_basket.URL, form)["Location"] == "https://stripe.test/pay"
    order_url = client.post(test_basket.URL, _ticked(email="b@example.org"))["Location"]
    order = Order.objects.get(email="b@example.org")
    assert order_url == f"{url(order)}?country=US"
    page = client.get(order_url).content.decode()
    assert '<option value="US" selected>United States · $3.00' in page
    assert "Israel · $8.00" in page


def _ticked(**changes: Any) -> dict[str, str]:
    """A basket with the tick, whose page has shown the postage."""
    fields = {"by_post": "on", "post_country": "US", "shown_postage": "300", **changes}
    return test_basket.posted(test_basket.name(), **fields)


@pytest.mark.parametrize("action", ["pay", "transfer"])
def test_basket_shows_the_postage_before_the_next_page(
    client: Client, scroll: Scroll, action: str, stripe_answers: None
) -> None:
    """Without a script: the page comes back with the total, and goes on when it is sent again."""
    shown = client.post(test_basket.URL, _ticked(shown_postage="", action=action))
    page = shown.content.decode()
    assert shown.status_code == 422
    assert "posting costs $3.00, and the total is now $4.00" in page
    assert 'data-sum="postage">$3.00' in page
    assert 'data-sum="total">$4.00' in page
    assert 'name="shown_postage" value="300"' in page
    assert not Order.objects.exists()
    assert client.post(test_basket.URL, _ticked(action=action)).status_code == 303


def test_basket_shows_the_total_when_asked(client: Client, scroll: Scroll) -> None:
    page = client.post(test_basket.URL, _ticked(action="total", shown_postage="")).content.decode()
    assert 'data-sum="total">$4.00' in page
    assert 'name="shown_postage" value="300"' in page
    page = client.post(test_basket.URL, _ticked(action="total", by_post=None)).content.decode()
    assert 'data-sum="total">$1.00' in page
    assert 'name="shown_postage" value=""' in page


def test_basket_asks_again_where_the_price_changed(client: Client, scroll: Scroll) -> None:
    PostagePrice.objects.filter(country="US").update(amount=450)
    response = client.post(test_basket.URL, _ticked())
    assert response.status_code == 422
    assert "posting costs $4.50" in response.content.decode()


def test_basket_asks_for_the_country(client: Client, scroll: Scroll) -> None:
    response = client.post(test_basket.URL, _ticked(post_country="", shown_postage=""))
    assert response.status_code == 422
    assert "Please choose the country." in response.content.decode()
    PostagePrice.objects.filter(country="").delete()
    page = client.get(test_basket.URL).content.decode().partition('name="post_country"')[2]
    assert 'value="IL"' not in page.partition("</select>")[0]
    response = client.post(test_basket.URL, _ticked(post_country="IL"))
    assert "not posted to this country" in response.content.decode()
    PostagePrice.objects.create(
        series=scroll.series, currency="ils", country="IL", amount=1_000
    )  # served, but not in dollars
    response = client.post(test_basket.URL, _ticked(post_country="IL"))
    assert "not posted to this country" in response.content.decode()


def test_postage_does_not_lift_an_order_above_the_minimum(client: Client, scroll: Scroll) -> None:
    scroll.series.prices.filter(currency="usd").update(letter=20)
    response = client.post(test_basket.URL, _ticked())
    assert response.status_code == 422
    assert "smallest amount that can be paid by card is $0.50" in response.content.decode()


def test_shown_total_has_the_postage(client: Client, scroll: Scroll) -> None:
    assert client.post(test_basket.URL, _ticked(shown_total="100")).status_code == 422
    assert client.post(test_basket.URL, _ticked(shown_total="400")).status_code == 303


def test_basket_without_prices_offers_nothing(client: Client, scroll: Scroll) -> None:
    PostagePrice.objects.all().delete()
    assert "printed, by post" not in client.get(test_basket.URL).content.decode()
    form = test_basket.posted(test_basket.name(), by_post="on")
    assert "/post/" not in client.post(test_basket.URL, form)["Location"]


def test_basket_in_a_currency_without_posting(client: Client, scroll: Scroll) -> None:
    form = test_basket.posted(test_basket.name(), by_post="on", currency="ils")
    response = client.post(test_basket.URL, form)
    assert response.status_code == 422
    assert "In this currency no certificates are posted" in response.content.decode()
    assert not Order.objects.exists()


def test_the_fund_is_not_asked_with_postage(client: Client, scroll: Scroll) -> None:
    response = client.post(test_basket.URL, _ticked(action="fund"))
    assert response.status_code == 422
    assert "The fund pays for letters only" in response.content.decode()
    assert not Order.objects.exists()


def _with_address(client: Client) -> Order:
    """An unpaid order from the basket, with its postage."""
    page = client.post(test_basket.URL, _ticked())["Location"]
    assert client.post(page, address()).status_code == 303
    return Order.objects.get()


def _sent_again(client: Client, order: Order, **changes: Any) -> tuple[Order, str]:
    """The order after "Change the names", and where its page leads."""
    page = client.get(f"{test_basket.URL}?from={order.public_id}").content.decode()
    assert 'name="shown_postage" value="300"' in page
    token = page.partition('name="token" value="')[2].partition('"')[0]
    form = {**_ticked(token=token), "names-0-given_name": "Dina", **changes}
    form = {key: value for key, value in form.items() if value is not None}
    location = client.post(test_basket.URL, form)["Location"]
    return Order.objects.latest("pk"), location


def test_changed_names_keep_the_address_and_the_total(client: Client, scroll: Scroll) -> None:
    first = _with_address(client)
    second, location = _sent_again(client, first)
    first.refresh_from_db()
    assert first.state == Order.State.CANCELED
    assert location == f"/orders/{second.public_id}/"
    assert (second.by_post, second.postage_amount, second.total) == (True, 300, 400)
    page = client.get(location).content.decode()
    assert "770 Eastern Parkway" in page
    assert "$4.00" in page


def test_another_country_asks_and_shows_what_was_typed(client: Client, scroll: Scroll) -> None:
    first = _with_address(client)
    second, location = _sent_again(client, first, post_country="IL", shown_postage="800")
    assert location == f"{url(second)}?country=IL"
    assert not second.by_post
    page = client.get(location).content.decode()
    assert "770 Eastern Parkway" in page
    assert '<option value="IL" selected>' in page


def test_the_address_is_not_kept_where_the_tick_is_taken_off(
    client: Client, scroll: Scroll, stripe_answers: None
) -> None:
    second, location = _sent_again(client, _with_address(client), by_post=None)
    assert location == "https://stripe.test/pay"
    assert (second.by_post, second.total) == (False, 100)


def test_country_of_the_address_is_chosen_again(client: Client, scroll: Scroll) -> None:
    order = _with_address(client)
    page = client.get(f"{test_basket.URL}?from={order.public_id}").content.decode()
    chosen = page.partition('name="post_country"')[2].partition("</select>")[0]
    assert '<option value="US" selected>' in chosen


def test_nothing_is_kept_where_the_order_can_not_be_changed(client: Client, scroll: Scroll) -> None:
    Organisation.objects.create(pk=1, bank_details="IBAN XX00 0000")
    order = _with_address(client)
    assert use_address(order, "US")
    assert not use_address(order, "IL")
    choose_offline(order=order, method=Method.TRANSFER)
    assert not use_address(order, "US")
    PostagePrice.objects.all().delete()
    assert not use_address(order, "US")


def test_an_address_that_was_forgotten_is_not_kept(client: Client, scroll: Scroll) -> None:
    order = _with_address(client)
    forget(Posting.objects.all())
    assert known_address(order) == {}
    assert not use_address(order, "US")
