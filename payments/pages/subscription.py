"""Subscribe to the mail about the next scroll from an order's page, and unsubscribe."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from letters.subscriptions import subscriptions
from payments.models import Order
from payments.pages.start_payment import SeeOther

PAID = (Order.State.FULFILLED, Order.State.WAITING)


@require_POST
def order_subscription(request: HttpRequest, public_id: str) -> HttpResponse:
    """Subscribe the purchaser of a paid order, or unsubscribe with `end` in the POST."""
    order = get_object_or_404(
        Order.objects.select_related("purchaser", "series"), public_id=public_id, state__in=PAID
    )
    if "end" in request.POST:
        subscriptions.unsubscribe(purchaser=order.purchaser, series=order.series)
    else:
        subscriptions.subscribe(
            purchaser=order.purchaser, series=order.series, language=request.LANGUAGE_CODE
        )
    return SeeOther(f"{reverse('order', args=[order.public_id])}#subscription")
