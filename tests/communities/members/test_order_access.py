"""Pages of orders: a family's by its URL, a community's by those who serve the community now.

The URLs are read from the resolver: a new one that has an order's public id is walked as well.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from communities.members.members import add_member
from communities.models import Membership
from letters.models import Community, Scroll
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from payments.orders import access
from tests.communities.name_lists import make_list, order_list

SignIn = Callable[[User], Client]


def _routes(patterns: Any) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns)
        else:
            yield str(pattern.name), str(pattern.pattern)


NAMES = sorted(
    name
    for name, route in _routes(get_resolver().url_patterns)
    if route.startswith("orders/<str:public_id>/") and name != "order_list"
)
METHODS = ("get", "post", "head")
# Of families only: a community corrects names in its list, and gives nothing away.
OF_FAMILIES = {"order_name", "order_locality", "gift", "gift_card", "erase_of_order"}
OF_ONE_NAME = {"letter_location", "order_name", "gift", "gift_card"}


def _path(name: str, order: Order) -> str:
    extra = {"position": 1} if name in OF_ONE_NAME else {}
    return reverse(name, kwargs={"public_id": order.public_id, **extra})


def _answers(client: Client, name: str, order: Order) -> Iterator[Any]:
    for method in METHODS:
        answer = getattr(client, method)(_path(name, order), {"paper": "a4"})
        if answer.status_code != 405:
            yield answer


@pytest.fixture
def list_order(community: Community, scroll: Scroll, shliach: User) -> Order:
    """A paid order of the community, placed by its shliach."""
    order = order_list(make_list(community, scroll.series, shliach), shliach)
    incoming = IncomingPayment.outside_stripe(
        "transfer", 1, method="transfer", amount=order.total, currency=order.currency
    )
    return record_and_apply(order_id=order.pk, incoming=incoming)


def test_all_pages_of_an_order_are_walked() -> None:
    assert len(NAMES) == 14
    assert {"order", "order_receipt", "order_summary", "letter_location"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_order_of_a_community_is_not_found_once_the_membership_ended(
    list_order: Order, shliach: User, sign_in: SignIn, name: str
) -> None:
    client = sign_in(shliach)
    assert client.get(_path("order", list_order)).status_code == 200
    Membership.objects.filter(user=shliach).update(ended_at=timezone.now())
    answers = list(_answers(client, name, list_order))
    assert answers
    assert {answer.status_code for answer in answers} == {404}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("who", ["stranger", "helper"])
def test_order_of_a_community_is_not_found_by_others(
    list_order: Order,
    stranger: User,
    helper: User,
    sign_in: SignIn,
    name: str,
    who: str,
) -> None:
    client = sign_in({"stranger": stranger, "helper": helper}[who])
    assert {answer.status_code for answer in _answers(client, name, list_order)} == {404}


@pytest.mark.parametrize("name", NAMES)
def test_order_of_a_community_asks_visitors_to_sign_in(list_order: Order, name: str) -> None:
    for answer in _answers(Client(), name, list_order):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", NAMES)
def test_order_of_a_community_asks_for_the_second_factor(
    list_order: Order, shliach: User, name: str
) -> None:
    client = Client()
    client.force_login(shliach)
    for answer in _answers(client, name, list_order):
        assert answer["Location"].startswith("/accounts/2fa/")


def test_order_of_a_community_is_seen_by_a_shliach_who_came_later(
    list_order: Order, community: Community, sign_in: SignIn
) -> None:
    role = Membership.Role.SHLIACH
    new = add_member(
        community=community, email="new@example.org", name="New", role=role, by=None
    ).user
    client = sign_in(new)
    for name in NAMES:
        statuses = {answer.status_code for answer in _answers(client, name, list_order)}
        assert statuses & ({404} if name in OF_FAMILIES else {200, 302, 303}), name


@pytest.mark.parametrize("name", sorted({*NAMES} - {"gift_card"}))  # there is no gift yet
def test_order_of_a_family_needs_no_sign_in(make_order: Callable[..., Order], name: str) -> None:
    order = make_order()
    incoming = IncomingPayment.outside_stripe(
        "transfer", 1, method="transfer", amount=order.total, currency=order.currency
    )
    order = record_and_apply(order_id=order.pk, incoming=incoming)
    assert {answer.status_code for answer in _answers(Client(), name, order)} & {200, 302, 303}


def test_order_of_a_community_is_not_found_without_a_guard(
    list_order: Order, shliach: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "community_order_hooks", [])
    assert sign_in(shliach).get(_path("order", list_order)).status_code == 404


def test_negative_control_without_the_guard_a_former_shliach_reads_the_names(
    list_order: Order, shliach: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    Membership.objects.filter(user=shliach).update(ended_at=timezone.now())
    monkeypatch.setattr(access, "community_order_hooks", [lambda request, community: None])
    page = sign_in(shliach).get(_path("order", list_order))
    assert page.status_code == 200
    assert (
        list_order.lines.select_related("inscription__person")[0].inscription.person.given_name
        in page.content.decode()
    )
