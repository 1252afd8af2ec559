"""A member of the staff's call. Each step in it is taken once, however often its form is sent."""

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from families.models import Call, CallStep
from letters.models import Person
from payments.models import Order

LONGEST = timedelta(hours=2)  # a call that nobody ended is over
_KEY_LENGTH = 40


def current_call(user: User) -> Call | None:
    """The user's open call."""
    return Call.objects.filter(by=user, ended_at=None, started_at__gt=_forgotten()).first()


def start_call(user: User) -> Call:
    """Open a call, or return the open one; one that was forgotten is ended first."""
    # Only those: another window may have opened a call a moment ago.
    old = Call.objects.filter(by=user, ended_at=None, started_at__lte=_forgotten())
    old.update(ended_at=timezone.now())
    call, _new = Call.objects.get_or_create(by=user, ended_at=None)
    return call


def _forgotten() -> datetime:
    return timezone.now() - LONGEST


def end_call(user: User) -> None:
    Call.objects.filter(by=user, ended_at=None).update(ended_at=timezone.now())


def new_key() -> str:
    """What a form of one step carries, so that sent twice it is one step."""
    return secrets.token_urlsafe(16)


def first_time(
    call: Call,
    kind: CallStep.Kind,
    key: str,
    *,
    order: Order | None = None,
    person: Person | None = None,
) -> bool:
    """Record a step, in the caller's transaction; False if a form with this key was sent before.

    A second request with the key waits for the first one's commit.
    """
    _step, new = take_step(call, kind, key, order=order, person=person)
    return new


def take_step(
    call: Call,
    kind: CallStep.Kind,
    key: str,
    *,
    order: Order | None = None,
    person: Person | None = None,
) -> tuple[CallStep, bool]:
    """The step with this key, and whether it is new."""
    return CallStep.objects.get_or_create(
        form_key=_form_key(kind, key),
        defaults={"call": call, "kind": kind, "order": order, "person": person},
    )


def was_taken(kind: CallStep.Kind, key: str) -> bool:
    """Whether a step with this key is recorded."""
    return CallStep.objects.filter(form_key=_form_key(kind, key)).exists()


def _form_key(kind: CallStep.Kind, key: str) -> str:
    return f"{kind}:{key[:_KEY_LENGTH]}"
