"""Asking on the order's page to be written to when the next scroll opens, and ending it there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from letters.subscriptions import subscriptions
from payments.models import Order
from payments.pages.start_payment import SeeOther

PAID = (Order.State.FULFILLED, Order.State.WAITING)


@require_POST
def order_standing(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask for it, or end it with `end`; whoever has the page of a paid order may do both."""
    order = get_object_or_404(
        Order.objects.select_related("purchaser", "series"), public_id=public_id, state__in=PAID
    )
    if "end" in request.POST:
        subscriptions.end(purchaser=order.purchaser, series=order.series)
    else:
        subscriptions.ask(
            purchaser=order.purchaser, series=order.series, language=request.LANGUAGE_CODE
        )
    return SeeOther(f"{reverse('order', args=[order.public_id])}#standing")
