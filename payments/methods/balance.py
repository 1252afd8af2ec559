"""What a community has ahead: deposits that the committee confirms, and orders paid from it."""

from datetime import date, datetime

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from letters.models import Community, Price
from payments.fulfilment import Paid, fulfil
from payments.ledger import hold_balance
from payments.methods.offline import EARLIEST_DAY, WITHDRAWN, NotWaiting, SameEyes
from payments.models import OFFLINE, BalanceEntry, Deposit, Method, OfflinePayment, Order
from payments.orders.place import AlreadyPaid, lock_order

Kind = BalanceEntry.Kind


class NotEnoughAhead(Exception):
    """The community has less ahead than is asked of it; `str()` is a sentence for people."""


def balances(community: Community) -> dict[str, int]:
    """What a community has ahead, in minor units, by currency; those with nothing are left out."""
    entries = BalanceEntry.objects.filter(community=community).order_by("currency")
    sums = entries.values_list("currency").annotate(sum=Sum("amount"))
    return {currency: amount for currency, amount in sums if amount}


@transaction.atomic
def spend(*, order: Order, by: User) -> Order:
    """Pay a community's unpaid order from what it has ahead: entry, payment and letters in one.

    The card fee falls away. Raises AlreadyPaid and NotEnoughAhead; then nothing has changed.
    """
    order = lock_order(pk=order.pk)
    _check_unpaid(order)
    # One at a time for a community, from here to the commit; the database would refuse otherwise.
    hold_balance(_community_of(order))
    total = order.letters_amount + order.gift_amount
    ahead = balances(_community_of(order)).get(order.currency, 0)
    if total > ahead:
        raise NotEnoughAhead(
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
    paid = Paid(
        reference=f"balance-{spent.pk}",
        session_id="",
        amount=total,
        currency=order.currency,
        method=Method.BALANCE,
    )
    return fulfil(order_id=order.pk, paid=paid)


def _community_of(order: Order) -> Community:
    if order.community is None:
        raise ValueError("an order of no community")
    return order.community


def _check_unpaid(order: Order) -> None:
    if order.state != Order.State.AWAITING:
        raise AlreadyPaid(_("This order is not waiting for money."))
    if order.offline_payments.filter(withdrawn_at=None).exists():
        raise AlreadyPaid(_("A payment has already been confirmed for this order."))


@transaction.atomic
def deposit(
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
    """Say that a community paid ahead (minor units); within the limit it counts at once.

    `same_transfer`: this reference stands at other money too, and rightly.
    Raises ValidationError for what a slip of the pen explains.
    """
    # Two who write the same transfer at once: the second sees the first's.
    hold_balance(community)
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
        first=by,
    )
    if amount <= alone_limit(currency):
        _accept(row, by)
    return row


@transaction.atomic
def second(*, row: Deposit, by: User) -> Deposit:
    """Another member of the staff saw the money too: it counts. Raises SameEyes and NotWaiting."""
    row = _waiting(row)
    if row.first_id == by.pk:
        raise SameEyes(
            _("You gave the first confirmation: another member of staff must give the second.")
        )
    row.second = by
    row.second_at = timezone.now()
    _accept(row, by)
    return row


@transaction.atomic
def withdraw(*, row: Deposit, by: User) -> Deposit:
    """The money did not come after all; only while nobody has accepted it. Raises NotWaiting.

    Who withdrew stands in the admin's log.
    """
    row = _waiting(row)
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
    LogEntry.objects.log_actions(by.pk, [row], CHANGE, WITHDRAWN)
    return row


@transaction.atomic
def take_out(*, community: Community, currency: str, amount: int, note: str, by: User) -> None:
    """Money leaves a balance other than for letters: sent back, or never there (minor units).

    Raises ValidationError, and NotEnoughAhead.
    """
    if amount <= 0:
        raise ValidationError({"amount": _("Please write an amount other than zero.")})
    if not note.strip():
        raise ValidationError({"note": _("Write where the money went, or what was wrong.")})
    hold_balance(community)
    if amount > balances(community).get(currency, 0):
        raise NotEnoughAhead(_("The community’s balance is less than that."))
    BalanceEntry.objects.create(
        kind=Kind.TAKEN_OUT,
        community=community,
        currency=currency,
        amount=-amount,
        by=by,
        note=note.strip(),
    )


def alone_limit(currency: str) -> int:
    """Up to what sum, in minor units, one confirms alone: the lowest of the series' limits."""
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


def _waiting(row: Deposit) -> Deposit:
    """The deposit, held. Raises NotWaiting where it was accepted or withdrawn."""
    row = Deposit.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    if not row.waits:
        raise NotWaiting(_("This confirmation is already settled."))
    return row


def _check_typed(method: Method, amount: int, received_on: date) -> None:
    wrong = {}
    if method not in OFFLINE:
        wrong["method"] = _("Choose transfer, cash or cheque.")
    if amount <= 0:
        wrong["amount"] = _("Please write an amount other than zero.")
    if received_on > datetime.now(EARLIEST_DAY).date():
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
    same = {"reference__iexact": reference, "withdrawn_at": None}
    if Deposit.objects.filter(**same).exists() or OfflinePayment.objects.filter(**same).exists():
        raise ValidationError(
            {
                "same_transfer": _(
                    "Another payment was recorded under this reference. If one transfer covered "
                    "both, tick this."
                )
            }
        )
