"""Requests of people whose name somebody else registered: proved, found, and decided by the staff.

A person of a community's list is not the purchaser: nobody but the committee can tell whether the
one who asks is the one inscribed.
"""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from families.models import Erasure, ErasureRequest
from families.privacy.mails import PROOF, REFUSED
from families.privacy.requests import request_erasure
from letters.models import Person
from messaging.outbox import enqueue


class NotOpen(Exception):
    """It was sent or decided already; `str()` is a sentence."""


def ask_committee(
    *, name: str, certificate: str, note: str, email: str, language: str
) -> ErasureRequest:
    """Record a request and mail the link that proves the address."""
    with transaction.atomic():
        asked = ErasureRequest.objects.create(
            name=name, certificate=certificate, note=note, email=email, language=language
        )
        enqueue(kind=PROOF, about=str(asked.pk), recipient=email, language=language)
    return asked


def send_request(token: str) -> ErasureRequest | None:
    """Put a request before the committee; pressed again it changes nothing."""
    ErasureRequest.objects.filter(token=token, state=ErasureRequest.State.UNPROVED).update(
        state=ErasureRequest.State.OPEN, proved_at=timezone.now()
    )
    return ErasureRequest.objects.filter(token=token).first()


def accept(asked: ErasureRequest, *, person: Person, by: User, reason: str) -> Erasure:
    """Ask for the deletion of this person; another of the staff approves it.

    Raises NotOpen, and NotYet while money is on its way.
    """
    with transaction.atomic():
        asked = _locked(asked)
        erasure = request_erasure(
            purchaser=person.purchaser,
            people=[person.pk],
            whole=False,
            language=asked.language,
            by=by,
            reason=reason,
        )
        _decide(asked, by, state=ErasureRequest.State.ACCEPTED, erasure=erasure)
    return erasure


def refuse(asked: ErasureRequest, *, by: User, reason: str) -> None:
    """Mail the reason to the requester. Raises NotOpen."""
    with transaction.atomic():
        asked = _locked(asked)
        _decide(asked, by, state=ErasureRequest.State.REFUSED, refusal=reason)
        enqueue(kind=REFUSED, about=str(asked.pk), recipient=asked.email, language=asked.language)


def not_approved(erasure: Erasure) -> ErasureRequest:
    """Take an unapproved deletion back; returns the request, to be decided again.

    Raises NotOpen.
    """
    with transaction.atomic():
        found = Erasure.objects.select_for_update(of=("self",), no_key=True)
        erasure = found.get(pk=erasure.pk)
        if erasure.confirmed_at:
            raise NotOpen(_("It was approved already."))
        asked = ErasureRequest.objects.get(erasure=erasure)
        ErasureRequest.objects.filter(pk=asked.pk).update(
            state=ErasureRequest.State.OPEN, decided_at=None, decided_by=None, erasure=None
        )
        erasure.delete()
    return asked


def _locked(asked: ErasureRequest) -> ErasureRequest:
    rows = ErasureRequest.objects.select_for_update(of=("self",), no_key=True)
    asked = rows.get(pk=asked.pk)
    if asked.state != ErasureRequest.State.OPEN:
        raise NotOpen(_("Somebody else has decided this meanwhile."))
    return asked


def _decide(asked: ErasureRequest, by: User, **changes: object) -> None:
    now = timezone.now()
    ErasureRequest.objects.filter(pk=asked.pk).update(decided_at=now, decided_by=by, **changes)
