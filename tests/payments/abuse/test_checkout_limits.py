"""The limits of checkouts: card testers are stopped, families at one address are not."""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import altcha
import pytest
from django.db import OperationalError, connection, transaction
from django.test import RequestFactory
from django.utils import timezone

from core.http.client_address import client_address
from core.locks import Lock, hold
from payments.abuse import checkout_limits
from payments.abuse.checkout_limits import (
    IN_FLIGHT,
    ChallengeRequired,
    RateLimited,
    Requester,
    challenge_subject,
    check_limits,
    count_requests,
    delete_expired,
    record_request,
    requester_from_request,
)
from payments.abuse.proof_of_work import MAX_AGE, new_challenge, solved_difficulty
from payments.models import Checkout, CheckoutRequest, Order
from payments.tasks import delete_expired_requests
from tests.races import each, meet_after

MakeOrder = Callable[..., Order]
ADDRESS = "an address"
DIFFICULTY = 4


@pytest.fixture(autouse=True)
def _low_difficulty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkout_limits, "MIN_DIFFICULTY", DIFFICULTY)


def someone(number: int = 0, address: str = ADDRESS) -> Requester:
    """One of many requesters at an address, with a browser and an e-mail of their own."""
    return Requester(address=address, browser=f"browser {number}", email=f"email {number}")


def solved(challenge: dict[str, Any]) -> str:
    """The solution of a challenge, as a browser sends it."""
    task = altcha.Challenge.from_dict(challenge)
    solution = altcha.solve_challenge(task)
    assert solution is not None
    return altcha.Payload(task, solution).to_base64()


def request_checkout(
    make_order: MakeOrder, number: int, *, paid: bool = False, requester: Requester | None = None
) -> Order:
    """Place an order, request its checkout, and pay it if `paid`."""
    order = make_order(form_token=f"form {number} {time.monotonic()}")
    record_request(requester or someone(number), order=order, solution="")
    if paid:
        Order.objects.filter(pk=order.pk).update(state=Order.State.WAITING)
    return order


def test_record_request_accepts_eight_paid_orders_of_one_requester(make_order: MakeOrder) -> None:
    for number in range(8):
        request_checkout(make_order, number, paid=True, requester=someone())
    assert CheckoutRequest.objects.count() == 8


def test_record_request_accepts_forty_paying_families_at_one_address(make_order: MakeOrder) -> None:
    for number in range(40):
        request_checkout(make_order, number, paid=True)
    assert CheckoutRequest.objects.count() == 40


def test_record_request_accepts_an_address_where_half_have_paid(make_order: MakeOrder) -> None:
    for number in range(60):
        request_checkout(make_order, number, paid=number % 2 == 0)
    assert CheckoutRequest.objects.count() == 60


def test_record_request_requires_a_challenge_from_the_address_limit_on(
    make_order: MakeOrder, settings: Any
) -> None:
    for number in range(settings.CHECKOUT_LIMITS["address"][0]):
        request_checkout(make_order, number)
    with pytest.raises(ChallengeRequired):
        request_checkout(make_order, 99)
    request_checkout(make_order, 100, requester=someone(100, "another address"))


def test_record_request_accepts_solved_challenges(make_order: MakeOrder, settings: Any) -> None:
    settings.CHECKOUT_LIMITS = {**settings.CHECKOUT_LIMITS, "address": (1, 0)}
    for number in range(12):
        order = make_order(form_token=str(number))
        try:
            record_request(someone(number), order=order, solution="")
        except ChallengeRequired as required:
            record_request(someone(number), order=order, solution=solved(required.challenge))
    assert CheckoutRequest.objects.count() == 12


def test_difficulty_doubles_with_the_requests_of_an_address(
    make_order: MakeOrder, settings: Any
) -> None:
    settings.CHECKOUT_LIMITS = {**settings.CHECKOUT_LIMITS, "address": (2, 0)}
    difficulties = []
    for number in range(14):
        order = make_order(form_token=str(number))
        try:
            record_request(someone(number), order=order, solution="")
        except ChallengeRequired as required:
            difficulties.append(required.challenge["parameters"]["data"]["difficulty"])  # type: ignore[index]
            record_request(someone(number), order=order, solution=solved(required.challenge))
    assert difficulties[::2] == [DIFFICULTY * factor for factor in (1, 2, 4, 8, 16, 16)]


@pytest.mark.parametrize("what", ["browser", "email"])
def test_check_limits_refuses_a_browser_and_an_email_past_the_hard_limit(
    make_order: MakeOrder, settings: Any, what: str
) -> None:
    settings.CHECKOUT_LIMITS = {"address": (99, 0), "browser": (99, 0), "email": (99, 0)} | {
        what: (2, 3)
    }
    others = {"address": "a", "browser": "b", "email": "e"}
    for number in range(3):
        requester = Requester(**{**{key: f"{key} {number}" for key in others}, what: "the same"})
        order = make_order(form_token=str(number))
        try:
            record_request(requester, order=order, solution="")
        except ChallengeRequired as required:
            record_request(requester, order=order, solution=solved(required.challenge))
    with pytest.raises(RateLimited) as refused:
        check_limits(Requester(**{**others, what: "the same"}), form_key="new", solution="")
    assert timedelta(minutes=59) < refused.value.until - timezone.now() <= timedelta(hours=1)
    CheckoutRequest.objects.update(at=timezone.now() - timedelta(hours=1))
    check_limits(Requester(**{**others, what: "the same"}), form_key="new", solution="")


def test_record_request_does_not_count_an_open_checkout(make_order: MakeOrder) -> None:
    order = request_checkout(make_order, 1)
    ends = timezone.now() + timedelta(hours=1)
    Checkout.objects.create(order=order, number=1, expires_at=ends)
    record_request(someone(1), order=order, solution="")
    assert CheckoutRequest.objects.count() == 1


def test_solution_is_valid_for_one_checkout_only(make_order: MakeOrder, settings: Any) -> None:
    settings.CHECKOUT_LIMITS = {**settings.CHECKOUT_LIMITS, "address": (0, 0)}
    order = make_order()
    with pytest.raises(ChallengeRequired) as required:
        record_request(someone(), order=order, solution="")
    solution = solved(required.value.challenge)
    record_request(someone(), order=order, solution=solution)
    Checkout.objects.create(order=order, number=1, state="expired", expires_at=timezone.now())
    with pytest.raises(ChallengeRequired):
        record_request(someone(), order=order, solution=solution)
    with pytest.raises(ChallengeRequired):
        record_request(someone(), order=make_order(form_token="other"), solution=solution)


def test_solution_is_valid_for_an_order_without_a_form(
    make_order: MakeOrder, settings: Any
) -> None:
    settings.CHECKOUT_LIMITS = {**settings.CHECKOUT_LIMITS, "address": (0, 0)}
    order = make_order()
    Order.objects.update(form_key=None)
    order.refresh_from_db()
    Checkout.objects.create(order=order, number=1, state="expired", expires_at=timezone.now())
    with pytest.raises(ChallengeRequired) as required:
        record_request(someone(), order=order, solution="")
    record_request(someone(), order=order, solution=solved(required.value.challenge))
    assert challenge_subject(form_key=order.public_id).endswith(" 1")


def test_solved_difficulty_of_invalid_solutions_is_zero(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    good = solved(new_challenge(subject="mine", difficulty=DIFFICULTY))
    assert solved_difficulty(good, subject="mine") == DIFFICULTY
    assert solved_difficulty(good, subject="another’s") == 0
    unsolved = altcha.Payload(
        altcha.Challenge.from_dict(new_challenge(subject="mine", difficulty=DIFFICULTY)),
        altcha.Solution(1, "00"),
    )
    for bad in ("", "x", "é", good[:-8], unsolved.to_base64(), "A" * 5_000):
        assert solved_difficulty(bad, subject="mine") == 0
    later = time.time() + MAX_AGE.total_seconds() + 1
    with monkeypatch.context() as patched:
        patched.setattr(time, "time", lambda: later)
        assert solved_difficulty(good, subject="mine") == 0
    settings.SECRET_KEY = "another key"
    assert solved_difficulty(good, subject="mine") == 0


def test_record_request_counts_concurrent_requests(make_order: MakeOrder, settings: Any) -> None:
    assert _admitted_at_once(make_order, settings) == 4


def test_negative_control_record_request_without_the_lock(
    make_order: MakeOrder, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkout_limits, "_lock_requester", lambda requester: None)
    monkeypatch.setattr(
        checkout_limits, "check_limits", meet_after(checkout_limits.check_limits, 16)
    )
    assert _admitted_at_once(make_order, settings) == 16


def _admitted_at_once(make_order: MakeOrder, settings: Any) -> int:
    settings.CHECKOUT_LIMITS = {**settings.CHECKOUT_LIMITS, "address": (4, 0)}
    orders = [make_order(form_token=str(number)) for number in range(16)]
    refused = each(
        *[
            partial(record_request, someone(number), order=order, solution="")
            for number, order in enumerate(orders)
        ]
    )
    assert all(isinstance(error, ChallengeRequired) for error in refused)
    return 16 - len(refused)


def test_requests_of_an_address_far_from_its_limit_do_not_wait_for_each_other(
    make_order: MakeOrder, settings: Any
) -> None:
    """A school: the lock of its address is held by one request while the others come through."""
    settings.CHECKOUT_LIMITS = {**settings.CHECKOUT_LIMITS, "address": (40, 0)}
    orders = [make_order(form_token=str(number)) for number in range(9)]
    address = someone().address
    with transaction.atomic():
        hold(Lock.CHECKOUT_REQUESTER, address)
        errors = each(
            *[
                partial(record_request, someone(number), order=order, solution="")
                for number, order in enumerate(orders)
            ]
        )
    assert errors == []
    assert count_requests(someone())["address"] == 9


def test_negative_control_requests_near_the_limit_wait_for_the_lock(
    make_order: MakeOrder, settings: Any
) -> None:
    settings.CHECKOUT_LIMITS = {**settings.CHECKOUT_LIMITS, "address": (IN_FLIGHT, 0)}
    order = make_order()
    with transaction.atomic():
        hold(Lock.CHECKOUT_REQUESTER, someone().address)
        (error,) = each(partial(_record_impatiently, order))
    assert isinstance(error, OperationalError)


def _record_impatiently(order: Order) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
        try:
            record_request(someone(), order=order, solution="")
        finally:
            cursor.execute("RESET lock_timeout")


def test_requests_are_counted_and_recorded_with_few_statements(
    make_order: MakeOrder, django_assert_max_num_queries: Any
) -> None:
    order = make_order()
    requester = someone()
    with django_assert_max_num_queries(1):
        count_requests(requester)
    with django_assert_max_num_queries(7):
        record_request(requester, order=order, solution="")


def test_requester_is_stored_hashed_and_deleted(make_order: MakeOrder) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7")
    request.COOKIES["csrftoken"] = "c" * 32
    requester = requester_from_request(request, email="Chana@Example.org")
    assert not {"192.0.2.7", "c" * 32, "chana@example.org"} & set(vars(requester).values())
    assert requester.email == requester_from_request(request, email=" chana@example.ORG ").email
    record_request(requester, order=make_order(), solution="")
    CheckoutRequest.objects.update(at=timezone.now() - timedelta(days=2, minutes=1))
    delete_expired()
    assert not CheckoutRequest.objects.exists()


def test_requester_without_cookie_has_no_browser() -> None:
    requester = requester_from_request(RequestFactory().get("/"), email="chana@example.org")
    assert requester.browser == ""


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "192.0.2.7"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9", "198.51.100.1"),
        (2, "203.0.113.9", "192.0.2.7"),
        (1, "", "192.0.2.7"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "not an address", "not an address"),
    ],
)
def test_client_address_trusts_only_our_proxies(
    settings: Any, proxies: int, forwarded: str, expected: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == expected


def test_delete_expired_requests_deletes_old_requests(make_order: MakeOrder) -> None:
    record_request(someone(), order=make_order(), solution="")
    delete_expired_requests()
    assert CheckoutRequest.objects.count() == 1
    old = timezone.now() - timedelta(days=2, minutes=1)
    CheckoutRequest.objects.update(at=old)
    delete_expired_requests()
    assert CheckoutRequest.objects.count() == 0
