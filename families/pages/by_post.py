"""The page on which printed certificates by post are added to an unpaid order."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from families.models import Posting
from families.models.posting import ADDRESS
from families.postal.form import AddressForm
from families.postal.known_address import known_address
from families.postal.postings import save_address
from payments import gateway
from payments.basket.postage import set_postage
from payments.basket.replace import stripe_unreachable
from payments.models import Order
from payments.orders.access import order_view
from payments.orders.place import NotPayable
from payments.orders.postage import can_add_postage, postage_prices
from payments.pages.start_payment import SeeOther


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@order_view
def by_post_page(request: HttpRequest, order: Order) -> HttpResponse:
    """Ask for the address, or take the posting off again; then the order's page shows the total."""
    order_page = reverse("order", args=[order.public_id])
    prices = postage_prices(order.series, order.currency)
    offered = prices or order.by_post or request.method == "POST"
    if not can_add_postage(order) or not offered:
        return SeeOther(order_page)
    form = AddressForm(
        request.POST if request.method == "POST" else None,
        prices=prices,
        currency=order.currency,
        initial=_initial(order, request.GET.get("country", "")),
    )
    error, status = "", 200
    if request.method == "POST":
        error, status = _save(order, form, without="without" in request.POST)
        if not error and status == 200:
            return SeeOther(order_page)
    context = {"order": order, "form": form, "error": error, "offered": bool(prices)}
    response = render(request, "families/postal/by_post.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


def _save(order: Order, form: AddressForm, *, without: bool) -> tuple[str, int]:
    """The error and the status: ("", 200) once it is saved."""
    try:
        if without:
            set_postage(order, None, also=_delete_address)
        elif not form.is_valid():
            return "", 422
        else:
            address = {name: form.cleaned_data[name] for name in (*ADDRESS, "country")}
            set_postage(order, form.price, also=lambda locked: _write(locked, address))
    except NotPayable as error:
        return str(error), 409
    except gateway.StripeUnavailable:
        return stripe_unreachable(), 503
    return "", 200


def _write(order: Order, address: dict[str, str]) -> None:
    save_address(order, address)


def _delete_address(order: Order) -> None:
    Posting.objects.filter(order=order, batch=None).delete()


def _initial(order: Order, country: str) -> dict[str, Any]:
    """`country`: as chosen in the basket, or ""; one that isn't served selects nothing."""
    if address := known_address(order):
        return {**address, "country": country or address["country"]}
    if country:
        return {"country": country}
    line = order.lines.select_related("inscription__person").first()
    return {"country": line.inscription.person.country if line else ""}
