"""Communities' prepaid balances, and orders paid from them."""

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from letters.models import Community
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.ledger import lock_balance
from payments.models import BalanceEntry, Method, Order
from payments.orders.place import check_payable, lock_order

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
    check_payable(order)
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


@transaction.atomic
def record_withdrawal(
    *, community: Community, currency: str, amount: int, note: str, by: User
) -> None:
    """Record money (minor units) leaving a balance other than for letters: returned, or an error.

    Raises ValidationError, and InsufficientBalance.
    """
    if amount <= 0:
        raise ValidationError({"amount": _("Please write an amount above zero.")})
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
