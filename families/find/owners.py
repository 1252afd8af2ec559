"""Asking the address on file whether somebody who asks gets the certificate.

A community's list has one address for hundreds of names: what is sent to one address in a day is
limited. What is over the limit is not asked, and the asker's mail says the same.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core.locks import Lock, hold
from families.find.proof import email_hash
from families.find.register import Found
from families.models import OwnerRequest, Question
from messaging.outbox import enqueue

REQUEST = "find_owner_request"  # about an OwnerRequest's pk
CERTIFICATE = "find_certificate"  # about an OwnerRequest's pk
A_DAY = 3  # requests to one address
_DAY = timedelta(days=1)


class NotOpen(Exception):
    """The request was answered, or is deleted with its question."""


def ask_owners(question: Question, found: Iterable[Found]) -> None:
    """Mail a request to the address on file of each, in the caller's transaction."""
    for each in sorted(found, key=lambda row: row.owner.email.lower() if row.owner else ""):
        _ask_owner(question, each)


def _ask_owner(question: Question, found: Found) -> None:
    owner = found.owner
    if owner is None or found.inscription is None:
        return
    # Two questions at once would both be the last one of the day.
    hold(Lock.FIND_ASKER, email_hash(owner.email))
    if not _may_ask(owner.email, found.inscription):
        return
    request = OwnerRequest.objects.create(
        question=question,
        inscription_id=found.inscription,
        email=owner.email.lower(),
        language=owner.language,
        zone=owner.zone,
    )
    enqueue(
        kind=REQUEST,
        about=str(request.pk),
        recipient=owner.email,
        language=owner.language,
        zone=owner.zone,
    )


def _may_ask(email: str, inscription: int) -> bool:
    asked = OwnerRequest.objects.filter(email=email.lower())
    if asked.filter(inscription=inscription, reply=OwnerRequest.Reply.NOT_ME).exists():
        return False
    return asked.filter(created_at__gt=timezone.now() - _DAY).count() < A_DAY


@transaction.atomic
def reply(token: str, answer: str) -> OwnerRequest:
    """Record the owner's answer, once; a yes mails the certificate to the asker.

    Raises NotOpen.
    """
    request = (
        OwnerRequest.objects.select_for_update(of=("self",), no_key=True)
        .select_related("question")
        .filter(token=token, reply="")
        .first()
    )
    if request is None:
        raise NotOpen
    request.reply, request.replied_at = OwnerRequest.Reply(answer), timezone.now()
    request.save(update_fields=["reply", "replied_at"])
    if request.reply == OwnerRequest.Reply.YES:
        question = request.question
        enqueue(
            kind=CERTIFICATE,
            about=str(request.pk),
            recipient=question.email,
            language=question.language,
            zone=question.zone,
        )
    return request
