"""The order's page, its payment, and the location of its letters."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.second_factor import verified_user
from core.http.methods import post_only
from letters.certificates.wording import parsha_title
from letters.scrolls.scrolls import current_scroll
from letters.series import series_url
from letters.torah import reference
from organisation.models import Organisation
from payments import gateway
from payments.abuse.checkout_limits import ChallengeRequired, RateLimited
from payments.checkout.sessions import SessionOfAnotherOrder, confirm_return, poll_stripe
from payments.methods.options import cards_unavailable_message, payment_options, transfer_code
from payments.models import OFFLINE, Method, Order
from payments.orders.access import order_view
from payments.orders.corrections import names_can_be_corrected
from payments.orders.letter_locations import details_of_lines, lines_with_letters, location_of
from payments.orders.place import has_expired
from payments.orders.postage import can_add_postage, postage_prices
from payments.pages.start_payment import SeeOther, redirect_to_checkout, redirect_to_transfer

PAGE_SIZE = 100  # names; as many as a basket holds


@never_cache
@require_GET
@order_view
def order_page(request: HttpRequest, found: Order) -> HttpResponse:
    """The order's page; Stripe redirects buyers to it."""
    if session_id := request.GET.get("session_id"):
        return _handle_return(request, found, session_id)
    return _show_order(request, "payments/orders/order.html", found)


def _handle_return(request: HttpRequest, found: Order, session_id: str) -> HttpResponse:
    """A return from Stripe's page proves nothing: the session is retrieved from Stripe."""
    page = reverse("order", args=[found.public_id])
    try:
        confirm_return(order=found, session_id=session_id)
    except SessionOfAnotherOrder:
        notice = _("You have returned from a different order.")
        return _show_order(request, "payments/orders/order.html", found, notice=notice, status=400)
    except gateway.StripeUnavailable:
        return redirect(f"{page}?returned=1")  # perhaps paid: the page polls
    return redirect(page)


@never_cache
@require_GET
@order_view
def order_status(request: HttpRequest, found: Order) -> HttpResponse:
    """The status part of the order's page, polled while a payment is being processed."""
    return _show_order(request, "payments/orders/_order_status.html", found)


@never_cache
@require_http_methods(["GET", "POST"])
@order_view
def order_pay(request: HttpRequest, found: Order) -> HttpResponse:
    """Redirect to Stripe's page, or to the basket if the order has expired.

    A GET redirects to the order: changing the language of the response to a POST makes one.
    """
    if request.method == "GET" or found.community_id:
        return redirect("order", public_id=found.public_id)
    if has_expired(found):
        return SeeOther(f"{reverse('basket')}?from={found.public_id}")
    if current_scroll(found.series) is None:
        notice = _(
            "Registration for these scrolls has closed. Nothing was charged, and your list is "
            "saved."
        )
        return _show_order(request, "payments/orders/order.html", found, notice=notice, status=409)
    try:
        if not Organisation.current().cards_accepted:
            return _show_order(
                request,
                "payments/orders/order.html",
                found,
                notice=cards_unavailable_message(),
                status=409,
            )
        return redirect_to_checkout(request, found)
    except (RateLimited, ChallengeRequired) as limit:
        return _show_order(
            request, "payments/orders/order.html", found, checkout_limit=limit, status=429
        )


@post_only
@order_view
def order_transfer(request: HttpRequest, found: Order) -> HttpResponse:
    """Choose a bank transfer for an unpaid order; its page then shows the account."""
    if found.community_id:
        return redirect("order", public_id=found.public_id)
    if has_expired(found):
        return SeeOther(f"{reverse('basket')}?from={found.public_id}")
    try:
        return redirect_to_transfer(request, found)
    except RateLimited as limit:
        return _show_order(
            request, "payments/orders/order.html", found, checkout_limit=limit, status=429
        )


@never_cache
@require_GET
@order_view
def order_letter_location(request: HttpRequest, found: Order, position: int) -> HttpResponse:
    """The exact location of an adult's letter."""
    line = (
        found.lines.select_related("inscription__person", "inscription__letter__scroll__series")
        .filter(position=position, order__state=Order.State.FULFILLED)
        .first()
    )
    place = location_of(line) if line else None
    if place is None:
        raise Http404
    language = request.LANGUAGE_CODE
    context = {
        "place": {
            **vars(place),
            "reference": f"{parsha_title(place.parsha, language)} · "
            f"{reference(place.verse, language)}",
            "from_left": f"{100 - place.percent:.2f}",
        }
    }
    return render(request, "payments/orders/letter_location.html", context)


def _show_order(
    request: HttpRequest,
    template: str,
    found: Order,
    *,
    notice: str = "",
    checkout_limit: RateLimited | ChallengeRequired | None = None,
    status: int = 200,
) -> HttpResponse:
    try:
        poll_stripe(order=found)
        found.refresh_from_db()
    except (gateway.StripeUnavailable, gateway.NotFound):
        pass  # show what is known; the page polls
    page = Paginator(lines_with_letters(found), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "order": found,
        "paid_by_hand": found.method in OFFLINE,
        "transfer_code": transfer_code(found) if found.method == Method.TRANSFER else "",
        "expired": has_expired(found),
        "payment_options": (options := payment_options(verified_user(request))),
        "transfer_offered": options.transfer_beside_card(found.total) or not options.cards,
        "checkout_limit": checkout_limit,
        "post_offered": can_add_postage(found)
        and (found.by_post or bool(postage_prices(found.series, found.currency))),
        "page": page,
        "lines": details_of_lines(found, page.object_list),
        "names_can_be_corrected": names_can_be_corrected(found),
        "payment_pending": found.state == Order.State.AWAITING and "returned" in request.GET,
        "notice": notice or _notice(request, found),
        "share_url": settings.SITE_URL + series_url("home", found.series),
    }
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


def _notice(request: HttpRequest, found: Order) -> str:
    if "corrected" in request.GET:
        return _(
            "The name is recorded as you wrote it. The certificate with it keeps its number, and "
            "is on its way to you."
        )
    if request.GET.get("gift") == "withdrawn":
        return _("The gift is withdrawn: nothing is sent, and what was written for it is deleted.")
    if found.state != Order.State.AWAITING:
        return ""
    if "unavailable" in request.GET:
        return _(
            "We can’t reach the payment page right now. Nothing was charged, and your names are "
            "saved. Please try again in a minute."
        )
    if "cancelled" in request.GET:
        return _("You returned without paying. Nothing was charged, and your names are saved.")
    return ""
