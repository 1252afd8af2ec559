"""The states of a mailing, draft → sending ⇄ paused → done, and sending at a rate.

The rate is a token bucket in the mailing's row: a worker that claims a batch locks the row,
computes the unused rate since `rate_used_until`, and moves that time ahead. No send time is stored
in the messages, so a pause, a new rate, quiet hours or a crash need no update of 60,000 rows.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from core import jobs
from core.locks import Lock, exclusive
from messaging import claims, delivery
from messaging.models import Mailing, Message

State = Mailing.State

ENDED = "ended"  # Message.error of a message left out

BATCH = 50
# How much unused rate may be caught up after a halt; longer than the interval of beat's task.
BURST = timedelta(seconds=6)


class WrongState(Exception):
    """The mailing is not in a state in which this step is possible."""


@transaction.atomic
def start(mailing: Mailing) -> Mailing:
    """Start sending. Raises WrongState unless it is a draft."""
    mailing = _locked(mailing, State.DRAFT)
    mailing.started_at = timezone.now()
    return _set_state(mailing, State.SENDING)


@transaction.atomic
def pause(mailing: Mailing) -> Mailing:
    """Stop after the batch in flight. Raises WrongState unless it is sending."""
    return _set_state(_locked(mailing, State.SENDING), State.PAUSED)


@transaction.atomic
def resume(mailing: Mailing) -> Mailing:
    """Continue. Raises WrongState unless it is paused."""
    return _set_state(_locked(mailing, State.PAUSED), State.SENDING)


@transaction.atomic
def end(mailing: Mailing) -> Mailing:
    """End it; queued messages are left out. Raises WrongState when it is done."""
    mailing = _locked(mailing, State.DRAFT, State.SENDING, State.PAUSED)
    queued = Message.objects.queued().filter(mailing=mailing)
    queued.update(state=Message.State.LEFT_OUT, error=ENDED)
    mailing.ended_at = timezone.now()
    return _set_state(mailing, State.DONE)


@transaction.atomic
def set_rate(mailing: Mailing, rate: int) -> Mailing:
    """Set the mails a minute of all workers together. Raises WrongState when it is done."""
    mailing = _locked(mailing, State.DRAFT, State.SENDING, State.PAUSED)
    mailing.rate = rate
    mailing.save(update_fields=["rate"])
    return mailing


def send_for(seconds: float) -> bool:
    """Send mailings for some seconds, ordinary mail first; returns whether more is due."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if delivery.deliver_ordinary():
            continue
        sent = [send_batch(mailing) for mailing in _sending()]
        if not any(sent):
            break
    return Message.objects.due().filter(mailing__state=State.SENDING).exists()


def send_batch(mailing_id: int) -> bool:
    """Send what the rate allows, at most a batch; returns whether there was any."""
    claimed = _claim_within_rate(mailing_id)
    if claimed:
        delivery.deliver(claimed)
    else:
        _mark_done(mailing_id)
    return bool(claimed)


@contextmanager
def sender_slot() -> Iterator[bool]:
    """Take one of MAILING_CONCURRENCY slots for sending mailings; yields False if none is free.

    A worker that dies frees its slot at once.
    """
    with ExitStack() as stack:
        numbers = range(settings.MAILING_CONCURRENCY)
        yield any(stack.enter_context(exclusive(Lock.MAILING_SLOT, number)) for number in numbers)


def _sending() -> list[int]:
    sending = Mailing.objects.filter(state=State.SENDING).order_by("pk")
    return list(sending.values_list("pk", flat=True))


def _claim_within_rate(mailing_id: int) -> list[Message]:
    """Claim as many messages as the rate allows; `pause` waits for the row lock."""
    with transaction.atomic():
        row = Mailing.objects.select_for_update(of=("self",), no_key=True).annotate(now=Now())
        mailing = row.filter(pk=mailing_id, state=State.SENDING).first()
        if mailing is None:
            return []
        interval = timedelta(minutes=1) / mailing.rate
        since = max(mailing.rate_used_until, mailing.now - max(BURST, interval))
        allowed = min(BATCH, (mailing.now - since) // interval)
        claimed = claims.claim_of_mailing(mailing_id, allowed) if allowed > 0 else []
        if claimed:
            mailing.rate_used_until = since + interval * len(claimed)
            mailing.save(update_fields=["rate_used_until"])
    return claimed


@transaction.atomic
def _mark_done(mailing_id: int) -> None:
    """Set the state of a mailing without queued messages to done."""
    row = Mailing.objects.select_for_update(of=("self",), no_key=True)
    mailing = row.filter(pk=mailing_id, state=State.SENDING).first()
    if mailing and not Message.objects.queued().filter(mailing=mailing).exists():
        mailing.ended_at = timezone.now()
        _set_state(mailing, State.DONE)


def _locked(mailing: Mailing, *states: State) -> Mailing:
    """The mailing, locked. Raises WrongState when it is in none of these states."""
    mailing = Mailing.objects.select_for_update(of=("self",), no_key=True).get(pk=mailing.pk)
    if mailing.state not in states:
        raise WrongState(mailing.get_state_display())
    return mailing


def _set_state(mailing: Mailing, state: State) -> Mailing:
    mailing.state = state
    mailing.save(update_fields=["state", "started_at", "ended_at"])
    if state == State.SENDING:
        transaction.on_commit(_wake_senders)
    return mailing


def _wake_senders() -> None:
    """Queue the sending task once for each slot."""
    for _ in range(settings.MAILING_CONCURRENCY):
        jobs.enqueue("messaging.tasks.send_mailings")
