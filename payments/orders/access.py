"""Who may open the pages of an order.

The URL of a family's order is its key. An order of a community is seen by who serves it now:
the app of communities, above this one, says who that is.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from letters.models import Community
from payments.models import Order

# Returns an answer to be given instead of the page, or None; raises Http404.
Guard = Callable[[HttpRequest, Community], HttpResponseBase | None]
# Asked about each order of a community; without a hook nobody sees such orders.
community_order_hooks: list[Guard] = []
View = Callable[..., HttpResponseBase]


def order_view(view: View) -> View:
    """A view at the URL of an order, called as `view(request, order, …)`."""

    @wraps(view)
    def guarded(request: HttpRequest, public_id: str, **arguments: Any) -> HttpResponseBase:
        related = Order.objects.select_related("series", "community", "purchaser")
        order = get_object_or_404(related, public_id=public_id)
        if order.purchaser.erased_at:
            return render(request, "payments/orders/order_erased.html", status=410)
        return _refusal(request, order) or view(request, order, **arguments)

    return guarded


def _refusal(request: HttpRequest, order: Order) -> HttpResponseBase | None:
    if order.community is None:
        return None
    if not community_order_hooks:
        raise Http404
    answers = (hook(request, order.community) for hook in community_order_hooks)
    return next((answer for answer in answers if answer), None)
