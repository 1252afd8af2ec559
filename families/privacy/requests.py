"""Requests for deletion: confirmed by whom the data is about or by two of the staff, then a job."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.job_runner import JobKind, Progress, failure_code
from core.locks import Lock
from families.models import Erasure
from families.privacy.erasure import NotYet, check_settled, erase
from families.privacy.files import delete_files_with
from families.privacy.mails import queue_done
from families.privacy.subject import Subject, subject_of_people, subject_of_purchaser
from letters.models import Purchaser
from payments import gateway

UNCONFIRMED_KEPT_FOR = timedelta(days=7)


class NotConfirmable(Exception):
    """It was confirmed already, is too old, or needs another person; `str()` is a sentence."""


def subject_of(request: Erasure) -> Subject:
    """Whose data a request is about, as far as it is still there."""
    if request.whole:
        return subject_of_purchaser(request.purchaser)
    return subject_of_people(request.people)


def request_erasure(
    *,
    purchaser: Purchaser,
    people: Sequence[int],
    whole: bool,
    language: str,
    by: User | None = None,
    reason: str = "",
) -> Erasure:
    """Record a request that waits to be confirmed. Raises NotYet.

    `people` are the purchaser's; with `whole` all of them are meant, and the address.
    """
    subject = subject_of_purchaser(purchaser) if whole else subject_of_people(people)
    check_settled(subject)
    return Erasure.objects.create(
        purchaser=purchaser,
        people=list(subject.people),
        whole=whole,
        language=language,
        requested_by=by,
        reason=reason,
        state=Erasure.State.STOPPED,
    )


def confirm_erasure(request: Erasure, *, by: User | None = None) -> None:
    """Let the deletion begin. Raises NotConfirmable.

    `by` is the second member of the staff, where the first one asked for it.
    """
    with transaction.atomic():
        request = Erasure.objects.select_for_update(of=("self",), no_key=True).get(pk=request.pk)
        if request.confirmed_at or (by is None and not request.is_open):
            raise NotConfirmable(_("This link was used already, or is older than four days."))
        if request.requested_by_id and (by is None or by.pk == request.requested_by_id):
            raise NotConfirmable(_("Somebody else of the committee must approve this."))
        Erasure.objects.filter(pk=request.pk).update(
            confirmed_at=timezone.now(), approved_by=by, state=Erasure.State.QUEUED
        )
        ERASURES.enqueue(request)


def _erase(request: Erasure, progress: Progress) -> Mapping[str, object]:
    # The people are known from the request: after the first step nothing else tells them.
    people = sorted({*request.people, *subject_of(request).people})
    progress(0, units_total=len(people) + 1, people=people)
    recipient, language = _asked_by(request)
    erase(subject_of(request), then=lambda: queue_done(request, recipient, language))
    progress(len(people))
    delete_files_with(people)
    progress(len(people) + 1)
    return {}


def _asked_by(request: Erasure) -> tuple[str, str]:
    """The address and the language of the requester; "" where it is not known any more."""
    if asked := request.asked_by.order_by("pk").first():
        return asked.email, asked.language
    if request.requested_by_id or request.purchaser.erased_at:
        return "", request.language
    return request.purchaser.email, request.language


def _failure(request: Erasure, error: Exception) -> str:
    """The reason as a sentence, in the language of the request."""
    with override(request.language):
        if isinstance(error, NotYet):
            return str(error)
        if isinstance(error, gateway.StripeUnavailable):
            return _("Stripe can’t be reached, and an unpaid order could not be closed.")
    return failure_code(request, error)


ERASURES = JobKind(
    model=Erasure,
    task="families.tasks.erase_personal_data",
    lock=Lock.ERASURE,
    work=_erase,
    max_attempts=20,
    failure=_failure,
    resumable=(Erasure.State.FAILED,),
)


def delete_unconfirmed() -> None:
    """Forget requests that nobody confirmed; those of the staff wait for an approval."""
    before = timezone.now() - UNCONFIRMED_KEPT_FOR
    Erasure.objects.filter(requested_by=None, confirmed_at=None, created_at__lt=before).delete()
