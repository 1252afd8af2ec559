"""The hosted page and the control page, over HTTP."""

from collections.abc import Callable
from typing import Any

import pytest
import stripe

from dev.stripe_simulator.server import Simulator
from tests.stripe_simulator.receiver import Browser

Create = Callable[..., Any]
RETURN = "http://127.0.0.1:9/orders/o1/?session_id="


def test_page_shows_items_and_no_real_money(session: Any, browser: Browser) -> None:
    page = browser.get(session.url).text
    for words in ("no real money", "USD 3.41", "USD 3.00", "אות", "chana@example.org", "×\u00a03"):
        assert words in page


def test_page_button_ids(session: Any, browser: Browser) -> None:
    page = browser.get(session.url).text
    for name in ("pay", "decline", "secure", "debit", "cancel"):
        assert f'id="{name}"' in page


def test_pay_redirects_with_the_session_id(session: Any, browser: Browser) -> None:
    page = browser.post(session.url, act="pay")
    assert (page.status, page.location) == (303, RETURN + session.id)


def test_second_click_redirects(session: Any, browser: Browser) -> None:
    browser.post(session.url, act="pay")
    assert browser.post(session.url, act="pay").location == RETURN + session.id


def test_declined_card_is_shown(
    session: Any, browser: Browser, client: stripe.StripeClient
) -> None:
    page = browser.post(session.url, act="decline")
    assert page.status == 402
    assert 'role="alert"' in page.text
    assert 'id="pay"' in page.text


def test_3d_secure_page(session: Any, browser: Browser, client: stripe.StripeClient) -> None:
    asked = browser.post(session.url, act="secure")
    assert (asked.status, asked.location) == (303, f"/c/pay/{session.id}/secure")
    step = browser.get(asked.location).text
    assert 'id="secure-complete"' in step
    assert 'id="secure-fail"' in step
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"


def test_3d_secure_confirmed(session: Any, browser: Browser, client: stripe.StripeClient) -> None:
    browser.post(session.url, act="secure")
    assert browser.post(session.url, act="secure-complete").location == RETURN + session.id
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_3d_secure_refused(session: Any, browser: Browser, client: stripe.StripeClient) -> None:
    browser.post(session.url, act="secure")
    assert 'role="alert"' in browser.post(session.url, act="secure-fail").text
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    assert client.v1.charges.list().data == []


@pytest.mark.parametrize("answer", ["secure-complete", "secure-fail"])
def test_3d_secure_page_needs_a_pending_step(
    session: Any, browser: Browser, client: stripe.StripeClient, answer: str
) -> None:
    assert browser.post(session.url, act=answer).status == 400
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"


def test_bank_debit_redirects(session: Any, browser: Browser) -> None:
    assert browser.post(session.url, act="debit").location == RETURN + session.id
    assert "takes days" in browser.get(session.url).text


def test_cancel_link(session: Any, browser: Browser) -> None:
    assert 'href="http://127.0.0.1:9/orders/o1/?cancelled=1"' in browser.get(session.url).text


def test_page_of_a_paid_session(session: Any, browser: Browser) -> None:
    browser.post(session.url, act="pay")
    page = browser.get(session.url).text
    assert "It is paid." in page
    assert 'id="pay"' not in page


def test_page_of_an_expired_session(
    session: Any, browser: Browser, client: stripe.StripeClient
) -> None:
    client.v1.checkout.sessions.expire(session.id)
    for page in (browser.get(session.url), browser.post(session.url, act="pay")):
        assert "Nothing was charged" in page.text
        assert 'id="pay"' not in page.text


def test_page_asks_for_an_unknown_email(create: Create, browser: Browser) -> None:
    session = create(customer_email=None)
    assert 'label for="email"' in browser.get(session.url).text
    assert browser.post(session.url, act="pay", email="").status == 422


def test_page_saves_the_email(
    create: Create, browser: Browser, client: stripe.StripeClient
) -> None:
    session = create(customer_email=None)
    browser.post(session.url, act="pay", email="rivka@example.org")
    paid: Any = client.v1.checkout.sessions.retrieve(session.id)
    assert (paid.customer_email, paid.customer_details.email) == (None, "rivka@example.org")


def test_page_escapes_descriptions(create: Create, browser: Browser) -> None:
    price = {"currency": "usd", "unit_amount": 100, "product_data": {"name": "<script>x</script>"}}
    session = create(line_items=[{"price_data": price, "quantity": 1}])
    assert "<script>" not in browser.get(session.url).text


def test_unknown_page_is_not_found(browser: Browser) -> None:
    assert browser.get("/c/pay/cs_test_none").status == 404


def test_control_page_ends_a_debit(
    session: Any, browser: Browser, client: stripe.StripeClient
) -> None:
    browser.post(session.url, act="debit")
    page = browser.get("/simulator/").text
    assert f'id="succeed-{session.id}"' in page
    assert f'id="fail-{session.id}"' in page
    back = browser.post(f"/simulator/sessions/{session.id}/debit/succeed")
    assert (back.status, back.location) == (303, "/simulator/")
    assert f'id="succeed-{session.id}"' not in browser.get("/simulator/").text
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_control_page_shows_deliveries(paid: Any, browser: Browser) -> None:
    page = browser.get("/simulator/").text
    assert "checkout.session.completed" in page
    assert "Send again" in page


def test_healthz(browser: Browser) -> None:
    assert browser.get("/healthz").status == 200


def test_control_page_opens_and_closes_a_dispute(
    paid: Any, browser: Browser, client: stripe.StripeClient
) -> None:
    assert f'id="dispute-{paid.id}"' in browser.get("/simulator/").text
    back = browser.post(f"/simulator/sessions/{paid.id}/dispute")
    assert (back.status, back.location) == (303, "/simulator/")
    dispute = client.v1.disputes.list().data[0].id
    page = browser.get("/simulator/").text
    for button in ("review", "won", "lost"):
        assert f'id="{button}-{dispute}"' in page
    browser.post(f"/simulator/disputes/{dispute}/close", status="won")
    assert f'id="won-{dispute}"' not in browser.get("/simulator/").text


def test_control_page_refunds(paid: Any, browser: Browser, client: stripe.StripeClient) -> None:
    assert f'id="refund-{paid.id}"' in browser.get("/simulator/").text
    browser.post(f"/simulator/sessions/{paid.id}/refund")
    refund = client.v1.refunds.list().data[0].id
    page = browser.get("/simulator/").text
    assert f'id="fail-{refund}"' in page
    assert f'id="succeed-{refund}"' not in page  # it has succeeded already
    browser.post(f"/simulator/refunds/{refund}/fail")
    assert f'id="fail-{refund}"' not in browser.get("/simulator/").text


def test_control_page_shows_and_ends_the_fault_plan(simulator: Simulator, browser: Browser) -> None:
    assert 'id="clear-faults"' not in browser.get("/simulator/").text
    simulator.account.faults.replace({"seed": 1, "decline": {"probability": 0.25}})
    page = browser.get("/simulator/").text
    assert "probability: 0.25" in page
    assert browser.post("/simulator/faults/clear").location == "/simulator/"
    assert not simulator.account.faults.planned("decline")


def test_control_page_advances_the_clock(simulator: Simulator, browser: Browser) -> None:
    assert 'id="advance-86400" name="advance" value="86400"' in browser.get("/simulator/").text
    browser.post("/simulator/clock", advance="86400")
    assert simulator.account.clock.ahead == 86400
    assert "1 day, 0:00:00 ahead" in browser.get("/simulator/").text
