"""The life of a mailing: draft → sending ⇄ paused → done, and its sending at a rate.

The rate is a bucket in the mailing's row: whoever takes a batch holds that row, sees how much of
the rate is unused since `used_until`, and moves it on. Simpler than times written into the
messages: a pause, a new rate, a rest or a death of workers need no rewriting of 60,000 rows.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from core import jobs
from messaging import claims, delivery
from messaging.models import Mailing, Message

State = Mailing.State

ENDED = "ended"  # why a message was left out

BATCH = 50
# What of the rate may be made good after a halt: longer than the time between two of beat's rounds.
BURST = timedelta(seconds=6)
_LANE = 5  # of the advisory locks: this lane of the sending is taken


class WrongState(Exception):
    """The mailing is not where this step begins."""


@transaction.atomic
def start(mailing: Mailing) -> Mailing:
    """Begin to send what was prepared. Raises WrongState when it is no draft."""
    mailing = _locked(mailing, State.DRAFT)
    mailing.started_at = timezone.now()
    return _enter(mailing, State.SENDING)


@transaction.atomic
def pause(mailing: Mailing) -> Mailing:
    """Send no further batch from this moment on. Raises WrongState when it isn't sending."""
    return _enter(_locked(mailing, State.SENDING), State.PAUSED)


@transaction.atomic
def resume(mailing: Mailing) -> Mailing:
    """Go on where it was paused. Raises WrongState when it isn't paused."""
    return _enter(_locked(mailing, State.PAUSED), State.SENDING)


@transaction.atomic
def end(mailing: Mailing) -> Mailing:
    """End it for good: who was not written to is left out. Raises WrongState when it is done."""
    mailing = _locked(mailing, State.DRAFT, State.SENDING, State.PAUSED)
    left = Message.objects.queued().filter(mailing=mailing)
    left.update(state=Message.State.LEFT_OUT, error=ENDED)
    mailing.ended_at = timezone.now()
    return _enter(mailing, State.DONE)


@transaction.atomic
def set_rate(mailing: Mailing, rate: int) -> Mailing:
    """So many mails a minute from now on, for all workers together. Raises WrongState when done."""
    mailing = _locked(mailing, State.DRAFT, State.SENDING, State.PAUSED)
    mailing.rate = rate
    mailing.save(update_fields=["rate"])
    return mailing


def send_for(seconds: float) -> bool:
    """Send what mailings allow for some seconds, every other mail first; whether more is due."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if delivery.deliver_ordinary():
            continue
        sent = [send_batch(mailing) for mailing in _sending()]
        if not any(sent):
            break
    return Message.objects.due().filter(mailing__state=State.SENDING).exists()


def send_batch(mailing_id: int) -> bool:
    """Send what the rate allows of a mailing, at most a batch; whether there was any."""
    taken = _take(mailing_id)
    if taken:
        delivery.deliver(taken)
    else:
        _notice_done(mailing_id)
    return bool(taken)


@contextmanager
def lane() -> Iterator[bool]:
    """One of the MAILING_LANES in which mailings are sent; False where all are taken.

    It belongs to the connection: a worker that dies leaves its lane at once.
    """
    with connection.cursor() as cursor:
        taken = next((each for each in range(settings.MAILING_LANES) if _take_lane(each)), None)
        try:
            yield taken is not None
        finally:
            if taken is not None:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LANE, taken])


def _take_lane(number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LANE, number])
        return bool(cursor.fetchone()[0])


def _sending() -> list[int]:
    sending = Mailing.objects.filter(state=State.SENDING).order_by("pk")
    return list(sending.values_list("pk", flat=True))


def _take(mailing_id: int) -> list[Message]:
    """Claim as many messages as the rate allows. Who pauses waits for this, and then it is over."""
    with transaction.atomic():
        row = Mailing.objects.select_for_update(of=("self",), no_key=True).annotate(now=Now())
        mailing = row.filter(pk=mailing_id, state=State.SENDING).first()
        if mailing is None:
            return []
        each = timedelta(minutes=1) / mailing.rate
        since = max(mailing.used_until, mailing.now - max(BURST, each))
        allowed = min(BATCH, (mailing.now - since) // each)
        taken = claims.claim_of_mailing(mailing_id, allowed) if allowed > 0 else []
        if taken:
            mailing.used_until = since + each * len(taken)
            mailing.save(update_fields=["used_until"])
    return taken


@transaction.atomic
def _notice_done(mailing_id: int) -> None:
    """End a mailing of which nothing is left to be sent."""
    row = Mailing.objects.select_for_update(of=("self",), no_key=True)
    mailing = row.filter(pk=mailing_id, state=State.SENDING).first()
    if mailing and not Message.objects.queued().filter(mailing=mailing).exists():
        mailing.ended_at = timezone.now()
        _enter(mailing, State.DONE)


def _locked(mailing: Mailing, *states: State) -> Mailing:
    """The mailing, held until the transaction ends. Raises WrongState when it is elsewhere."""
    mailing = Mailing.objects.select_for_update(of=("self",), no_key=True).get(pk=mailing.pk)
    if mailing.state not in states:
        raise WrongState(mailing.get_state_display())
    return mailing


def _enter(mailing: Mailing, state: State) -> Mailing:
    mailing.state = state
    mailing.save(update_fields=["state", "started_at", "ended_at"])
    if state == State.SENDING:
        transaction.on_commit(_remind)
    return mailing


def _remind() -> None:
    """Ask for one worker in every lane."""
    for _ in range(settings.MAILING_LANES):
        jobs.enqueue("messaging.tasks.send_mailings")
