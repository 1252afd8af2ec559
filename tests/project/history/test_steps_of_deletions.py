"""Each logged step about the deletion of personal data is in the history."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from families.models import Erasure, ErasureRequest
from families.privacy.committee import accept
from letters.models import Person
from payments.models import Order
from tests.project.history.performed import Step, performs

_ERASURES = "families.admin.erasures"
_REQUESTS = "families.admin.erasure_requests"


@pytest.fixture
def asked(order: Order) -> ErasureRequest:
    return ErasureRequest.objects.create(
        name="Mushka bas Sarah Levi", email="m@example.org", language="en", state="open",
        proved_at=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def erasure(asked: ErasureRequest) -> Erasure:
    """Found by another member of the staff."""
    other = User.objects.create_user("other", is_staff=True)
    person = Person.objects.get(given_name="Mushka")
    return accept(asked, person=person, by=other, reason="by the name")


@performs(f"{_REQUESTS}.find", "found; to be approved by another person")
def test_find_a_name(client: Client, asked: ErasureRequest) -> Step:
    person = Person.objects.get(given_name="Mushka")
    url = f"/admin/families/erasurerequest/{asked.pk}/find/"
    client.post(url, {"reason": "by the name", "lines": person.pk})
    return Step(asked, "found; to be approved by another person")


@performs(f"{_REQUESTS}.refuse", "refused")
def test_refuse_a_request(client: Client, asked: ErasureRequest) -> Step:
    url = f"/admin/families/erasurerequest/{asked.pk}/refuse/"
    client.post(url, {"reason": "We found no such name."})
    return Step(asked, "refused")


@performs(f"{_ERASURES}.approve", "approved")
def test_approve_a_deletion(client: Client, erasure: Erasure) -> Step:
    client.post(f"/admin/families/erasure/{erasure.pk}/approve/")
    return Step(erasure, "approved")


@performs(f"{_ERASURES}.do_not_delete", "not approved")
def test_keep_a_name(client: Client, asked: ErasureRequest, erasure: Erasure) -> Step:
    client.post(f"/admin/families/erasure/{erasure.pk}/do-not-delete/")
    return Step(asked, "not approved")


@performs(f"{_ERASURES}.try_again", "resumed")
def test_try_a_deletion_again(client: Client, erasure: Erasure) -> Step:
    Erasure.objects.update(state="failed", confirmed_at=timezone.now(), approved_by=_second())
    client.post(f"/admin/families/erasure/{erasure.pk}/try-again/")
    return Step(erasure, "resumed")


def _second() -> User:
    return User.objects.create_user("second", is_staff=True)
