"""Money by transfer, cash or cheque: recorded by staff, then applied to an order or a balance."""

from datetime import date, timedelta

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.amounts.money import format_money
from core.calendar.local_day import civil_day, today
from core.locks import Lock, hold
from letters.models import Community, Price
from payments.fulfilment import AUTO_REFUND_STATES, UNPAID_STATES, IncomingPayment, record_and_apply
from payments.ledger import lock_balance
from payments.models import OFFLINE, BalanceEntry, ManualPayment, Method, Order
from payments.orders.place import NotPayable, lock_order

REJECTED = "rejected"
# Where a day begins first (UTC+14): no typed date may be later.
EARLIEST_ZONE = "Pacific/Kiritimati"
# Money may come before its order is written down; another month or year is a slip.
BEFORE_ORDER = timedelta(days=30)
BEFORE_TODAY = timedelta(days=330)  # of a balance, which has no order


class AlreadyRecorded(Exception):
    """This order's money was recorded already; `str()` says by whom."""


class SecondPersonRequired(Exception):
    """The approver recorded it too; `str()` is a message for the user."""


class NotPending(Exception):
    """Already accepted or rejected; `str()` is a message for the user."""


@transaction.atomic
def choose_offline(*, order: Order, method: Method) -> Order:
    """Choose transfer, cash or cheque for an unpaid order. Raises NotPayable."""
    if method not in OFFLINE:
        raise ValueError(f"{method} is not an offline method")
    order = lock_order(pk=order.pk)
    if order.state != Order.State.AWAITING:
        raise NotPayable(_("This order is not waiting for money."))
    order.method = method
    order.save(update_fields=["method"])
    return order


@transaction.atomic
def record(
    *,
    target: Order | Community,
    by: User,
    method: Method,
    reference: str,
    received_on: date,
    amount: int,
    currency: str,
    same_transfer: bool = False,
    to_refund: bool = False,
) -> ManualPayment:
    """Record money (minor units) for an order, or for the balance of a community.

    Within the limit it is accepted at once.
    `same_transfer`: the reference is other money's too, since one transfer paid both.
    `to_refund`: the order is paid already; this money is recorded in order to be refunded.
    Raises ValidationError, and for an order NotPayable and AlreadyRecorded.
    """
    payment = ManualPayment(
        order=target if isinstance(target, Order) else None,
        community=target if isinstance(target, Community) else None,
        method=method,
        reference=reference.strip(),
        received_on=received_on,
        amount=amount,
        currency=currency,
        recorded_by=by,
    )
    # Of two people recording the same money at once, the second must see the first's.
    _lock_target(payment)
    if payment.order:
        _check_payable(payment.order, to_refund)
    _check_typed(payment)
    _lock_reference(payment.reference)  # they may record it for different targets
    if not same_transfer:
        _check_reference(payment.reference)
    payment.save()
    if amount <= single_approval_limit(target, currency):
        _accept(payment, by)
    return payment


@transaction.atomic
def approve(*, payment: ManualPayment, by: User) -> ManualPayment:
    """Accept the money as a second person. Raises SecondPersonRequired and NotPending."""
    payment = _lock_pending(payment)
    if payment.recorded_by_id == by.pk:
        raise SecondPersonRequired(
            _("You recorded this payment: another member of the staff must approve it.")
        )
    payment.approved_by = by
    payment.approved_at = timezone.now()
    _accept(payment, by)
    return payment


@transaction.atomic
def reject(*, payment: ManualPayment, by: User) -> ManualPayment:
    """Reject money that has not been accepted; the admin log says who. Raises NotPending."""
    payment = _lock_pending(payment)
    payment.rejected_at = timezone.now()
    payment.save(update_fields=["rejected_at"])
    LogEntry.objects.log_actions(by.pk, [payment], CHANGE, REJECTED)
    return payment


def single_approval_limit(target: Order | Community, currency: str) -> int:
    """Largest amount (minor units) one person may record alone; 0 without a price.

    For an order it is its series's, for a balance the lowest of all series.
    """
    prices = Price.objects.filter(currency=currency)
    if isinstance(target, Order):
        prices = prices.filter(series=target.series_id)
    return prices.aggregate(limit=Min("single_approval_limit"))["limit"] or 0


def _accept(payment: ManualPayment, by: User) -> None:
    """Apply the money; in the caller's transaction, the target locked."""
    payment.accepted_at = timezone.now()
    payment.save()
    if payment.community:
        BalanceEntry.objects.create(
            kind=BalanceEntry.Kind.DEPOSIT,
            community=payment.community,
            currency=payment.currency,
            amount=payment.amount,
            manual_payment=payment,
            by=by,
        )
    if payment.order:
        _apply_to_order(payment, payment.order)


def _apply_to_order(payment: ManualPayment, order: Order) -> None:
    if order.state in UNPAID_STATES and order.method != payment.method:
        order.method = payment.method
        order.save(update_fields=["method"])
    incoming = IncomingPayment.outside_stripe(
        "manual",
        payment.pk,
        method=payment.method,
        amount=payment.amount,
        currency=payment.currency,
    )
    record_and_apply(order_id=order.pk, incoming=incoming)


def _lock_target(payment: ManualPayment) -> None:
    """Lock the order, read again, or the balance that the money is for."""
    if payment.community:
        lock_balance(payment.community)
    else:
        payment.order = lock_order(pk=payment.order_id)


def _lock_reference(reference: str) -> None:
    hold(Lock.BANK_REFERENCE, reference.upper())


def _lock_pending(payment: ManualPayment) -> ManualPayment:
    """The current row, read under its target's lock. Raises NotPending."""
    _lock_target(payment)
    locked = ManualPayment.objects.get(pk=payment.pk)
    if not locked.awaits_approval:
        raise NotPending(_("This payment was already approved or rejected."))
    locked.order = payment.order
    return locked


def _check_payable(order: Order, to_refund: bool) -> None:
    earlier = order.manual_payments.effective().select_related("recorded_by").first()
    if earlier:
        raise AlreadyRecorded(
            _("%(who)s has already recorded the money of this order.")
            % {"who": earlier.recorded_by}
        )
    if order.state in UNPAID_STATES or (to_refund and order.state in AUTO_REFUND_STATES):
        return
    raise NotPayable(_("This order is not waiting for money."))


def _check_typed(payment: ManualPayment) -> None:
    """Reject input that differs from the order: a typing mistake is not a wrong payment."""
    wrong = {}
    order = payment.order
    if payment.method not in OFFLINE:
        wrong["method"] = _("Choose transfer, cash or cheque.")
    if payment.amount <= 0:
        wrong["amount"] = _("Please write an amount above zero.")
    elif order and payment.amount != order.total:
        wrong["amount"] = _another_amount(payment, order)
    if order and payment.currency != order.currency:
        wrong["currency"] = _("The order is in %(currency)s.") % {
            "currency": order.currency.upper()
        }
    if payment.received_on > today(EARLIEST_ZONE).civil:
        wrong["received_on"] = _(
            "This day is in the future. Please write the day on which the money was received."
        )
    elif payment.received_on < (earliest := _earliest_day(order)):
        wrong["received_on"] = _(
            "This day is long before the order. Please check the month and the year; the "
            "earliest day is %(day)s."
        ) % {"day": date_format(earliest, "DATE_FORMAT")}
    if not payment.reference:
        wrong["reference"] = _(
            "Please write the number of the bank transaction, the cheque or the slip."
        )
    if wrong:
        raise ValidationError(wrong)


def _another_amount(payment: ManualPayment, order: Order) -> str:
    """What the order comes to, and what can be done about it."""
    amounts = {
        "total": order.show(order.total),
        "amount": format_money(payment.amount, payment.currency),
    }
    said = _("The order comes to %(total)s, and this is %(amount)s.") % amounts
    if payment.currency != order.currency:
        return said
    if payment.amount > order.total:
        do = _(
            "Give the rest back and record %(total)s, or cancel this order and write it again "
            "with the rest as a gift."
        )
    else:
        do = _(
            "Record it once the rest is here too, or cancel this order and write it again with "
            "fewer names."
        )
    return f"{said} {do % amounts}"


def _earliest_day(order: Order | None) -> date:
    if order is None:
        return today(EARLIEST_ZONE).civil - BEFORE_TODAY
    return civil_day(order.created_at, order.zone) - BEFORE_ORDER


def _check_reference(reference: str) -> None:
    """Question a reference that other money has: mostly it is the same money, typed twice."""
    others = ManualPayment.objects.effective().filter(reference__iexact=reference)
    other = others.select_related("order").first()
    if other is None:
        return
    if other.order:
        text = _(
            "Order %(order)s was paid under this reference. If one transfer covered "
            "both, tick this."
        ) % {"order": other.order}
    else:
        text = _(
            "Another payment was recorded under this reference. If one transfer covered "
            "both, tick this."
        )
    raise ValidationError({"same_transfer": text})
