"""A submitted basket: its errors, its order, and the start of the payment."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any, cast

from django.contrib.auth.models import User
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.second_factor import has_used_second_factor, verified_user
from core.amounts.money import format_money
from letters.holders.inscriptions import holders_of
from letters.holders.typed_question import ask_about
from letters.matching.compare import NameFacts
from letters.models import Person, Purchaser, Scroll
from letters.subscriptions.subscriptions import SuggestedNames
from payments.abuse.checkout_limits import (
    check_limits,
    check_transfer_limits,
    requester_from_request,
)
from payments.basket.form import MAX_TOTAL, BasketForm
from payments.basket.initial import suggested_names
from payments.basket.known_address import use_address
from payments.basket.names import NameFormSet
from payments.basket.replace import place_replacing
from payments.basket.same_names import find_same_names
from payments.methods.fund import grant
from payments.methods.options import (
    above_card_limit_message,
    cards_unavailable_message,
    payment_options,
)
from payments.models import Order
from payments.orders.amounts import Amounts, amounts
from payments.orders.place import (
    Locality,
    Name,
    NotPayable,
    form_key,
)
from payments.orders.postage import can_add_postage
from payments.pages.start_payment import SeeOther, redirect_to_checkout, redirect_to_transfer

PAYMENT_ACTIONS = PAY, TRANSFER, FUND = "pay", "transfer", "fund"
OFFLINE = "offline"  # by transfer, cash or cheque, where the page says how


def order_from_basket(
    request: HttpRequest,
    scroll: Scroll | None,
    form: BasketForm,
    names: NameFormSet,
    action: str,
    create_order: Callable[..., Order] = place_replacing,
    *,
    consent: str,
    limited: bool = True,
) -> Order | None:
    """The unpaid order of a valid basket; None if there is a question about a name.

    `consent`: the version of the sentence that is ticked.

    A form that is submitted again has the same order. Raises RateLimited, ChallengeRequired and
    SeriesClosed, and what `create_order` raises.
    """
    fields = _order_fields(form, names, action)
    key = form_key(currency=form.price.currency, **fields)
    if existing := Order.objects.filter(form_key=key).first():
        return existing
    if limited:
        _check_limits(request, form, action, key)
    suggested = suggested_names(form.cleaned_data["again"])
    known = suggested.people if suggested else []
    known_names = [Name.of(person) for person in known]
    names.same = find_same_names(
        fields["names"],
        owned=_own_holders(request, scroll, suggested),
        known=known_names,
    )
    names.typed = ask_about(asdict(name) for name in fields["names"] if name not in known_names)
    if names.same and form.cleaned_data["same_confirmed"] != names.same.digest:
        return None
    if names.typed and form.cleaned_data["typed_confirmed"] != names.typed.digest:
        return None
    return create_order(
        price=form.price,
        language=request.LANGUAGE_CODE,
        zone=form.cleaned_data["zone"],
        known=known if _same_locality(known, form.locality) else [],
        consent=consent,
        **fields,
    )


def _check_limits(request: HttpRequest, form: BasketForm, action: str, key: str) -> None:
    """Before names are looked up or an order is written.

    `redirect_to_checkout` checks again, under a lock.
    """
    requester = requester_from_request(request, email=form.cleaned_data["email"])
    if action == PAY:
        check_limits(requester, form_key=key, solution=form.cleaned_data["solution"])
    elif action == TRANSFER:
        check_transfer_limits(requester)


def _own_holders(
    request: HttpRequest, scroll: Scroll | None, suggested: SuggestedNames | None
) -> list[NameFacts]:
    """The names with a letter of the scroll that the visitor entered earlier.

    By an address that is proved: of the account, or of the mail whose link was opened. An address
    that was only typed proves nothing.
    """
    proved = {suggested.purchaser.pk} if suggested else set()
    if request.user.is_authenticated and request.user.email:
        own = Purchaser.objects.alias(address=Lower("email"))
        proved |= set(own.filter(address=request.user.email.lower()).values_list("pk", flat=True))
    if not scroll or not proved:
        return []
    return [person.facts for person in holders_of(scroll=scroll, purchasers=list(proved))]


def _same_locality(known: Sequence[Person], locality: Locality) -> bool:
    """Whether the form's locality is that of the known people, as the page prefilled it."""
    return bool(known) and Locality.of(known[-1]) == locality


def address_page(order: Order, action: str, form: BasketForm) -> HttpResponse | None:
    """A redirect to the page that asks where the certificates are posted; None if it isn't needed.

    Also for an order that was to be posted before its form was sent again. An address that was
    typed for an order of the same basket is kept: then to the order's page, which shows the total.
    """
    by_post = form.cleaned_data.get("by_post", False)
    if action == FUND or not (by_post or order.by_post) or not can_add_postage(order):
        return None
    page = reverse("order_by_post", args=[order.public_id])
    country = form.cleaned_data.get("post_country", "") if by_post else ""
    if not order.by_post and use_address(order, country):
        return SeeOther(reverse("order", args=[order.public_id]))
    return SeeOther(f"{page}?country={country}" if country else page)


def start_payment(request: HttpRequest, order: Order, action: str) -> HttpResponse:
    """Raises RateLimited, ChallengeRequired, InsufficientFunds and QuotaExceeded."""
    if action == PAY:
        return redirect_to_checkout(request, order)
    if action == TRANSFER:
        return redirect_to_transfer(request, order)
    with suppress(NotPayable):  # submitted again: already paid
        grant(order=order, by=cast("User", verified_user(request)))
    return SeeOther(reverse("order", args=[order.public_id]))


def submission_error(
    request: HttpRequest, form: BasketForm, names: NameFormSet, action: str
) -> str:
    """Why this basket can't be submitted with this action, or an empty string."""
    if form.stale:
        return _(
            "This page was open for a long time. Please press the button once more: nothing was "
            "charged, and nothing is lost."
        )
    options = payment_options(verified_user(request))
    if action != FUND and (error := _postage_error(form, names)):
        return error
    if action == PAY:
        return _amount_error(form, names) if options.cards else cards_unavailable_message()
    if action == TRANSFER and not options.bank_details:
        return _("Bank transfer is unavailable right now.")
    if action == FUND and form.cleaned_data.get("by_post"):
        return _("The fund pays for letters only: untick the printed certificates, please.")
    if action == FUND and not options.fund:
        if request.user.is_authenticated and not has_used_second_factor(request):
            return _("To use the fund, sign in with two steps, and then come back to this page.")
        return _("You have no letters left that the fund pays for.")
    return ""


def amounts_of(form: BasketForm, *, names: int) -> Amounts:
    """The amounts of so many names with the form's fee and gift."""
    return amounts(
        price=form.price,
        names=names,
        cover_fee=bool(form["cover_fee"].value()),
        gift=form.gift_amount,
        postage=form.postage or 0,
    )


def _order_fields(form: BasketForm, names: NameFormSet, action: str) -> dict[str, Any]:
    """The order's content: a card fee only with a card, no gift from the fund to the fund."""
    return {
        "form_token": form.cleaned_data["token"],
        "names": [name.as_name() for name in names.filled],
        "email": form.cleaned_data["email"],
        "cover_fee": form.cleaned_data["cover_fee"] and action == PAY,
        "gift": form.cleaned_data["gift"] if action != FUND else 0,
        "locality": form.locality,
        "subscribe": form.cleaned_data["subscribe"],
    }


def _postage_error(form: BasketForm, names: NameFormSet) -> str:
    """The question whether the postage is right, unless the page has shown it; or ""."""
    if form.postage is None or form.cleaned_data["shown_postage"] == str(form.postage):
        return ""
    currency, total = form.price.currency, amounts_of(form, names=len(names.filled)).total
    return _(
        "Printing and posting costs %(postage)s, and the total is now %(total)s. Please check it, "
        "and press the button once more."
    ) % {
        "postage": format_money(form.postage, currency),
        "total": format_money(total, currency),
    }


def _amount_error(form: BasketForm, names: NameFormSet) -> str:
    """Why this total can't be charged, or an empty string."""
    money = amounts_of(form, names=len(names.filled))
    total = money.total
    currency = form.price.currency
    shown = form.cleaned_data["shown_total"]
    if shown and shown != str(total):
        return _("The total is now %(total)s. Please check it before you pay.") % {
            "total": format_money(total, currency)
        }
    # A buyer may go on without the postage, and then pays the rest by card.
    if total - money.postage < form.price.order_minimum:
        return _("The smallest amount that can be paid by card is %(minimum)s.") % {
            "minimum": format_money(form.price.order_minimum, currency)
        }
    if total > MAX_TOTAL:
        return above_card_limit_message()
    return ""
