"""The limits of checkouts: card testers are stopped, families at one address are not."""

import time
from datetime import timedelta
from typing import Any

import altcha
import pytest
from django.utils import timezone

from payments.abuse.checkout_limits import (
    ChallengeRequired,
    RateLimited,
    Requester,
    challenge_subject,
    check_limits,
    count_requests,
    record_request,
)
from payments.abuse.proof_of_work import MAX_AGE, new_challenge, solved_difficulty
from payments.models import Checkout, CheckoutRequest, Order
from tests.payments.abuse.requesters import DIFFICULTY, MakeOrder, request_checkout, solved, someone

pytestmark = pytest.mark.usefixtures("low_difficulty")


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


def test_requests_are_counted_and_recorded_with_few_statements(
    make_order: MakeOrder, django_assert_max_num_queries: Any
) -> None:
    order = make_order()
    requester = someone()
    with django_assert_max_num_queries(1):
        count_requests(requester)
    with django_assert_max_num_queries(7):
        record_request(requester, order=order, solution="")
