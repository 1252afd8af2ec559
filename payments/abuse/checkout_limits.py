"""How often a checkout may be requested, against the testing of stolen cards.

Counted are requests of the last hour for a new checkout whose order is still unpaid; each order
that was paid subtracts one, so that forty families behind one address who buy and pay count as
none; not of an e-mail address: an order with somebody else's would show that its owner paid. Past
the soft limit the browser must solve a proof of work; past the hard limit, which addresses don't
have, the requester must wait. Requests are recorded under advisory locks of the
browser and the e-mail address, so that simultaneous ones are counted one after another; the lock of
the client's address, behind which a whole school may be, is taken only near its limit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core.http.client_address import client_address
from core.locks import Lock, hold
from payments.abuse.proof_of_work import new_challenge, solved_difficulty
from payments.models import Checkout, CheckoutRequest, Order

WINDOW = timedelta(hours=1)
RETENTION = timedelta(days=2)
# An open checkout that expires sooner is not reused: see `checkout.start_checkout`.
MIN_TIME_LEFT = timedelta(minutes=5)
MIN_DIFFICULTY = 1_000
MAX_DOUBLINGS = 4

# So many requests of one client's address may be under way and not be counted yet.
IN_FLIGHT = 16

# Canceling an order doesn't make its checkout a paid one.
UNPAID_STATES = [Order.State.AWAITING, Order.State.CANCELED]
_UNPAID = Q(order__state__in=UNPAID_STATES)

# Unpaid orders less paid ones of the last hour: one row for each way of knowing the requester.
_COUNT = """
SELECT '{field}', count(DISTINCT request.order_id) FILTER (WHERE orders.state = ANY(%(unpaid)s))
    - count(DISTINCT request.order_id) FILTER (
        WHERE orders.state <> ALL(%(unpaid)s) AND '{field}' <> 'email'
    )
FROM payments_checkoutrequest AS request
JOIN payments_order AS orders ON orders.id = request.order_id
WHERE request.{field} = %({field})s AND request.at > %(since)s AND NOT request.transfer
"""


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


def check_limits(
    requester: Requester, *, form_key: str, solution: str, counts: Mapping[str, int] | None = None
) -> None:
    """Raise RateLimited or ChallengeRequired unless a checkout may be requested now.

    `counts` are those of `count_requests`, if the caller has them.
    """
    difficulty = 0
    for field, count in (count_requests(requester) if counts is None else counts).items():
        required = _required_difficulty(field, getattr(requester, field), count)
        difficulty = max(difficulty, required)
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
    _lock_requester(replace(requester, address=""))
    if order.state != Order.State.AWAITING or has_open_checkout(order):
        return
    counts = count_requests(requester)
    if counts.get("address", 0) + IN_FLIGHT >= settings.CHECKOUT_LIMITS["address"][0]:
        _lock_requester(replace(requester, browser="", email=""))
        counts = count_requests(requester)
    form_key = order.form_key or order.public_id
    check_limits(requester, form_key=form_key, solution=solution, counts=counts)
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


def count_requests(requester: Requester) -> dict[str, int]:
    """The requests that count against each known field of the requester, in one statement."""
    known = {name: value for name, value in vars(requester).items() if value}
    if not known:
        return {}
    sql = " UNION ALL ".join(_COUNT.format(field=name) for name in known)
    values = {**known, "unpaid": UNPAID_STATES, "since": timezone.now() - WINDOW}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return dict(cursor.fetchall())


def has_open_checkout(order: Order) -> bool:
    """Whether a request would reuse a checkout that is open already."""
    soon = timezone.now() + MIN_TIME_LEFT
    return order.checkouts.filter(state=Checkout.State.OPEN, expires_at__gt=soon).exists()


def delete_expired() -> None:
    """Delete requests that are no longer counted."""
    CheckoutRequest.objects.filter(at__lt=timezone.now() - RETENTION).delete()


def _required_difficulty(field: str, value: str, count: int) -> int:
    """The difficulty of the proof of work that is required, 0 for none. Raises RateLimited."""
    soft, hard = settings.CHECKOUT_LIMITS[field]
    if hard and count >= hard:
        recent = CheckoutRequest.objects.filter(
            **{field: value}, at__gt=timezone.now() - WINDOW, transfer=False
        )
        times = recent.filter(_UNPAID).order_by("-at").values_list("at", flat=True)
        raise RateLimited(times[hard - 1] + WINDOW)
    if count < soft:
        return 0
    doublings = min((count - soft) // max(soft, 1), MAX_DOUBLINGS)
    return int(MIN_DIFFICULTY << doublings)


def _lock_requester(requester: Requester) -> None:
    """Serialise requests of the same browser or e-mail, then of the same address.

    Always in this order, against deadlocks; the address is that of many.
    """
    for value in filter(None, (requester.browser, requester.email, requester.address)):
        hold(Lock.CHECKOUT_REQUESTER, value)


def _keyed_hash(field: str, value: str) -> str:
    return salted_hmac(
        f"payments.abuse.checkout_limits.{field}", value, algorithm="sha256"
    ).hexdigest()[:32]
