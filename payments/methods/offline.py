"""Money by transfer, cash or cheque: staff say that it came, and `fulfil` does the rest."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from letters.models import Price
from payments.fulfilment import PAST_PAYING, UNPAID, Paid, fulfil
from payments.models import OFFLINE, Method, OfflinePayment, Order
from payments.money import format_money
from payments.orders.place import AlreadyPaid, lock_order

WITHDRAWN = "withdrawn"
EARLIEST_DAY = ZoneInfo("Pacific/Kiritimati")  # where a day begins first: UTC+14


class AlreadyConfirmed(Exception):
    """Somebody said already that the money of this order came; `str()` says who."""


class SameEyes(Exception):
    """The second pair of eyes would be the first; `str()` is a sentence for people."""


class NotWaiting(Exception):
    """The confirmation was accepted or withdrawn; `str()` is a sentence for people."""


@transaction.atomic
def choose_offline(*, order: Order, method: Method) -> Order:
    """An unpaid order is to be paid by transfer, cash or cheque; its amounts stay as they are.

    Raises AlreadyPaid.
    """
    if method not in OFFLINE:
        raise ValueError(f"{method} is not money that comes by hand")
    order = lock_order(pk=order.pk)
    if order.state != Order.State.AWAITING:
        raise AlreadyPaid(_("This order is not waiting for money."))
    order.method = method
    order.save(update_fields=["method"])
    return order


@transaction.atomic
def confirm(
    *,
    order: Order,
    by: User,
    method: Method,
    reference: str,
    received_on: date,
    amount: int,
    currency: str,
    same_transfer: bool = False,
    to_give_back: bool = False,
) -> OfflinePayment:
    """Say that the money of an order came (minor units); within the limit it is accepted at once.

    `same_transfer`: the reference of another order is right, one transfer paid both.
    `to_give_back`: the order is paid already; what came again is written down and goes back.
    Raises ValidationError for what a slip of the pen explains, AlreadyPaid, AlreadyConfirmed.
    """
    order = lock_order(pk=order.pk)
    _check_may_come(order, to_give_back)
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
        first=by,
    )
    if amount <= alone_limit(order):
        _accept(payment, order)
    return payment


@transaction.atomic
def second(*, payment: OfflinePayment, by: User) -> OfflinePayment:
    """Another member of the staff saw the money too: it is accepted, and the letters are drawn.

    Raises SameEyes and NotWaiting.
    """
    order = lock_order(pk=payment.order_id)
    payment = _waiting(payment)
    if payment.first_id == by.pk:
        raise SameEyes(
            _("You gave the first confirmation: another member of staff must give the second.")
        )
    payment.second = by
    payment.second_at = timezone.now()
    _accept(payment, order)
    return payment


@transaction.atomic
def withdraw(*, payment: OfflinePayment, by: User) -> OfflinePayment:
    """The money did not come after all; only while nobody has accepted it. Raises NotWaiting.

    Who withdrew stands in the admin's log.
    """
    lock_order(pk=payment.order_id)
    payment = _waiting(payment)
    payment.withdrawn_at = timezone.now()
    payment.save(update_fields=["withdrawn_at"])
    LogEntry.objects.log_actions(by.pk, [payment], CHANGE, WITHDRAWN)
    return payment


def alone_limit(order: Order) -> int:
    """Up to what sum, in minor units, one member of the staff confirms alone; 0 without a price."""
    price = Price.objects.filter(series=order.series_id, currency=order.currency).first()
    return price.single_approval_limit if price else 0


def _accept(payment: OfflinePayment, order: Order) -> None:
    """The confirmation becomes a payment; in the caller's transaction, the order locked."""
    payment.accepted_at = timezone.now()
    payment.save()
    if order.state in UNPAID and order.method != payment.method:
        order.method = payment.method
        order.save(update_fields=["method"])
    paid = Paid(
        reference=f"offline-{payment.pk}",
        session_id="",
        amount=payment.amount,
        currency=payment.currency,
        method=payment.method,
    )
    fulfil(order_id=order.pk, paid=paid)


def _waiting(payment: OfflinePayment) -> OfflinePayment:
    """The confirmation as it stands now, the order being locked. Raises NotWaiting."""
    payment = OfflinePayment.objects.get(pk=payment.pk)
    if payment.accepted_at or payment.withdrawn_at:
        raise NotWaiting(_("This confirmation is already settled."))
    return payment


def _check_may_come(order: Order, to_give_back: bool) -> None:
    earlier = order.offline_payments.filter(withdrawn_at=None).select_related("first").first()
    if earlier:
        raise AlreadyConfirmed(
            _("%(who)s has confirmed the money of this order already.") % {"who": earlier.first}
        )
    if order.state in UNPAID or (to_give_back and order.state in PAST_PAYING):
        return
    raise AlreadyPaid(_("This order is not waiting for money."))


def _check_typed(
    order: Order, method: Method, amount: int, currency: str, received_on: date
) -> None:
    """What was typed must be the order's: a slip of the pen is not a wrong payment."""
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
    if received_on > datetime.now(EARLIEST_DAY).date():
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
    others = OfflinePayment.objects.filter(reference__iexact=reference, withdrawn_at=None)
    other = others.exclude(order=order).select_related("order").first()
    if other:
        raise ValidationError(
            {
                "same_transfer": _(
                    "Order %(order)s was paid under this reference. If one transfer covered both, "
                    "tick this."
                )
                % {"order": other.order}
            }
        )
