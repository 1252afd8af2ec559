"""Registering names for a caller: the site's own list of names, filled in by the volunteer."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.countries import zone_of
from core.languages import language_codes
from families.models import Call, CallStep
from families.telephone.addresses import has_no_address, stand_in
from families.telephone.calls import take_step
from letters.models import Series
from messaging.suppressions import Reason, suppress
from payments.basket.form import BasketForm
from payments.basket.names import NameFormSet, names_formset
from payments.basket.replace import BasketRefused, place_replacing
from payments.basket.submit import OFFLINE, PAY
from payments.models import Order
from payments.orders.place import basket_key

ACTIONS = (PAY, OFFLINE)


def blank_list(_request: HttpRequest, series: Series) -> tuple[BasketForm, NameFormSet, str]:
    """An empty list of names: nothing of the volunteer's own session is in it."""
    return BasketForm(prices=list(series.prices.order_by("pk")), initial={}), names_formset(), ""


def fill_address(request: HttpRequest) -> bool:
    """Put a stand-in into the form of a caller without an address; whether it is such a form."""
    if "no_email" not in request.POST:
        return False
    data = request.POST.copy()
    sending = data.get("action", PAY) in ACTIONS
    data["email"] = stand_in(basket_key(data.get("token", ""))) if sending else ""
    request.POST = data  # type: ignore[assignment]  # a QueryDict, as it was
    return True


def caller_language(request: HttpRequest) -> str:
    """The language in which the caller gets mails: the one chosen, or that of the page."""
    chosen = request.POST.get("caller_language", "")
    return chosen if chosen in language_codes() else str(request.LANGUAGE_CODE)


def create_order(request: HttpRequest, call: Call) -> Callable[..., Order]:
    """A function that places the order of a caller's list, once, and records it in the call."""

    def create(**content: Any) -> Order:
        without_address = has_no_address(content["email"])
        if without_address and request.POST.get("action", PAY) == PAY:
            raise BasketRefused(
                _(
                    "Without an e-mail address no payment link can be sent. Write an address, or "
                    "register the names for cash, a cheque or a bank transfer."
                )
            )
        content["language"] = caller_language(request)
        if country := content["locality"].country:
            content["zone"] = zone_of(country)
        order = place_replacing(**content)
        with transaction.atomic():
            take_step(call, CallStep.Kind.ORDERED, str(order.pk), order=order)
            if without_address:
                # Otherwise each certificate would be tried for a day and a half.
                suppress(email=order.email, reason=Reason.BOUNCED, by=call.by)
        return order

    return create
