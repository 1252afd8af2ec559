"""Subscribe to the mail about the next scroll from an order's page, and unsubscribe.

The payer may have written somebody else's address into the order: its page shows what was asked
for with this order, never whether the address is subscribed, and ends no subscription that another
order asked for.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from core.http.methods import post_only
from letters.subscriptions import subscriptions
from payments.models import Order
from payments.orders.access import order_view
from payments.pages.start_payment import SeeOther

PAID = (Order.State.FULFILLED, Order.State.WAITING)


@post_only
@order_view
def order_subscription(request: HttpRequest, order: Order) -> HttpResponse:
    """Subscribe the purchaser of a paid order, or unsubscribe with `end` in the POST."""
    if order.state not in PAID:
        raise Http404
    if "end" in request.POST:
        _end(order)
    else:
        _record(order, asked=True)
        subscriptions.subscribe(
            purchaser=order.purchaser, series=order.series, language=request.LANGUAGE_CODE
        )
    return SeeOther(f"{reverse('order', args=[order.public_id])}#subscription")


def _end(order: Order) -> None:
    if not order.subscribe:
        return
    _record(order, asked=False)
    others = Order.objects.filter(
        purchaser=order.purchaser_id, series=order.series_id, state__in=PAID, subscribe=True
    )
    if not others.exists():
        subscriptions.unsubscribe(purchaser=order.purchaser, series=order.series)


def _record(order: Order, *, asked: bool) -> None:
    Order.objects.filter(pk=order.pk).update(subscribe=asked)
