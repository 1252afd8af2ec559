"""How often a checkout may be requested, against the testing of stolen cards.

Counted are requests of the last hour for a new checkout whose order is still unpaid; each order
that was paid subtracts one, so that forty families behind one address who buy and pay count as
none. Past the soft limit the browser must solve a proof of work; past the hard limit, which
addresses don't have, the requester must wait. Requests are recorded under advisory locks of the
requester, so that simultaneous ones are counted one after another.
"""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core.client_address import client_address
from core.locks import Lock, hold
from payments.abuse.proof_of_work import new_challenge, solved_difficulty
from payments.models import Checkout, CheckoutRequest, Order

WINDOW = timedelta(hours=1)
RETENTION = timedelta(days=2)
# An open checkout that expires sooner is not reused: see `checkout.start_checkout`.
MIN_TIME_LEFT = timedelta(minutes=5)
MIN_DIFFICULTY = 1_000
MAX_DOUBLINGS = 4

# Canceling an order doesn't make its checkout a paid one.
_UNPAID = Q(order__state__in=[Order.State.AWAITING, Order.State.CANCELED])


class RateLimited(Exception):
    """The hard limit is reached; `until` is when the next request is accepted."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until

    @property
    def minutes(self) -> int:
        """The minutes until then, rounded up."""
        return max(1, ceil((self.until - timezone.now()) / timedelta(minutes=1)))


class ChallengeRequired(Exception):
    """The proof of work in `challenge` must be solved first."""

    def __init__(self, challenge: dict[str, object]) -> None:
        super().__init__("a proof of work is required")
        self.challenge = challenge


@dataclass(frozen=True)
class Requester:
    """Keyed hashes of who makes a request; empty where unknown."""

    address: str
    browser: str
    email: str


def requester_from_request(request: HttpRequest, *, email: str) -> Requester:
    """The requester by client address, CSRF cookie and e-mail address."""
    # The one cookie that every visitor's form comes with.
    browser = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    return Requester(
        address=_keyed_hash("address", client_address(request)),
        browser=_keyed_hash("browser", browser) if browser else "",
        email=_keyed_hash("email", email.strip().lower()),
    )


def requester_from_user(user: User) -> Requester:
    """A signed-in user, who is not counted with others of the same address."""
    return Requester(address="", browser="", email=_keyed_hash("account", str(user.pk)))


def challenge_subject(*, form_key: str) -> str:
    """What a proof of work is bound to: the next checkout of this form's order.

    For an order without a form, `form_key` is its public id.
    """
    same_order = Q(order__form_key=form_key) | Q(order__public_id=form_key)
    return f"{form_key} {Checkout.objects.filter(same_order).count()}"


def check_limits(requester: Requester, *, form_key: str, solution: str) -> None:
    """Raise RateLimited or ChallengeRequired unless a checkout may be requested now."""
    difficulty = 0
    for field in fields(Requester):
        if value := getattr(requester, field.name):
            difficulty = max(difficulty, _required_difficulty(field.name, value))
    if not difficulty:
        return
    subject = challenge_subject(form_key=form_key)
    # One doubling less than is required now is accepted: meanwhile others behind the same
    # address may have raised it.
    if solved_difficulty(solution, subject=subject) * 2 < difficulty:
        raise ChallengeRequired(new_challenge(subject=subject, difficulty=difficulty))


@transaction.atomic(durable=True)
def record_request(requester: Requester, *, order: Order, solution: str) -> None:
    """Record a request for a checkout of this order, unless its open checkout will be reused.

    Raises RateLimited or ChallengeRequired, and then records nothing.
    """
    _lock_requester(requester)
    if order.state != Order.State.AWAITING or has_open_checkout(order):
        return
    check_limits(requester, form_key=order.form_key or order.public_id, solution=solution)
    CheckoutRequest.objects.create(order=order, **vars(requester))


def check_transfer_limits(requester: Requester) -> None:
    """Raise RateLimited unless one more order may be paid by transfer.

    No card is tested by a transfer, but each order is kept, and shown to the committee. Counted are
    the orders of the last hour whose money has not come.
    """
    for field, limit in settings.TRANSFER_LIMITS.items():
        recent = CheckoutRequest.objects.filter(
            **{field: getattr(requester, field)},
            transfer=True,
            at__gt=timezone.now() - WINDOW,
            order__state=Order.State.AWAITING,
        )
        times = list(recent.order_by("-at").values_list("at", flat=True)[:limit])
        if getattr(requester, field) and len(times) == limit:
            raise RateLimited(times[-1] + WINDOW)


@transaction.atomic(durable=True)
def record_transfer(requester: Requester, *, order: Order) -> None:
    """Record that an order will be paid by transfer; once. Raises RateLimited."""
    _lock_requester(requester)
    if order.checkout_requests.filter(transfer=True).exists():
        return
    check_transfer_limits(requester)
    CheckoutRequest.objects.create(order=order, transfer=True, **vars(requester))


def has_open_checkout(order: Order) -> bool:
    """Whether a request would reuse a checkout that is open already."""
    soon = timezone.now() + MIN_TIME_LEFT
    return order.checkouts.filter(state=Checkout.State.OPEN, expires_at__gt=soon).exists()


def delete_expired() -> None:
    """Delete requests that are no longer counted."""
    CheckoutRequest.objects.filter(at__lt=timezone.now() - RETENTION).delete()


def _required_difficulty(field: str, value: str) -> int:
    """The difficulty of the proof of work that is required, 0 for none. Raises RateLimited."""
    soft, hard = settings.CHECKOUT_LIMITS[field]
    recent = CheckoutRequest.objects.filter(
        **{field: value}, at__gt=timezone.now() - WINDOW, transfer=False
    )
    counts = recent.aggregate(
        unpaid=Count("order", distinct=True, filter=_UNPAID),
        paid=Count("order", distinct=True, filter=~_UNPAID),
    )
    count = counts["unpaid"] - counts["paid"]
    if hard and count >= hard:
        times = recent.filter(_UNPAID).order_by("-at").values_list("at", flat=True)
        raise RateLimited(times[hard - 1] + WINDOW)
    if count < soft:
        return 0
    doublings = min((count - soft) // max(soft, 1), MAX_DOUBLINGS)
    return int(MIN_DIFFICULTY << doublings)


def _lock_requester(requester: Requester) -> None:
    """Serialise requests of the same address, browser or e-mail; sorted against deadlocks."""
    for value in sorted(filter(None, vars(requester).values())):
        hold(Lock.CHECKOUT_REQUESTER, value)


def _keyed_hash(field: str, value: str) -> str:
    return salted_hmac(
        f"payments.abuse.checkout_limits.{field}", value, algorithm="sha256"
    ).hexdigest()[:32]
