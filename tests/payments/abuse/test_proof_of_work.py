"""The limits and the proof of work in the real pages, with the Stripe simulator."""

import html
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import altcha
import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from dev.stripe_simulator.server import Simulator
from letters.models import Scroll
from payments import gateway
from payments.abuse import checkout_limits
from payments.basket import views
from payments.basket.form import new_token
from payments.models import CheckoutRequest, Order
from tests.payments.basket.test_basket import URL, name, posted

CHALLENGE = re.compile(r'<script id="challenge" type="application/json">(.*?)</script>')


@pytest.fixture(autouse=True)
def _stripe(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(checkout_limits, "MIN_DIFFICULTY", 20)
    simulator = Simulator(state=tmp_path / "stripe.sqlite3")
    simulator.start()
    settings.STRIPE_API_BASE = simulator.url
    gateway.client.cache_clear()
    yield
    simulator.stop()
    gateway.client.cache_clear()


def sessions() -> int:
    """The number of sessions at Stripe."""
    return len(list(gateway.sessions_since(timezone.now() - timedelta(hours=1))))


def basket(number: int, **changes: Any) -> dict[str, str]:
    """A valid basket that differs from all others."""
    return posted(
        name(), token=new_token(), email=f"buyer{number}@example.org", gift=f"{number}", **changes
    )


def solved(page: str) -> str:
    """The solution of the page's challenge."""
    found = CHALLENGE.search(page)
    assert found
    task = altcha.Challenge.from_dict(json.loads(html.unescape(found[1])))
    solution = altcha.solve_challenge(task)
    assert solution
    return altcha.Payload(task, solution).to_base64()


@pytest.mark.long
@pytest.mark.timeout(480)
def test_basket_creates_no_more_sessions_than_the_address_limit(
    scroll: Scroll, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Rendering 180 pages is not what is tested.
    monkeypatch.setattr(views, "render", lambda *_, status: HttpResponse(status=status))
    limit, _ = settings.CHECKOUT_LIMITS["address"]
    answers = [Client().post(URL, basket(number)).status_code for number in range(200)]
    assert answers == [303] * limit + [429] * (200 - limit)
    assert sessions() == limit
    assert Order.objects.count() == limit


def test_basket_keeps_the_list_and_accepts_a_solution_once(
    client: Client, scroll: Scroll, settings: Any
) -> None:
    settings.CHECKOUT_LIMITS = {**settings.CHECKOUT_LIMITS, "address": (0, 0)}
    form = basket(1)
    refused = client.post(URL, form)
    page = refused.content.decode()
    assert refused.status_code == 429
    assert 'value="יוסף"' in page
    assert f'value="{form["token"]}"' in page
    assert "your browser will do a short security check" in page
    assert not Order.objects.exists()
    answer = {**form, "solution": solved(page)}
    assert client.post(URL, answer).status_code == 303
    assert client.post(URL, {**answer, "gift": "2"}).status_code == 429
    assert client.post(URL, {**answer, "token": new_token()}).status_code == 429
    assert client.post(URL, form).status_code == 303  # reuses the open checkout
    assert sessions() == 1


def test_order_page_requires_the_same_challenge(
    client: Client, order: Order, settings: Any
) -> None:
    settings.CHECKOUT_LIMITS = {**settings.CHECKOUT_LIMITS, "address": (0, 0)}
    pay = f"/orders/{order.public_id}/pay/"
    refused = client.post(pay)
    assert refused.status_code == 429
    assert sessions() == 0
    answer = client.post(pay, {"solution": solved(refused.content.decode())})
    assert answer.status_code == 303
    assert sessions() == 1


def test_basket_says_when_a_rate_limit_ends(client: Client, order: Order, settings: Any) -> None:
    settings.CHECKOUT_LIMITS = {"address": (99, 0), "browser": (99, 0), "email": (1, 1)}
    CheckoutRequest.objects.create(
        order=order,
        address="a",
        browser="b",
        email=checkout_limits._keyed_hash("email", "chana@example.org"),
        at=timezone.now() - timedelta(minutes=50),
    )
    answer = client.post(URL, posted(name()))
    assert answer.status_code == 429
    assert "Please try again in 10 minutes." in answer.content.decode()
    assert 'value="יוסף"' in answer.content.decode()
    assert sessions() == 0


def test_get_requests_create_no_session(client: Client, order: Order) -> None:
    for path in (
        URL,
        f"{URL}?from={order.public_id}",
        f"/orders/{order.public_id}/",
        f"/orders/{order.public_id}/?cancelled=1",
        f"/orders/{order.public_id}/status/",
    ):
        assert client.get(path).status_code == 200
    assert client.get(f"/orders/{order.public_id}/pay/").status_code == 302
    assert client.get(f"/orders/{order.public_id}/transfer/").status_code == 405
    assert sessions() == 0


def test_order_older_than_a_week_must_be_placed_again(client: Client, order: Order) -> None:
    Order.objects.update(created_at=timezone.now() - timedelta(days=7, minutes=1))
    answer = client.post(f"/orders/{order.public_id}/pay/")
    assert answer["Location"] == f"{URL}?from={order.public_id}"
    assert sessions() == 0
    page = client.get(answer["Location"]).content.decode()
    assert "This list is more than a week old" in page
    assert 'value="Mushka"' in page
    assert "Continue with this list" in client.get(f"/orders/{order.public_id}/").content.decode()
