"""Orders of a basket that are refused: by their amount, or because the series changed meanwhile."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client

from letters.models import Price, Scroll, Series
from payments.basket import views
from payments.basket.form import MAX_TOTAL, BasketForm
from payments.basket.submit import order_from_basket
from payments.models import Order
from tests.payments.basket.test_basket import URL, name, posted


@pytest.mark.parametrize(
    ("price", "sentence"),
    [
        ({"minimum": 200}, "The smallest amount that can be paid by card is $2.00."),
        ({"letter": MAX_TOTAL}, "more than one card payment can hold"),
    ],
)
def test_total_that_no_card_can_pay_is_refused(
    client: Client, scroll: Scroll, price: dict[str, int], sentence: str
) -> None:
    Price.objects.filter(currency="usd").update(**price)
    response = client.post(URL, posted(name(), gift="0.01"))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Order.objects.exists()


def test_gift_that_can_be_read_in_two_ways_is_asked_about(client: Client, scroll: Scroll) -> None:
    response = client.post(URL, posted(name(), gift="2,500"))
    assert response.status_code == 422
    assert "Did you mean $2,500.00 or $2.50?" in response.content.decode()


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[Series], object]) -> None:
    """Something happens after the form was found valid, before the order is placed."""

    def late(
        request: HttpRequest, scroll: Scroll, form: BasketForm, *rest: Any, **options: Any
    ) -> Order | None:
        happens(form.price.series)
        return order_from_basket(request, scroll, form, *rest, **options)

    monkeypatch.setattr(views, "order_from_basket", late)


def test_series_that_closes_meanwhile(
    client: Client, scroll: Scroll, monkeypatch: pytest.MonkeyPatch
) -> None:
    def close(series: Series) -> None:
        series.closed = True
        Scroll.objects.update(state="full")

    meanwhile(monkeypatch, close)
    response = client.post(URL, posted(name()))
    assert response.status_code == 409
    assert "Registration for these scrolls has closed." in response.content.decode()
    assert not Order.objects.exists()


def test_series_that_is_for_children_meanwhile(
    client: Client, scroll: Scroll, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, lambda series: setattr(series, "audience", "children"))
    response = client.post(URL, posted(name()))
    assert response.status_code == 422
    assert "boys under 13 and girls under 12" in response.content.decode()
    assert not Order.objects.exists()
