"""A basket that was sent: what is wrong with it, the order it becomes, and how that is paid."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, cast

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from letters.models import Person, Scroll
from payments.abuse.checkout_limits import check_limits, requester_from_request
from payments.abuse.name_lookup_limit import allow_lookup
from payments.basket.form import MAX_TOTAL, BasketForm
from payments.basket.initial import subscription_list
from payments.basket.names import NameFormSet
from payments.methods.fund import grant
from payments.methods.options import (
    above_card_limit_message,
    cards_unavailable_message,
    payment_options,
)
from payments.models import Order
from payments.money import format_money
from payments.orders.place import (
    Amounts,
    Locality,
    Name,
    NotPayable,
    amounts,
    form_key,
    place_order,
)
from payments.pages.start_payment import SeeOther, redirect_to_checkout, redirect_to_transfer

PAYMENT_ACTIONS = PAY, TRANSFER, FUND = "pay", "transfer", "fund"


def order_from_basket(
    request: HttpRequest,
    scroll: Scroll | None,
    form: BasketForm,
    names: NameFormSet,
    way: str,
    create_order: Callable[..., Order] = place_order,
) -> Order | None:
    """The order of a good basket, unpaid; nothing while a question about a name is open.

    `create_order` writes it. Raises TooOften, WorkAsked and SeriesClosed.
    """
    content = _order_fields(form, names, way)
    key = form_key(currency=form.price.currency, **content)
    if sent_before := Order.objects.filter(form_key=key).first():
        return sent_before
    who = requester_from_request(request, email=form.cleaned_data["email"])
    if (
        way == PAY
    ):  # before anything is looked up or written; `redirect_to_checkout` counts under a lock
        check_limits(who, form_key=key, solution=form.cleaned_data["solution"])
    known = again.people if (again := subscription_list(form.cleaned_data["again"])) else []
    names.confirm(Name.of(person) for person in known)
    compared = scroll if allow_lookup(who, names=len(names.unconfirmed)) else None
    if names.ask_about_similar(compared):
        return None
    return create_order(
        price=form.price,
        language=request.LANGUAGE_CODE,
        zone=form.cleaned_data["zone"],
        known=known if _same_locality(known, form.locality) else [],
        **content,
    )


def _same_locality(known: Sequence[Person], locality: Locality) -> bool:
    """Whether these are counted where the page, which shows the last one's home, said it."""
    return bool(known) and Locality.of(known[-1]) == locality


def start_payment(request: HttpRequest, order: Order, way: str) -> HttpResponse:
    """Go on to the payment. Raises TooOften, WorkAsked, InsufficientFunds and QuotaExceeded."""
    if way == PAY:
        return redirect_to_checkout(request, order)
    if way == TRANSFER:
        return redirect_to_transfer(request, order)
    with suppress(NotPayable):  # the same form again: its page shows the letters
        grant(order=order, by=cast("User", request.user))
    return SeeOther(reverse("order", args=[order.public_id]))


def submission_error(request: HttpRequest, form: BasketForm, names: NameFormSet, way: str) -> str:
    """Why this basket can't be sent in this way, or nothing."""
    if form.stale:
        return _(
            "This page was open for a long time. Please press the button once more: nothing was "
            "charged, and nothing is lost."
        )
    ways = payment_options(request.user)
    if way == PAY:
        return _amount_error(form, names) if ways.cards else cards_unavailable_message()
    if way == TRANSFER and not ways.bank_details:
        return _("Bank transfer is unavailable right now.")
    if way == FUND and not ways.fund:
        return _("You have no letters left that the fund pays for.")
    return ""


def amounts_of(form: BasketForm, *, names: int) -> Amounts:
    """What so many names come to, as the form stands."""
    return amounts(
        price=form.price,
        names=names,
        cover_fee=bool(form["cover_fee"].value()),
        gift=form.gift_amount,
    )


def _order_fields(form: BasketForm, names: NameFormSet, way: str) -> dict[str, Any]:
    """What the order is made of; there is a card fee only with a card, and no gift to ourselves."""
    return {
        "form_token": form.cleaned_data["token"],
        "names": [name.as_name() for name in names.filled],
        "email": form.cleaned_data["email"],
        "cover_fee": form.cleaned_data["cover_fee"] and way == PAY,
        "gift": form.cleaned_data["gift"] if way != FUND else 0,
        "locality": form.locality,
        "subscribe": form.cleaned_data["subscribe"],
    }


def _amount_error(form: BasketForm, names: NameFormSet) -> str:
    """Why this total can't be charged, or nothing. What is charged is always our own sum."""
    total = amounts_of(form, names=len(names.filled)).total
    currency = form.price.currency
    shown = form.cleaned_data["shown_total"]
    if shown and shown != str(total):
        return _("The total is now %(total)s. Please check it before you pay.") % {
            "total": format_money(total, currency)
        }
    if total < form.price.minimum:
        return _("The smallest amount that can be paid by card is %(minimum)s.") % {
            "minimum": format_money(form.price.minimum, currency)
        }
    if total > MAX_TOTAL:
        return above_card_limit_message()
    return ""
