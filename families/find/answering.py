"""Answering a question in the worker: the look-up, the mails, and what it counts as."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from families.find import limits
from families.find.decision import decide
from families.find.facts import asked_by, register_size
from families.find.narrowing import is_narrowed
from families.find.owners import ask_owners
from families.find.register import look_up, own_people
from families.find.tripwires import is_tripwire, raise_alarm
from families.models import Attempt, Question
from messaging.models import Message
from messaging.outbox import enqueue

ANSWER = "find_answer"  # about a question's pk
RETENTION = timedelta(days=7)
# A question whose code is not typed is forgotten sooner.
UNPROVED_RETENTION = timedelta(hours=3)
KINDS = (ANSWER, "find_owner_request", "find_certificate", "find_links")


def waiting() -> list[int]:
    """The questions to be answered, oldest first."""
    queued = Question.objects.filter(state=Question.State.QUEUED).order_by("pk")
    return list(queued.values_list("pk", flat=True)[:500])


@transaction.atomic
def answer(question_id: int) -> None:
    """Answer a question by mail. Idempotent; two workers don't answer the same."""
    question = (
        Question.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
        .filter(pk=question_id, state=Question.State.QUEUED)
        .first()
    )
    if question is None:
        return
    asked = asked_by(question)
    found, cut = look_up(asked.name)
    found = [*own_people(asked.name, asked.email), *found]
    register = register_size()
    narrowed = is_narrowed(question, asked, register=register)
    decision = decide(asked, found, register=register, cut=cut, narrowed=narrowed)
    question.answer = decision.answer
    question.found = [each.ref for each in decision.found]
    question.state = Question.State.ANSWERED
    question.save(update_fields=["answer", "found", "pair_keys", "state"])
    enqueue(
        kind=ANSWER,
        about=str(question.pk),
        recipient=question.email,
        language=question.language,
        zone=question.zone,
    )
    ask_owners(question, decision.ask)
    _count(question.attempt, decision.answer, tripped=is_tripwire(asked.counted))


def delete_expired() -> None:
    """Delete questions, with what owners were asked about them and the mails' addresses."""
    now = timezone.now()
    Question.objects.filter(created_at__lt=now - RETENTION).delete()
    unproved = Question.objects.filter(state=Question.State.UNPROVED)
    unproved.filter(created_at__lt=now - UNPROVED_RETENTION).delete()
    old = Message.objects.filter(kind__in=KINDS, created_at__lt=now - RETENTION)
    old.exclude(state=Message.State.QUEUED).delete()
    limits.delete_expired()


def _count(attempt: Attempt | None, answer: str, *, tripped: bool) -> None:
    """Whatever is not a yes is a miss; a miss of an invented person raises the alarm."""
    if answer == Question.Answer.YES:
        if attempt:
            limits.found(attempt)
    elif tripped:
        if attempt:
            Attempt.objects.filter(pk=attempt.pk).update(tripwire=True)
        raise_alarm()
