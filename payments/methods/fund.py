"""The fund that pays for letters of those who can't: what is in it, who may draw on it, grants."""

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from payments.fulfilment import Paid, fulfil
from payments.ledger import hold_fund
from payments.models import FundEntry, FundQuota, Method, Order, OrderLine
from payments.orders.place import AlreadyPaid, lock_order

Kind = FundEntry.Kind
UNBOUNDED = "payments.add_fundentry"  # the committee's permission: grants without a quota


class NotEnoughInFund(Exception):
    """The fund holds less than is asked of it; `str()` is a sentence for people."""


class NoQuota(Exception):
    """The user may not draw on the fund; `str()` is a sentence for people."""


class QuotaExceeded(NoQuota):
    """The user may have the fund pay for fewer letters than these."""


def balance(currency: str) -> int:
    """What is in the fund, in minor units; below zero only where gifts were given back."""
    entries = FundEntry.objects.filter(currency=currency)
    return entries.aggregate(sum=Sum("amount"))["sum"] or 0


def letters_granted(user: User) -> int:
    """How many letters the fund paid for at this user's word; an undone grant does not count."""
    grants = FundEntry.objects.filter(by=user, kind=Kind.GRANT)
    standing = grants.exclude(order__fund_entries__kind=Kind.GRANT_RETURNED)
    return OrderLine.objects.filter(order__in=standing.values("order")).count()


def letters_left(user: User) -> int | None:
    """How many letters more the fund pays for at this user's word; None: no bound."""
    if user.has_perm(UNBOUNDED):
        return None
    quota = FundQuota.objects.filter(user=user).first()
    return max(0, quota.letters - letters_granted(user)) if quota else 0


@transaction.atomic
def set_quota(*, user: User, letters: int, note: str = "") -> FundQuota:
    """Let the fund pay for so many letters at this user's word, those granted already included.

    Raises ValidationError as `check_quota` does.
    """
    check_quota(user=user, letters=letters)
    quota, _new = FundQuota.objects.update_or_create(
        user=user, defaults={"letters": letters, "note": note}
    )
    return quota


def check_quota(*, user: User, letters: int) -> None:
    """Raise ValidationError below what was granted already: that very number ends a quota.

    Nothing is granted between this and the end of the caller's transaction.
    """
    hold_fund()
    granted = letters_granted(user)
    if letters < granted:
        raise ValidationError(
            {
                "letters": ngettext(
                    "%(granted)s letter was granted on this quota already: it can’t be less.",
                    "%(granted)s letters were granted on this quota already: it can’t be less.",
                    granted,
                )
                % {"granted": granted}
            }
        )


@transaction.atomic
def enter(*, currency: str, amount: int, note: str, by: User) -> FundEntry:
    """The committee's own entry: a cheque for the fund, or (below zero) money taken out of it.

    `amount` in minor units. Raises ValidationError, and NotEnoughInFund.
    """
    if not amount:
        raise ValidationError({"amount": _("Please write an amount other than zero.")})
    if not note.strip():
        raise ValidationError(
            {"note": _("Please write where the money came from, or what it is for.")}
        )
    if amount < 0:
        hold_fund()
        _check_balance(currency, -amount)
    return FundEntry.objects.create(
        kind=Kind.ENTERED, currency=currency, amount=amount, note=note.strip(), by=by
    )


@transaction.atomic
def grant(*, order: Order, by: User) -> Order:
    """Pay an unpaid order from the fund: the entry, the payment and the letters in one commit.

    The fund pays for letters alone: the order's card fee and gift fall away. Raises AlreadyPaid,
    NotEnoughInFund, NoQuota and QuotaExceeded; then nothing has changed.
    """
    order = lock_order(pk=order.pk)
    _check_unpaid(order)
    # One grant at a time, from here to the commit: without it two spend the same gift.
    hold_fund()
    _check_quota(by, order)
    _check_balance(order.currency, order.letters_amount)
    granted = FundEntry.objects.create(
        kind=Kind.GRANT, currency=order.currency, amount=-order.letters_amount, order=order, by=by
    )
    order.method = Method.FUND
    order.fee_amount = order.gift_amount = 0
    order.total = order.letters_amount
    order.save(update_fields=["method", "fee_amount", "gift_amount", "total"])
    paid = Paid(
        reference=f"fund-{granted.pk}",
        session_id="",
        amount=order.total,
        currency=order.currency,
        method=Method.FUND,
    )
    return fulfil(order_id=order.pk, paid=paid)


def _check_unpaid(order: Order) -> None:
    if order.state != Order.State.AWAITING:
        raise AlreadyPaid(_("This order is not waiting for money."))
    if order.offline_payments.filter(withdrawn_at=None).exists():
        raise AlreadyPaid(_("A payment has already been confirmed for this order."))


def _check_quota(user: User, order: Order) -> None:
    left = letters_left(user)
    if left is None or left >= order.lines.count():
        return
    if not FundQuota.objects.filter(user=user).exists():
        raise NoQuota(_("You may not draw on the fund. The committee can give you a quota."))
    raise QuotaExceeded(
        ngettext(
            "Your quota has %(left)s letter left, and this list is longer.",
            "Your quota has %(left)s letters left, and this list is longer.",
            left,
        )
        % {"left": left}
    )


def _check_balance(currency: str, amount: int) -> None:
    if amount > balance(currency):
        raise NotEnoughInFund(_("The fund does not hold enough in this currency right now."))
