"""Who may ask for a payment page, and how often: against those who test stolen cards.

Only askings for a new page whose order is still unpaid count, within an hour, and each order that
was paid takes one of them off: a house where forty families buy and pay has nothing to its name.
Past the soft limit the browser must do some work, which it does by itself; past the hard one,
which no address has, one has to wait. What is asked is written under a lock of whoever asks, so
that those who ask at once are counted as if they came one after another.
"""

import ipaddress
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from payments.abuse.challenge import challenge, tries_done
from payments.models import Checkout, Order, PageRequest

WINDOW = timedelta(hours=1)
KEPT = timedelta(days=2)
# An attempt that has less left than this is not led to again: see `checkout.start_checkout`.
ENDS_SOON = timedelta(minutes=5)
LEAST_TRIES = 1_000
MOST_DOUBLINGS = 4

# An order that was given up counts as what it is: a page that nobody paid on.
_UNPAID = Q(order__state__in=[Order.State.AWAITING, Order.State.GIVEN_UP])


class TooOften(Exception):
    """The hard limit is reached; `until` says when it can be tried again."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until

    @property
    def minutes(self) -> int:
        """The minutes until then, rounded up."""
        return max(1, ceil((self.until - timezone.now()) / timedelta(minutes=1)))


class WorkAsked(Exception):
    """The work in `challenge` must be done first."""

    def __init__(self, work: dict[str, object]) -> None:
        super().__init__("work is asked for")
        self.challenge = work


@dataclass(frozen=True)
class Asker:
    """Whoever asks, as keyed hashes; `browser` is empty where there is no cookie to tell by."""

    address: str
    browser: str
    email: str


def asker(request: HttpRequest, *, email: str) -> Asker:
    """Whoever makes this request."""
    # The one cookie that every visitor's form comes with.
    browser = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    return Asker(
        address=_hashed("address", client_address(request)),
        browser=_hashed("browser", browser) if browser else "",
        email=_hashed("email", email.strip().lower()),
    )


def member(user: User) -> Asker:
    """One who is known by his account: he is not counted with those who share his address."""
    return Asker(address="", browser="", email=_hashed("account", str(user.pk)))


def client_address(request: HttpRequest) -> str:
    """The client's address as the outermost of our own proxies saw it; of IPv6 the /64 network."""
    address: str = request.META.get("REMOTE_ADDR", "")
    seen = request.headers.get("X-Forwarded-For", "").split(",")
    # What stands further left was sent by the client himself.
    if 0 < settings.TRUSTED_PROXIES <= len(seen):
        address = seen[-settings.TRUSTED_PROXIES].strip() or address
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found.packed[:8] + bytes(8), 64)))
    return str(found)


def subject_of(*, form_key: str) -> str:
    """What work is done for: the next attempt to pay the order of this form.

    An order that came without a form is named by its public id.
    """
    ours = Q(order__form_key=form_key) | Q(order__public_id=form_key)
    attempts = Checkout.objects.filter(ours).count()
    return f"{form_key} {attempts}"


def check(asker: Asker, *, form_key: str, solution: str) -> None:
    """Whether a payment page may be asked for now. Raises TooOften or WorkAsked."""
    tries = 0
    for who in fields(Asker):
        if value := getattr(asker, who.name):
            tries = max(tries, _tries_asked(who.name, value))
    if not tries:
        return
    subject = subject_of(form_key=form_key)
    # One step less than is asked now will do: others behind the same address ask meanwhile.
    if tries_done(solution, subject=subject) * 2 < tries:
        raise WorkAsked(challenge(subject=subject, tries=tries))


@transaction.atomic(durable=True)
def record(asker: Asker, *, order: Order, solution: str) -> None:
    """Write that a payment page for this order is asked for, unless there will be no new one.

    Raises TooOften or WorkAsked, and then writes nothing.
    """
    _lock(asker)
    if order.state != Order.State.AWAITING or has_open_page(order):
        return
    check(asker, form_key=order.form_key or order.public_id, solution=solution)
    PageRequest.objects.create(order=order, **vars(asker))


def has_open_page(order: Order) -> bool:
    """Whether asking would lead to a page that is there already."""
    soon = timezone.now() + ENDS_SOON
    return order.checkouts.filter(state=Checkout.State.OPEN, expires_at__gt=soon).exists()


def forget() -> None:
    """Take out what is no longer counted."""
    PageRequest.objects.filter(at__lt=timezone.now() - KEPT).delete()


def _tries_asked(who: str, value: str) -> int:
    """The work this one must do, 0 for none. Raises TooOften."""
    soft, hard = settings.PAGE_LIMITS[who]
    asked = PageRequest.objects.filter(**{who: value}, at__gt=timezone.now() - WINDOW)
    counts = asked.aggregate(
        unpaid=Count("order", distinct=True, filter=_UNPAID),
        paid=Count("order", distinct=True, filter=~_UNPAID),
    )
    count = counts["unpaid"] - counts["paid"]
    if hard and count >= hard:
        times = asked.filter(_UNPAID).order_by("-at").values_list("at", flat=True)
        raise TooOften(times[hard - 1] + WINDOW)
    if count < soft:
        return 0
    doublings = min((count - soft) // max(soft, 1), MOST_DOUBLINGS)
    return int(LEAST_TRIES << doublings)


def _lock(asker: Asker) -> None:
    """Hold whoever asks against others of the same address, browser or e-mail; in one order."""
    with connection.cursor() as cursor:
        for who in sorted(filter(None, vars(asker).values())):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [who])


def _hashed(what: str, value: str) -> str:
    return salted_hmac(
        f"payments.abuse.checkout_limits.{what}", value, algorithm="sha256"
    ).hexdigest()[:32]
