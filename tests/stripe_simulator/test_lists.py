"""Lists: order, pages, filters."""

from collections.abc import Callable
from typing import Any

import pytest
import stripe

from dev.stripe_simulator.server import Simulator
from tests.stripe_simulator.conftest import NEW, Clock
from tests.stripe_simulator.receiver import Browser, Receiver, wait_until

Create = Callable[..., Any]


@pytest.fixture
def five(create: Create) -> list[str]:
    """The ids of five sessions, newest first."""
    return [create().id for _ in range(5)][::-1]


def ids(page: Any) -> list[str]:
    return [thing.id for thing in page.data]


def test_list_is_newest_first(client: stripe.StripeClient, five: list[str]) -> None:
    page = client.v1.checkout.sessions.list()
    assert (ids(page), page.has_more, page.url) == (five, False, "/v1/checkout/sessions")


def test_list_has_more(client: stripe.StripeClient, five: list[str]) -> None:
    page = client.v1.checkout.sessions.list({"limit": 2})
    assert (ids(page), page.has_more) == (five[:2], True)


def test_list_starting_after(client: stripe.StripeClient, five: list[str]) -> None:
    page = client.v1.checkout.sessions.list({"limit": 3, "starting_after": five[1]})
    assert (ids(page), page.has_more) == (five[2:], False)


def test_list_ending_before(client: stripe.StripeClient, five: list[str]) -> None:
    page = client.v1.checkout.sessions.list({"limit": 2, "ending_before": five[4]})
    assert (ids(page), page.has_more) == (five[2:4], True)


def test_list_auto_paging(client: stripe.StripeClient, five: list[str]) -> None:
    pages = client.v1.checkout.sessions.list({"limit": 2})
    assert [session.id for session in pages.auto_paging_iter()] == five


@pytest.mark.parametrize("limit", [0, 101])
def test_list_limit_range(client: stripe.StripeClient, limit: int) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.checkout.sessions.list({"limit": limit})
    assert refused.value.param == "limit"


def test_list_unknown_cursor(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.checkout.sessions.list({"starting_after": "cs_test_none"})
    assert (refused.value.param, refused.value.code) == ("starting_after", "resource_missing")


def test_list_sessions_by_status(
    client: stripe.StripeClient, five: list[str], browser: Browser
) -> None:
    browser.post(f"/simulator/sessions/{five[2]}/pay")
    assert ids(client.v1.checkout.sessions.list({"status": "complete"})) == [five[2]]
    assert len(ids(client.v1.checkout.sessions.list({"status": "open"}))) == 4


def test_list_sessions_by_intent(client: stripe.StripeClient, paid: Any, five: list[str]) -> None:
    page = client.v1.checkout.sessions.list({"payment_intent": paid.payment_intent})
    assert ids(page) == [paid.id]


def test_list_sessions_by_email(
    client: stripe.StripeClient, create: Create, paid: Any, browser: Browser
) -> None:
    other = create(customer_email="rivka@example.org")
    browser.post(f"/simulator/sessions/{other.id}/pay")
    page = client.v1.checkout.sessions.list({"customer_details": {"email": "rivka@example.org"}})
    assert ids(page) == [other.id]


def test_list_by_created(
    start: Callable[..., Simulator], connect: Callable[..., stripe.StripeClient]
) -> None:
    clock = Clock()
    client = connect(start(clock=clock))
    made = []
    for _ in range(3):
        made.append(client.v1.checkout.sessions.create(NEW).id)
        clock.time += 10
    begin = int(clock.time) - 30
    listed = client.v1.checkout.sessions.list
    assert ids(listed({"created": {"gte": begin + 10}})) == made[:0:-1]
    assert ids(listed({"created": {"gt": begin, "lt": begin + 20}})) == [made[1]]
    assert ids(listed({"created": begin})) == [made[0]]


def test_list_events_by_type(client: stripe.StripeClient, paid: Any) -> None:
    both = ["checkout.session.completed", "charge.succeeded"]
    page = client.v1.events.list({"types": both})
    assert sorted(event.type for event in page.data) == sorted(both)
    assert len(client.v1.events.list({"type": "charge.succeeded"}).data) == 1


def test_list_events_by_delivery_success(
    client: stripe.StripeClient, session: Any, browser: Browser, receiver: Receiver
) -> None:
    wait_until(lambda: not client.v1.events.list({"delivery_success": False}).data)
    receiver.answers = [500] * 100
    client.v1.checkout.sessions.expire(session.id)
    (failed,) = client.v1.events.list({"delivery_success": False}).data
    assert (failed.type, failed.pending_webhooks) == ("checkout.session.expired", 1)
    assert client.v1.events.list({"delivery_success": True}).data == []


def test_event_keeps_the_object_as_it_was(
    client: stripe.StripeClient, session: Any, browser: Browser
) -> None:
    browser.post(f"/simulator/sessions/{session.id}/debit")
    (completed,) = client.v1.events.list({"type": "checkout.session.completed"}).data
    browser.post(f"/simulator/sessions/{session.id}/debit/succeed")
    then: Any = client.v1.events.retrieve(completed.id)
    assert then.data.object.payment_status == "unpaid"


def test_list_expands_data(client: stripe.StripeClient, paid: Any) -> None:
    page: Any = client.v1.checkout.sessions.list({"expand": ["data.payment_intent"]})
    assert page.data[0].payment_intent.status == "succeeded"


@pytest.mark.parametrize(
    "kind", ["payment_intents", "charges", "refunds", "disputes", "events", "checkout.sessions"]
)
def test_lists_of_a_reconciliation_page_by_created(
    client: stripe.StripeClient, create: Create, browser: Browser, kind: str
) -> None:
    made: Any = [create() for _ in range(3)]
    for session in made:
        browser.post(f"/simulator/sessions/{session.id}/pay")
        browser.post(f"/simulator/sessions/{session.id}/refund", amount="1")
        browser.post(f"/simulator/sessions/{session.id}/dispute")
    service: Any = client.v1
    for part in kind.split("."):
        service = getattr(service, part)
    since = {"limit": 1, "created": {"gte": made[0].created}}
    found = [thing.id for thing in service.list(since).auto_paging_iter()]
    assert len(found) == len(set(found)) >= 3
    assert service.retrieve(found[0]).id == found[0]
    assert not service.list({"created": {"gte": made[0].created + 1000}}).data
