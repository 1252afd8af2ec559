"""What must never be false of orders and money. Each finding is (number of the sentence, what)."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from letters.models import Letter
from messaging.models import Message
from payments import mail_kinds
from payments.models import Order, OrderLine, Payment

Finding = tuple[int, str]
State = Order.State
PAID = [State.FULFILLED, State.WAITING]


def findings() -> Iterator[Finding]:
    """Everything wrong with orders, payments and what is owed for them."""
    yield from _line_findings()
    yield from _money_findings()
    yield from _waiting_findings()
    for order in _owed_mail():
        yield 7, f"order {order.pk} is fulfilled and no mail of it was ever owed"


def _line_findings() -> Iterator[Finding]:
    lines = OrderLine.objects.select_related("order")
    for line in lines.filter(order__state=State.FULFILLED, inscription__letter=None):
        yield 3, f"line {line.position} of the fulfilled order {line.order.pk} has no letter"
    unpaid = lines.filter(inscription__letter__isnull=False).exclude(order__state=State.FULFILLED)
    for line in unpaid:
        yield 3, f"line {line.position} of order {line.order.pk}, not fulfilled, has a letter"
    uncertified = lines.filter(order__state=State.FULFILLED, inscription__certificate=None)
    for line in uncertified:
        yield 7, f"line {line.position} of the fulfilled order {line.order.pk} has no certificate"


def _money_findings() -> Iterator[Finding]:
    good = Payment.objects.filter(order=OuterRef("pk"), problem="")
    for order in Order.objects.filter(state__in=PAID).exclude(Exists(good)):
        yield 4, f"order {order.pk} is {order.state} and no payment of it is known"
    for order in Order.objects.exclude(state__in=PAID).filter(Exists(good)):
        yield 4, f"order {order.pk} is {order.state} and has a good payment"
    wrong = Payment.objects.filter(problem="").exclude(
        amount=Coalesce("order__total", 0), currency=Coalesce("order__currency", "currency")
    )
    for payment in wrong:
        yield 4, f"payment {payment.pk} is not the total of order {payment.order_id}"
    sums = Order.objects.annotate(prices=Sum("lines__price"))
    for order in sums.exclude(prices=Coalesce("letters_amount", 0)):
        yield 4, f"the lines of order {order.pk} don't add up to its letters"


def _waiting_findings() -> Iterator[Finding]:
    free = Letter.objects.free().filter(
        scroll__series=OuterRef("series"), scroll__state__in=["open", "prepared"]
    )
    for order in Order.objects.filter(Q(state=State.WAITING), Exists(free)):
        yield 6, f"order {order.pk} waits for a letter while one is free"


def _owed_mail() -> QuerySet[Order]:
    owed = Message.objects.filter(kind=mail_kinds.ORDER_FULFILLED, about=OuterRef("public_id"))
    return Order.objects.filter(state=State.FULFILLED).exclude(Exists(owed))
