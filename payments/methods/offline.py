"""Money by transfer, cash or cheque: recorded by staff, then applied to the order."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from letters.models import Price
from payments.fulfilment import AUTO_REFUND_STATES, UNPAID_STATES, IncomingPayment, record_and_apply
from payments.models import OFFLINE, Method, OfflinePayment, Order
from payments.money import format_money
from payments.orders.place import NotPayable, lock_order

REJECTED = "withdrawn"
EARLIEST_ZONE = ZoneInfo(
    "Pacific/Kiritimati"
)  # where a day begins first (UTC+14): no typed date may be later


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
def record_receipt(
    *,
    order: Order,
    by: User,
    method: Method,
    reference: str,
    received_on: date,
    amount: int,
    currency: str,
    same_transfer: bool = False,
    to_refund: bool = False,
) -> OfflinePayment:
    """Record that an order's money (minor units) arrived; within the limit it is accepted at once.

    `same_transfer`: the reference is another order's too, since one transfer paid both.
    `to_refund`: the order is paid already; this money is recorded in order to be refunded.
    Raises ValidationError, NotPayable and AlreadyRecorded.
    """
    order = lock_order(pk=order.pk)
    _check_acceptable(order, to_refund)
    _check_typed(order, method, amount, currency, received_on)
    reference = reference.strip()
    if not same_transfer:
        _check_reference(order, reference)
    payment = OfflinePayment.objects.create(
        order=order,
        method=method,
        reference=reference,
        received_on=received_on,
        amount=amount,
        currency=currency,
        recorded_by=by,
    )
    if amount <= single_approval_limit(order):
        _accept(payment, order)
    return payment


@transaction.atomic
def approve(*, payment: OfflinePayment, by: User) -> OfflinePayment:
    """Accept the money as a second person, and apply it to the order.

    Raises SecondPersonRequired and NotPending.
    """
    order = lock_order(pk=payment.order_id)
    payment = _get_pending(payment)
    if payment.recorded_by_id == by.pk:
        raise SecondPersonRequired(
            _("You gave the first confirmation: another member of staff must give the second.")
        )
    payment.approved_by = by
    payment.approved_at = timezone.now()
    _accept(payment, order)
    return payment


@transaction.atomic
def reject(*, payment: OfflinePayment, by: User) -> OfflinePayment:
    """Reject money that has not been accepted; the admin log says who. Raises NotPending."""
    lock_order(pk=payment.order_id)
    payment = _get_pending(payment)
    payment.rejected_at = timezone.now()
    payment.save(update_fields=["rejected_at"])
    LogEntry.objects.log_actions(by.pk, [payment], CHANGE, REJECTED)
    return payment


def single_approval_limit(order: Order) -> int:
    """Largest amount (minor units) one person may confirm alone; 0 if the order has no price."""
    price = Price.objects.filter(series=order.series_id, currency=order.currency).first()
    return price.single_approval_limit if price else 0


def _accept(payment: OfflinePayment, order: Order) -> None:
    """Turn the record into a payment; in the caller's transaction, the order locked."""
    payment.accepted_at = timezone.now()
    payment.save()
    if order.state in UNPAID_STATES and order.method != payment.method:
        order.method = payment.method
        order.save(update_fields=["method"])
    incoming = IncomingPayment.outside_stripe(
        "offline",
        payment.pk,
        method=payment.method,
        amount=payment.amount,
        currency=payment.currency,
    )
    record_and_apply(order_id=order.pk, incoming=incoming)


def _get_pending(payment: OfflinePayment) -> OfflinePayment:
    """The current row, read under the order's lock. Raises NotPending."""
    payment = OfflinePayment.objects.get(pk=payment.pk)
    if payment.accepted_at or payment.rejected_at:
        raise NotPending(_("This confirmation is already settled."))
    return payment


def _check_acceptable(order: Order, to_refund: bool) -> None:
    earlier = order.offline_payments.filter(rejected_at=None).select_related("recorded_by").first()
    if earlier:
        raise AlreadyRecorded(
            _("%(who)s has confirmed the money of this order already.")
            % {"who": earlier.recorded_by}
        )
    if order.state in UNPAID_STATES or (to_refund and order.state in AUTO_REFUND_STATES):
        return
    raise NotPayable(_("This order is not waiting for money."))


def _check_typed(
    order: Order, method: Method, amount: int, currency: str, received_on: date
) -> None:
    """Reject input that differs from the order: a typing mistake is not a wrong payment."""
    wrong = {}
    if method not in OFFLINE:
        wrong["method"] = _("Choose transfer, cash or cheque.")
    if amount != order.total:
        wrong["amount"] = _("The order comes to %(total)s, and this is %(amount)s.") % {
            "total": order.show(order.total),
            "amount": format_money(amount, currency),
        }
    if currency != order.currency:
        wrong["currency"] = _("The order is in %(currency)s.") % {
            "currency": order.currency.upper()
        }
    if received_on > datetime.now(EARLIEST_ZONE).date():
        wrong["received_on"] = _(
            "This day is in the future. Please write the day on which the money was received."
        )
    if wrong:
        raise ValidationError(wrong)


def _check_reference(order: Order, reference: str) -> None:
    if not reference:
        raise ValidationError(
            {
                "reference": _(
                    "Please write the number of the bank transaction, the cheque or the slip."
                )
            }
        )
    others = OfflinePayment.objects.filter(reference__iexact=reference, rejected_at=None)
    other = others.exclude(order=order).select_related("order").first()
    if other:
        raise ValidationError(
            {
                "same_transfer": _(
                    "Order %(order)s was paid under this reference. If one transfer covered "
                    "both, tick this."
                )
                % {"order": other.order}
            }
        )
