"""By what a requester is known: hashed, deleted, and an address that only our proxies may name."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import timezone

from core.http.client_address import client_address
from payments.abuse.checkout_limits import (
    Requester,
    count_requests,
    delete_expired,
    record_request,
    requester_from_request,
)
from payments.models import CheckoutRequest
from payments.tasks import delete_expired_requests
from tests.payments.abuse.requesters import MakeOrder, someone


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


def test_requester_of_whom_nothing_is_known_is_not_counted() -> None:
    assert count_requests(Requester(address="", browser="", email="")) == {}


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
