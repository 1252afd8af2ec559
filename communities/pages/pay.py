"""The page on which a shliach pays for names of a list."""

from contextlib import suppress
from dataclasses import dataclass
from typing import cast
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from communities.lists.name_lists import own_name_list
from communities.lists.row_selection import WrongNumbers, chosen_rows
from communities.members.access import shluchim_only
from communities.models import Membership, NameList
from communities.pages.pay_context import ready_names, show
from communities.paying.form import PayForm
from communities.paying.ordering import (
    ListChanged,
    NothingReady,
    list_key,
    order_rows,
    orders_of,
    release,
)
from letters.models import Community, Price
from payments import gateway
from payments.abuse.checkout_limits import (
    ChallengeRequired,
    RateLimited,
    check_limits,
    requester_from_user,
)
from payments.basket.form import MAX_TOTAL
from payments.checkout.cancel import expire_sessions
from payments.methods.balance import InsufficientBalance, pay_from_balance
from payments.methods.fund import InsufficientFunds, QuotaExceeded, grant
from payments.methods.options import cards_unavailable_message, payment_options
from payments.models import Order
from payments.money import format_money
from payments.orders.place import NotPayable, SeriesClosed, amounts, has_expired
from payments.pages.start_payment import redirect_to_checkout, redirect_to_transfer

CARD, TRANSFER, BALANCE, FUND = "card", "transfer", "balance", "fund"
GIVE_UP = "give-up"


@dataclass(frozen=True)
class Wish:
    """What a good form asks for."""

    rows: list[int] | None
    price: Price
    cover_fee: bool
    shown: int
    token: str
    zone: str


@require_http_methods(["GET", "HEAD", "POST"])
@shluchim_only
def pay(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """How many are ready, what they come to, and the ways to pay for them."""
    name_list = own_name_list(membership, pk)
    prices = list(name_list.series.prices.order_by("pk"))
    names = 0 if "some" in request.GET or "some" in request.POST else ready_names(name_list)
    if request.method != "POST":
        return show(request, membership, name_list, PayForm(prices=prices, names=names))
    form = PayForm(request.POST, prices=prices, names=names)
    way, _of, ahead = request.POST.get("way", "").partition(":")
    if not form.is_valid():
        return show(request, membership, name_list, form, status=422)
    try:
        wish = _wish(request, name_list, form, way, ahead)
    except WrongNumbers as wrong:
        return show(request, membership, name_list, form, problem=str(wrong), status=422)
    if problem := _problem(request, membership.community, wish, way):
        return show(request, membership, name_list, form, problem=problem, status=422)
    return _sent(request, membership, name_list, form, wish, way)


def _wish(request: HttpRequest, name_list: NameList, form: PayForm, way: str, ahead: str) -> Wish:
    """`ahead`: in which currency, where what the community has ahead pays. Raises WrongNumbers."""
    chosen = chosen_rows(name_list, request.POST.getlist("row"), request.POST.get("numbers", ""))
    zone = form.cleaned_data["zone"]
    return Wish(
        rows=chosen if "some" in request.POST else None,
        price=form.prices.get(ahead, form.price),
        cover_fee=form.cleaned_data["cover_fee"] and way == CARD,
        shown=len(chosen) if "some" in request.POST else form.cleaned_data["shown"],
        token=form.cleaned_data["token"],
        zone=zone if zone in available_timezones() else settings.HOME_ZONE,
    )


def _problem(request: HttpRequest, community: Community, wish: Wish, way: str) -> str:
    """Why this can't be paid in this way, or nothing."""
    if wish.rows == []:
        return _("Tick the names that you want to pay for, or write their numbers.")
    ways = payment_options(request.user)
    if way == CARD and not ways.cards:
        return cards_unavailable_message()
    if way == TRANSFER and not ways.bank_details:
        return _("Bank transfer is unavailable right now.")
    if way == FUND and not ways.fund:
        return _("You have no letters left that the fund pays for.")
    if way not in {CARD, TRANSFER, BALANCE, FUND}:
        return _("Choose how you want to pay.")
    return _amount_problem(wish) if way == CARD else ""


def _amount_problem(wish: Wish) -> str:
    money = amounts(price=wish.price, names=wish.shown, cover_fee=wish.cover_fee, gift=0)
    if money.total < wish.price.minimum:
        return _("The smallest amount that can be paid by card is %(minimum)s.") % {
            "minimum": format_money(wish.price.minimum, wish.price.currency)
        }
    if money.total > MAX_TOTAL:
        return _(
            "That is more than one card payment can hold. Please choose fewer names, or a bank "
            "transfer."
        )
    return ""


def _sent(
    request: HttpRequest,
    membership: Membership,
    name_list: NameList,
    form: PayForm,
    wish: Wish,
    way: str,
) -> HttpResponse:
    """A good form becomes an order, unless the list or the money does not allow it."""
    user = cast("User", request.user)
    try:
        if way == CARD:  # before anything is written; `redirect_to_checkout` counts under a lock
            key = list_key(
                name_list, wish.rows, price=wish.price, cover_fee=wish.cover_fee, token=wish.token
            )
            check_limits(
                requester_from_user(user), form_key=key, solution=form.cleaned_data["solution"]
            )
        order = _ordered(request, name_list, wish, way)
        return _on(request, order, way)
    except (RateLimited, ChallengeRequired) as obstacle:
        return show(request, membership, name_list, form, obstacle=obstacle, status=429)
    except ListChanged as changed:
        problem = ngettext(
            "The list has changed: %(names)s name is ready now. Please check again.",
            "The list has changed: %(names)s names are ready now. Please check again.",
            changed.names,
        ) % {"names": changed.names}
    except NothingReady:
        problem = _("These names are already in an order, or are no longer ready.")
    except SeriesClosed:
        problem = _(
            "Registration for these scrolls has closed. Nothing was charged, and your list is "
            "saved."
        )
    except (InsufficientBalance, InsufficientFunds, QuotaExceeded) as refusal:
        problem = str(refusal)
    return show(request, membership, name_list, form, problem=problem, status=409)


def _ordered(request: HttpRequest, name_list: NameList, wish: Wish, way: str) -> Order:
    """The order; where the money is here already, paid in the same commit or not written at all."""
    user = cast("User", request.user)
    with transaction.atomic(durable=True):
        order = order_rows(
            name_list=name_list,
            rows=wish.rows,
            shown=wish.shown,
            by=user,
            price=wish.price,
            cover_fee=wish.cover_fee,
            language=request.LANGUAGE_CODE,
            zone=wish.zone,
            token=wish.token,
        )
        _pay_at_once(order, user, way)
    return order


def _pay_at_once(order: Order, user: User, way: str) -> None:
    with suppress(NotPayable):  # the same form again: its page shows the letters
        if way == BALANCE:
            pay_from_balance(order=order, by=user)
        elif way == FUND:
            grant(order=order, by=user)


def _on(request: HttpRequest, order: Order, way: str) -> HttpResponse:
    """On to the payment, or to what was bought. Raises TooOften and WorkAsked."""
    if way == CARD:
        return redirect_to_checkout(request, order, requester_from_user(cast("User", request.user)))
    if way == TRANSFER:
        return redirect_to_transfer(request, order)
    return redirect("order", order.public_id)


@require_POST
@shluchim_only
def unpaid(request: HttpRequest, membership: Membership, pk: int, public_id: str) -> HttpResponse:
    """Pay an order of the list that was not paid, or give it up so that its names are free."""
    name_list = own_name_list(membership, pk)
    order = get_object_or_404(orders_of(name_list), public_id=public_id)
    way = request.POST.get("way", "")
    try:
        if way == GIVE_UP:
            freed = release(order)
            messages.success(request, _free_again(freed))
        elif way in {CARD, TRANSFER, BALANCE, FUND} and not has_expired(order):
            return _pay_again(request, order, way)
    except NotPayable as paid:
        messages.warning(request, str(paid) or _("This order is paid."))
    except gateway.StripeUnavailable:
        messages.warning(request, _unreachable())
    except (InsufficientBalance, InsufficientFunds, QuotaExceeded) as refusal:
        messages.warning(request, str(refusal))
    except RateLimited as often:
        messages.warning(
            request,
            _(
                "Too many payments were started and not completed. Please try again in "
                "%(minutes)s minutes."
            )
            % {"minutes": often.minutes},
        )
    except ChallengeRequired as obstacle:
        form = PayForm(prices=list(name_list.series.prices.order_by("pk")))
        return show(
            request,
            membership,
            name_list,
            form,
            obstacle=obstacle,
            again=order.public_id,
            status=429,
        )
    return redirect("pay_list", membership.community.slug, name_list.pk)


def _pay_again(request: HttpRequest, order: Order, way: str) -> HttpResponse:
    user = cast("User", request.user)
    if way in {BALANCE, FUND}:
        expire_sessions(order)  # or it could be paid on its open page as well
        _pay_at_once(order, user, way)
    return _on(request, order, way)


def _free_again(names: int) -> str:
    return ngettext(
        "The order is cancelled. %(names)s name can be paid for in another way.",
        "The order is cancelled. %(names)s names can be paid for in another way.",
        names,
    ) % {"names": names}


def _unreachable() -> str:
    return _(
        "We can’t reach Stripe right now, so we can’t be sure that the order is not being paid "
        "there. Nothing was changed; please try again in a minute."
    )
