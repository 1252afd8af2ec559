"""The basket offers certificates by post: the address, the price, and the total with it."""

from typing import Any

import pytest
from django.test import Client

from letters.models import PostagePrice, Scroll, Series
from payments.models import Order
from tests.families.postal.orders import offer_post
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
