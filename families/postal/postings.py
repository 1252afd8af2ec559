"""What a family asks for, what is owed to it, and until when its address is kept."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from core.calendar.local_day import today
from families.models import Posting
from families.models.posting import ADDRESS
from letters.models import Certificate
from payments.models import Order, OrderLine

_STATE = Order.State
KEPT = timedelta(days=30)  # after it was posted, or since the order was placed and not paid


def valid_certificates(order: Order) -> "QuerySet[Certificate]":
    """The certificates that an envelope of the order has, in the order of its names."""
    lines = order.lines.filter(refund=None)
    return (
        Certificate.objects.filter(
            inscription__line__in=lines, voided_at=None, inscription__letter__isnull=False
        )
        .select_related("inscription__person", "inscription__letter__scroll__series")
        .order_by("inscription__line__position")
    )


def owed() -> "QuerySet[Posting]":
    """Paid for, not posted, with a letter whose certificate counts; the oldest first."""
    counts = OrderLine.objects.filter(
        order=OuterRef("order"),
        refund=None,
        inscription__letter__isnull=False,
        inscription__certificate__voided_at=None,
        inscription__certificate__isnull=False,
    )
    return Posting.objects.filter(
        Exists(counts),
        order__state=Order.State.FULFILLED,
        order__by_post=True,
        posted_on=None,
        forgotten_at=None,
    ).order_by(F("order__fulfilled_at").asc(), "pk")


def to_print() -> "QuerySet[Posting]":
    """Owed, and in no batch."""
    return owed().filter(batch=None)


def to_post() -> "QuerySet[Posting]":
    """Owed, and in a batch."""
    return owed().exclude(batch=None)


def save_address(order: Order, address: dict[str, str]) -> Posting:
    """Write or replace the address of an order; in the caller's transaction."""
    posting, _new = Posting.objects.update_or_create(
        order=order, defaults={**address, "forgotten_at": None}
    )
    return posting


def forget(postings: "QuerySet[Posting]") -> int:
    """Delete the addresses; that an envelope was posted, and when, stays."""
    empty = dict.fromkeys(ADDRESS, "")
    return postings.filter(forgotten_at=None).update(**empty, forgotten_at=timezone.now())


def forget_addresses() -> int:
    """Forget the addresses whose time is over. Periodic; returns how many."""
    before = timezone.now() - KEPT
    unneeded = Q(order__by_post=False) | Q(order__state__in=[_STATE.CANCELED, _STATE.REFUNDED])
    unpaid = Q(order__state=_STATE.AWAITING, created_at__lt=before)
    old = Q(posted_on__lt=today().civil - KEPT)
    return forget(Posting.objects.filter(old | unpaid | (unneeded & Q(created_at__lt=before))))
