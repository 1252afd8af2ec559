"""How often the register may be searched in vain: misses of the last hour are counted.

By proved address, browser and network, and for the whole site. Somebody who looks for a person
they know misses twice; somebody who tries name after name misses nearly always. From the soft limit
on each miss makes the proof of work harder; past the hard limit the asker waits. A look-up that is
not answered yet counts as a miss, or many at once would pass.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from core.http.client_address import client_network
from core.locks import Lock, hold
from families.find.proof import browser_key, email_hash, keyed_hash
from families.models import Attempt
from payments.abuse.checkout_limits import ChallengeRequired, RateLimited
from payments.abuse.proof_of_work import new_challenge, solved_difficulty

WINDOW = timedelta(hours=1)
RETENTION = timedelta(hours=3)
MIN_DIFFICULTY = 1_000
MAX_DOUBLINGS = 6


@dataclass(frozen=True)
class Asker:
    """Keyed hashes of who asks; empty where unknown. Without a proved address, no `email`."""

    email: str
    browser: str
    network: str


def asker_of(request: HttpRequest, *, email: str = "") -> Asker:
    """The asker with a proved address, or without any."""
    browser = browser_key(request)
    return Asker(
        email=email_hash(email) if email else "",
        browser=keyed_hash("browser", browser) if browser else "",
        network=keyed_hash("network", client_network(request)),
    )


@transaction.atomic
def record_attempt(asker: Asker, *, solution: str) -> Attempt:
    """Count one look-up, a miss until `found`. Raises RateLimited or ChallengeRequired."""
    for value in filter(None, (asker.email, asker.browser, asker.network)):
        hold(Lock.FIND_ASKER, value)
    difficulty = max(_required(name, count) for name, count in _misses(asker).items())
    if difficulty:
        subject = _subject(asker)
        # One doubling less will do: others of the same network may have missed meanwhile.
        if solved_difficulty(solution, subject=subject) * 2 < difficulty:
            raise ChallengeRequired(new_challenge(subject=subject, difficulty=difficulty))
    return Attempt.objects.create(**vars(asker))


def found(attempt: Attempt) -> None:
    """The look-up was no miss."""
    Attempt.objects.filter(pk=attempt.pk).update(miss=False)


def delete_expired() -> None:
    """Delete look-ups that are no longer counted, with what is known of the askers."""
    Attempt.objects.filter(at__lt=timezone.now() - RETENTION).delete()


def _recent(window: timedelta) -> QuerySet[Attempt]:
    return Attempt.objects.filter(miss=True, at__gt=timezone.now() - window)


def _misses(asker: Asker) -> dict[str, int]:
    counts = {"site": _recent(WINDOW).count()}
    for name, value in vars(asker).items():
        if value:
            counts[name] = _recent(WINDOW).filter(**{name: value}).count()
            _check_hard(name, value, counts[name])
    return counts


def _check_hard(name: str, value: str, count: int) -> None:
    hard = settings.FIND_LIMITS[name][1]
    if hard and count >= hard:
        times = _recent(WINDOW).filter(**{name: value}).order_by("-at")
        raise RateLimited(times.values_list("at", flat=True)[hard - 1] + WINDOW)


def _required(name: str, count: int) -> int:
    """The difficulty of the proof of work after so many misses, 0 for none."""
    soft = settings.FIND_LIMITS[name][0]
    if count < soft:
        return 0
    # A network or the whole site misses in hundreds before one asker would in tens.
    return int(MIN_DIFFICULTY << min((count - soft) // max(soft // 2, 1), MAX_DOUBLINGS))


def _subject(asker: Asker) -> str:
    """What a solution is bound to: it is good for one look-up, since that makes another last one.

    A miss of somebody else of the same network does not spoil it.
    """
    name = next(each for each in ("email", "browser", "network") if getattr(asker, each))
    value = getattr(asker, name)
    last = Attempt.objects.filter(Q(**{name: value})).order_by("-pk").first()
    return f"find {value} {last.pk if last else 0}"
