"""The fund for sponsored letters: its balance, quotas, and grants."""

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from payments.fulfilment import IncomingPayment, record_and_apply
from payments.ledger import lock_fund
from payments.models import FundEntry, FundQuota, Method, Order, OrderLine
from payments.orders.place import check_payable, lock_order

Kind = FundEntry.Kind
UNLIMITED_PERMISSION = "payments.add_fundentry"  # a user who has it needs no quota


class InsufficientFunds(Exception):
    """The fund holds less than the amount; `str()` is a message for the user."""


class QuotaExceeded(Exception):
    """The user has no quota, or fewer letters left on it; `str()` is a message for the user."""


def fund_balance(currency: str) -> int:
    """The fund's balance in minor units; negative only after gifts were refunded."""
    entries = FundEntry.objects.filter(currency=currency)
    return entries.aggregate(sum=Sum("amount"))["sum"] or 0


def letters_granted(user: User) -> int:
    """How many letters this user's grants paid for, returned grants excluded."""
    grants = FundEntry.objects.filter(by=user, kind=Kind.GRANT)
    effective = grants.exclude(order__fund_entries__kind=Kind.GRANT_RETURNED)
    return OrderLine.objects.filter(order__in=effective.values("order")).count()


def letters_left(user: User) -> int | None:
    """How many more letters this user may grant; None: unlimited."""
    if user.has_perm(UNLIMITED_PERMISSION):
        return None
    quota = FundQuota.objects.filter(user=user).first()
    return max(0, quota.letters - letters_granted(user)) if quota else 0


@transaction.atomic
def set_quota(*, user: User, letters: int, note: str = "") -> FundQuota:
    """Set how many letters this user may grant in all. Raises ValidationError (`check_quota`)."""
    check_quota(user=user, letters=letters)
    quota, _new = FundQuota.objects.update_or_create(
        user=user, defaults={"letters": letters, "note": note}
    )
    return quota


def check_quota(*, user: User, letters: int) -> None:
    """Raise ValidationError if `letters` is below what the user has granted already.

    Takes the fund's lock: no grant is made until the caller's transaction ends.
    """
    lock_fund()
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
def record_entry(*, currency: str, amount: int, note: str, by: User) -> FundEntry:
    """Record money the committee puts into the fund, or (negative) takes out of it.

    `amount` in minor units. Raises ValidationError, and InsufficientFunds.
    """
    if not amount:
        raise ValidationError({"amount": _("Please write an amount other than zero.")})
    if not note.strip():
        raise ValidationError(
            {"note": _("Please write where the money came from, or what it is for.")}
        )
    if amount < 0:
        lock_fund()
        _check_balance(currency, -amount)
    return FundEntry.objects.create(
        kind=Kind.ENTERED, currency=currency, amount=amount, note=note.strip(), by=by
    )


@transaction.atomic
def grant(*, order: Order, by: User) -> Order:
    """Pay an unpaid order from the fund: ledger entry, payment and letters in one transaction.

    The fund pays for letters only: card fee, gift and postage are removed from the order. Raises
    NotPayable, InsufficientFunds and QuotaExceeded, and then changes nothing.
    """
    order = lock_order(pk=order.pk)
    check_payable(order)
    # One grant at a time until the commit: otherwise two grants could spend the same gift.
    lock_fund()
    _check_quota(by, order)
    _check_balance(order.currency, order.letters_amount)
    granted = FundEntry.objects.create(
        kind=Kind.GRANT, currency=order.currency, amount=-order.letters_amount, order=order, by=by
    )
    order.method = Method.FUND
    order.fee_amount = order.gift_amount = order.postage_amount = 0
    order.by_post = False
    order.total = order.letters_amount
    order.save(
        update_fields=["method", "fee_amount", "gift_amount", "by_post", "postage_amount", "total"]
    )
    incoming = IncomingPayment.outside_stripe(
        "fund", granted.pk, method=Method.FUND, amount=order.total, currency=order.currency
    )
    return record_and_apply(order_id=order.pk, incoming=incoming)


def _check_quota(user: User, order: Order) -> None:
    left = letters_left(user)
    if left is None or left >= order.lines.count():
        return
    if not FundQuota.objects.filter(user=user).exists():
        raise QuotaExceeded(_("You may not draw on the fund. The committee can give you a quota."))
    raise QuotaExceeded(
        ngettext(
            "Your quota has %(left)s letter left, and this list is longer.",
            "Your quota has %(left)s letters left, and this list is longer.",
            left,
        )
        % {"left": left}
    )


def _check_balance(currency: str, amount: int) -> None:
    if amount > fund_balance(currency):
        raise InsufficientFunds(_("The fund does not hold enough in this currency right now."))
