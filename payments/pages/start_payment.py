"""Redirects to Stripe's page, or to the order's page with the details of a bank transfer."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.second_factor import verified_user
from payments import gateway
from payments.abuse.checkout_limits import (
    Requester,
    record_request,
    record_transfer,
    requester_from_request,
)
from payments.checkout.sessions import start_checkout
from payments.methods.manual import choose_offline
from payments.methods.options import payment_options
from payments.models import Method, Order
from payments.orders.place import NotPayable


class SeeOther(HttpResponseRedirect):
    """A redirect after a POST."""

    status_code = 303


def redirect_to_checkout(
    request: HttpRequest, order: Order, requester: Requester | None = None
) -> HttpResponse:
    """Redirect to Stripe's page, or to the order's if Stripe is unavailable.

    `requester` defaults to that of the request. Raises RateLimited or ChallengeRequired.
    """
    page = reverse("order", args=[order.public_id])
    if order.method != Method.STRIPE:
        return SeeOther(page)
    requester = requester or requester_from_request(request, email=order.email)
    record_request(requester, order=order, solution=request.POST.get("solution", ""))
    try:
        return SeeOther(start_checkout(order=order))
    except NotPayable:
        return SeeOther(page)
    except gateway.StripeUnavailable:
        return SeeOther(f"{page}?unavailable=1")


def redirect_to_transfer(
    request: HttpRequest, order: Order, requester: Requester | None = None
) -> HttpResponse:
    """Choose a bank transfer, if it is offered, and redirect to the order's page.

    `requester` as for `redirect_to_checkout`. Raises RateLimited.
    """
    if payment_options(verified_user(request)).bank_details and order.state == Order.State.AWAITING:
        requester = requester or requester_from_request(request, email=order.email)
        record_transfer(requester, order=order)
        with suppress(NotPayable):
            choose_offline(order=order, method=Method.TRANSFER)
    return SeeOther(reverse("order", args=[order.public_id]))
