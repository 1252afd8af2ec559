"""Communities' prepaid balances: deposits recorded by staff, orders paid from them."""

from datetime import date, datetime

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from letters.models import Community, Price
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.ledger import lock_balance
from payments.methods.offline import EARLIEST_ZONE, REJECTED, NotPending, SecondPersonRequired
from payments.models import OFFLINE, BalanceEntry, Deposit, Method, OfflinePayment, Order
from payments.orders.place import NotPayable, lock_order

Kind = BalanceEntry.Kind


class InsufficientBalance(Exception):
    """The community's balance is less than the amount; `str()` is a message for the user."""


def balances(community: Community) -> dict[str, int]:
    """A community's balance in minor units by currency, without currencies at zero."""
    entries = BalanceEntry.objects.filter(community=community).order_by("currency")
    sums = entries.values_list("currency").annotate(sum=Sum("amount"))
    return {currency: amount for currency, amount in sums if amount}


@transaction.atomic
def pay_from_balance(*, order: Order, by: User) -> Order:
    """Pay a community's unpaid order from its balance: entry, payment and letters together.

    The card fee is removed from the order. Raises NotPayable and InsufficientBalance, and then
    changes nothing.
    """
    order = lock_order(pk=order.pk)
    _check_payable(order)
    # One at a time per community until the commit; a trigger would refuse an overdraft otherwise.
    lock_balance(_community_of(order))
    total = order.letters_amount + order.gift_amount
    ahead = balances(_community_of(order)).get(order.currency, 0)
    if total > ahead:
        raise InsufficientBalance(
            _("The community’s balance is %(ahead)s; this order comes to %(total)s.")
            % {"ahead": order.show(ahead), "total": order.show(total)}
        )
    spent = BalanceEntry.objects.create(
        kind=Kind.SPENT,
        community=_community_of(order),
        currency=order.currency,
        amount=-total,
        order=order,
        by=by,
    )
    order.method = Method.BALANCE
    order.fee_amount = 0
    order.total = total
    order.save(update_fields=["method", "fee_amount", "total"])
    incoming = IncomingPayment.outside_stripe(
        "balance", spent.pk, method=Method.BALANCE, amount=total, currency=order.currency
    )
    return record_and_apply(order_id=order.pk, incoming=incoming)


def _community_of(order: Order) -> Community:
    if order.community is None:
        raise ValueError("an order of no community")
    return order.community


def _check_payable(order: Order) -> None:
    if order.state != Order.State.AWAITING:
        raise NotPayable(_("This order is not waiting for money."))
    if order.offline_payments.filter(rejected_at=None).exists():
        raise NotPayable(_("A payment has already been confirmed for this order."))


@transaction.atomic
def record_deposit(
    *,
    community: Community,
    by: User,
    method: Method,
    reference: str,
    received_on: date,
    amount: int,
    currency: str,
    same_transfer: bool = False,
) -> Deposit:
    """Record a community's deposit (minor units); within the limit it is accepted at once.

    `same_transfer`: the reference is used by other money too, rightly. Raises ValidationError.
    """
    # Of two people recording the same transfer at once, the second must see the first's.
    lock_balance(community)
    reference = reference.strip()
    _check_typed(method, amount, received_on)
    if not same_transfer:
        _check_reference(reference)
    row = Deposit.objects.create(
        community=community,
        method=method,
        reference=reference,
        received_on=received_on,
        amount=amount,
        currency=currency,
        recorded_by=by,
    )
    if amount <= single_approval_limit(currency):
        _accept(row, by)
    return row


@transaction.atomic
def approve(*, row: Deposit, by: User) -> Deposit:
    """Accept a deposit as a second person. Raises SecondPersonRequired and NotPending."""
    row = _lock_pending(row)
    if row.recorded_by_id == by.pk:
        raise SecondPersonRequired(
            _("You gave the first confirmation: another member of staff must give the second.")
        )
    row.approved_by = by
    row.approved_at = timezone.now()
    _accept(row, by)
    return row


@transaction.atomic
def reject(*, row: Deposit, by: User) -> Deposit:
    """Reject a deposit that has not been accepted; the admin log says who. Raises NotPending."""
    row = _lock_pending(row)
    row.rejected_at = timezone.now()
    row.save(update_fields=["rejected_at"])
    LogEntry.objects.log_actions(by.pk, [row], CHANGE, REJECTED)
    return row


@transaction.atomic
def record_withdrawal(
    *, community: Community, currency: str, amount: int, note: str, by: User
) -> None:
    """Record money (minor units) leaving a balance other than for letters: returned, or an error.

    Raises ValidationError, and InsufficientBalance.
    """
    if amount <= 0:
        raise ValidationError({"amount": _("Please write an amount other than zero.")})
    if not note.strip():
        raise ValidationError({"note": _("Write where the money went, or what was wrong.")})
    lock_balance(community)
    if amount > balances(community).get(currency, 0):
        raise InsufficientBalance(_("The community’s balance is less than that."))
    BalanceEntry.objects.create(
        kind=Kind.WITHDRAWN,
        community=community,
        currency=currency,
        amount=-amount,
        by=by,
        note=note.strip(),
    )


def single_approval_limit(currency: str) -> int:
    """Largest amount (minor units) one person may confirm alone: the lowest of all series."""
    prices = Price.objects.filter(currency=currency)
    return prices.aggregate(limit=Min("single_approval_limit"))["limit"] or 0


def _accept(row: Deposit, by: User) -> None:
    row.accepted_at = timezone.now()
    row.save()
    BalanceEntry.objects.create(
        kind=Kind.DEPOSIT,
        community=row.community,
        currency=row.currency,
        amount=row.amount,
        deposit=row,
        by=by,
    )


def _lock_pending(row: Deposit) -> Deposit:
    """The deposit, locked. Raises NotPending if it was accepted or rejected already."""
    row = Deposit.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    if not row.awaits_approval:
        raise NotPending(_("This confirmation is already settled."))
    return row


def _check_typed(method: Method, amount: int, received_on: date) -> None:
    wrong = {}
    if method not in OFFLINE:
        wrong["method"] = _("Choose transfer, cash or cheque.")
    if amount <= 0:
        wrong["amount"] = _("Please write an amount other than zero.")
    if received_on > datetime.now(EARLIEST_ZONE).date():
        wrong["received_on"] = _(
            "This day is in the future. Please write the day on which the money was received."
        )
    if wrong:
        raise ValidationError(wrong)


def _check_reference(reference: str) -> None:
    if not reference:
        raise ValidationError(
            {
                "reference": _(
                    "Please write the number of the bank transaction, the cheque or the slip."
                )
            }
        )
    same = {"reference__iexact": reference, "rejected_at": None}
    if Deposit.objects.filter(**same).exists() or OfflinePayment.objects.filter(**same).exists():
        raise ValidationError(
            {
                "same_transfer": _(
                    "Another payment was recorded under this reference. If one transfer covered "
                    "both, tick this."
                )
            }
        )
