"""Requests for deletion: confirmed once, by the right person, then done by the worker."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.utils import timezone

from core.job_runner import resume_job, run_job
from families.models import Erasure
from families.privacy import requests
from families.privacy.erasure import NotYet
from families.privacy.files import FilesInUse
from families.privacy.requests import (
    ERASURES,
    NotConfirmable,
    confirm_erasure,
    delete_unconfirmed,
    request_erasure,
)
from families.tasks import continue_erasures, delete_unconfirmed_erasures, erase_personal_data
from letters.models import Person
from payments import gateway
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from tests.conftest import QueuedJob


@pytest.fixture
def bought(order: Order) -> Order:
    incoming = IncomingPayment("pi_1", "cs_1", order.total, order.currency)
    record_and_apply(order_id=order.pk, incoming=incoming)
    return order


def requested(order: Order, *, whole: bool = True, by: User | None = None) -> Erasure:
    people = [Person.objects.get(given_name="Mushka").pk]
    return request_erasure(
        purchaser=order.purchaser, people=people, whole=whole, language="en", by=by,
        reason="asked by letter" if by else "",
    )  # fmt: skip


def refreshed(request: Erasure) -> Erasure:
    request.refresh_from_db()
    return request


def test_confirmed_request_is_done_by_the_worker(
    bought: Order, queued_jobs: list[QueuedJob]
) -> None:
    request = requested(bought)
    assert request.state == "stopped"
    confirm_erasure(request)
    assert queued_jobs[-1] == QueuedJob("families.tasks.erase_personal_data", (request.pk,), 0)
    erase_personal_data(request.pk)
    assert (refreshed(request).state, request.percent) == ("done", 100)
    assert not Person.objects.filter(erased_at=None).exists()


def test_request_for_one_person_leaves_the_others(bought: Order) -> None:
    request = requested(bought, whole=False)
    confirm_erasure(request)
    run_job(ERASURES, request.pk)
    assert Person.objects.filter(erased_at=None).count() == 2
    assert refreshed(request).purchaser.erased_at is None


def test_unconfirmed_request_is_never_run(bought: Order) -> None:
    request = requested(bought)
    run_job(ERASURES, request.pk)
    assert not resume_job(ERASURES, request)
    assert not Person.objects.exclude(erased_at=None).exists()
    with pytest.raises(IntegrityError, match="erasure_runs_when_confirmed"):
        Erasure.objects.update(state="queued")


def test_link_works_once_and_for_four_days(bought: Order) -> None:
    request = requested(bought)
    confirm_erasure(request)
    with pytest.raises(NotConfirmable, match="used already"):
        confirm_erasure(request)
    late = requested(bought)
    Erasure.objects.filter(pk=late.pk).update(created_at=timezone.now() - timedelta(days=4.1))
    with pytest.raises(NotConfirmable, match="older than four days"):
        confirm_erasure(late)


def test_request_of_the_staff_is_approved_by_another(bought: Order) -> None:
    first, second = (User.objects.create_user(name, is_staff=True) for name in ("one", "two"))
    request = requested(bought, by=first)
    for by in (None, first):
        with pytest.raises(NotConfirmable, match="Somebody else"):
            confirm_erasure(request, by=by)
    confirm_erasure(request, by=second)
    assert refreshed(request).approved_by == second


def test_file_in_use_leaves_the_job_to_be_continued(
    bought: Order, monkeypatch: pytest.MonkeyPatch, queued_jobs: list[QueuedJob]
) -> None:
    request = requested(bought)
    confirm_erasure(request)
    queued_jobs.clear()

    def in_use(_people: object) -> None:
        raise FilesInUse

    with monkeypatch.context() as busy:
        busy.setattr(requests, "delete_files_with", in_use)
        with pytest.raises(FilesInUse):
            run_job(ERASURES, request.pk)
    assert refreshed(request).state == "running"
    continue_erasures()
    tasks = [job.args for job in queued_jobs if job.task == ERASURES.task]
    assert tasks == [(request.pk,)]
    run_job(ERASURES, request.pk)
    assert refreshed(request).state == "done"
    assert len(request.people) == 3  # known from the first attempt


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (NotYet("still on its way"), "still on its way"),
        (gateway.StripeUnavailable("x"), "Stripe can’t be reached"),
        (ValueError("Mushka"), "It broke off"),
    ],
)
def test_failure_is_a_sentence_without_a_name(
    bought: Order, monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    def fail(_subject: object, **_options: object) -> None:
        raise error

    request = requested(bought)
    confirm_erasure(request)
    monkeypatch.setattr(requests, "erase", fail)
    run_job(ERASURES, request.pk)
    assert refreshed(request).state == "failed"
    assert sentence in request.failure_text
    assert "Mushka" not in request.failure_text


def test_unconfirmed_requests_are_forgotten(bought: Order) -> None:
    old, new = requested(bought), requested(bought)
    Erasure.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=7.1))
    delete_unconfirmed()
    delete_unconfirmed_erasures()
    assert list(Erasure.objects.all()) == [new]
