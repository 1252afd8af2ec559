"""The page on which a shliach pays for names of a list."""

from contextlib import suppress
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from communities.lists.duplicate_checks import recheck
from communities.lists.name_lists import name_list_or_404
from communities.lists.row_selection import InvalidRowNumbers, selected_rows
from communities.members.access import shluchim_only
from communities.models import Membership, NameList
from communities.pages.pay_context import ready_names, render_pay_page
from communities.paying.form import PayForm
from communities.paying.ordering import (
    ListChanged,
    NothingReady,
    list_form_key,
    order_rows,
    orders_of,
    release_order,
)
from core.amounts.money import format_money
from core.calendar.time_zones import time_zones
from core.http.methods import post_only
from letters.holders.audience import NotInAudience
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
from payments.orders.amounts import amounts
from payments.orders.consent import LIST, version_of
from payments.orders.place import NotPayable, SeriesClosed, has_expired
from payments.pages.start_payment import redirect_to_checkout, redirect_to_transfer

CARD, TRANSFER, BALANCE, FUND = "card", "transfer", "balance", "fund"
CANCEL = "cancel"


@dataclass(frozen=True)
class PaymentRequest:
    """What a valid form asks to be paid."""

    rows: list[int] | None
    price: Price
    cover_fee: bool
    shown: int
    token: str
    zone: str


@require_http_methods(["GET", "HEAD", "POST"])
@shluchim_only
def pay(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """The names that are ready, their total, and the methods of payment."""
    name_list = name_list_or_404(membership, pk)
    prices = list(name_list.series.prices.order_by("pk"))
    names = 0 if "some" in request.GET or "some" in request.POST else ready_names(name_list)
    if request.method != "POST":
        return render_pay_page(request, membership, name_list, PayForm(prices=prices, names=names))
    form = PayForm(request.POST, prices=prices, names=names)
    method, _separator, balance_currency = request.POST.get("method", "").partition(":")
    if not form.is_valid():
        return render_pay_page(request, membership, name_list, form, status=422)
    try:
        payment = _payment_request(request, name_list, form, method, balance_currency)
    except InvalidRowNumbers as invalid:
        return render_pay_page(request, membership, name_list, form, error=str(invalid), status=422)
    if error := _payment_error(request, membership.community, payment, method):
        return render_pay_page(request, membership, name_list, form, error=error, status=422)
    return _order_and_pay(request, membership, name_list, form, payment, method)


def _payment_request(
    request: HttpRequest, name_list: NameList, form: PayForm, method: str, balance_currency: str
) -> PaymentRequest:
    """`balance_currency`: of the balance that pays, or "". Raises InvalidRowNumbers."""
    selected = selected_rows(
        name_list, request.POST.getlist("row"), request.POST.get("numbers", "")
    )
    zone = form.cleaned_data["zone"]
    return PaymentRequest(
        rows=selected if "some" in request.POST else None,
        price=form.prices.get(balance_currency, form.price),
        cover_fee=form.cleaned_data["cover_fee"] and method == CARD,
        shown=len(selected) if "some" in request.POST else form.cleaned_data["shown"],
        token=form.cleaned_data["token"],
        zone=zone if zone in time_zones() else settings.HOME_ZONE,
    )


def _payment_error(
    request: HttpRequest, community: Community, payment: PaymentRequest, method: str
) -> str:
    """Why this can't be paid by this method, or ""."""
    if payment.rows == []:
        return _("Tick the names that you want to pay for, or write their numbers.")
    options = payment_options(request.user)
    if method == CARD and not options.cards:
        return cards_unavailable_message()
    if method == TRANSFER and not options.bank_details:
        return _("Bank transfer is unavailable right now.")
    if method == FUND and not options.fund:
        return _("You have no letters left that the fund pays for.")
    if method not in {CARD, TRANSFER, BALANCE, FUND}:
        return _("Choose how you want to pay.")
    return _amount_error(payment) if method == CARD else ""


def _amount_error(payment: PaymentRequest) -> str:
    money = amounts(price=payment.price, names=payment.shown, cover_fee=payment.cover_fee, gift=0)
    if money.total < payment.price.order_minimum:
        return _("The smallest amount that can be paid by card is %(minimum)s.") % {
            "minimum": format_money(payment.price.order_minimum, payment.price.currency)
        }
    if money.total > MAX_TOTAL:
        return _(
            "That is more than one card payment can hold. Please choose fewer names, or a bank "
            "transfer."
        )
    return ""


def _order_and_pay(
    request: HttpRequest,
    membership: Membership,
    name_list: NameList,
    form: PayForm,
    payment: PaymentRequest,
    method: str,
) -> HttpResponse:
    """Order the names and start the payment, or show why that is not possible."""
    user = cast("User", request.user)
    try:
        if method == CARD:  # before anything is written; `redirect_to_checkout` counts under a lock
            key = list_form_key(
                name_list,
                payment.rows,
                price=payment.price,
                cover_fee=payment.cover_fee,
                token=payment.token,
            )
            check_limits(
                requester_from_user(user), form_key=key, solution=form.cleaned_data["solution"]
            )
        order = _place_order(request, name_list, payment, method)
        return _redirect_to_payment(request, order, method)
    except (RateLimited, ChallengeRequired) as limit:
        return render_pay_page(
            request, membership, name_list, form, checkout_limit=limit, status=429
        )
    except ListChanged as changed:
        error = ngettext(
            "The list has changed: %(names)s name is ready now. Please check again.",
            "The list has changed: %(names)s names are ready now. Please check again.",
            changed.names,
        ) % {"names": changed.names}
    except NothingReady:
        error = _("These names are already in an order, or are no longer ready.")
    except SeriesClosed:
        error = _(
            "Registration for these scrolls has closed. Nothing was charged, and your list is "
            "saved."
        )
    except NotInAudience:
        recheck(name_list)
        error = _(
            "A child on this list has grown too old for this scroll since it was checked. Please "
            "see the unclear rows."
        )
    except (InsufficientBalance, InsufficientFunds, QuotaExceeded) as refusal:
        error = str(refusal)
    return render_pay_page(request, membership, name_list, form, error=error, status=409)


def _place_order(
    request: HttpRequest, name_list: NameList, payment: PaymentRequest, method: str
) -> Order:
    """Place the order. If a balance or the fund pays, order and payment are one transaction."""
    user = cast("User", request.user)
    with transaction.atomic(durable=True):
        order = order_rows(
            name_list=name_list,
            rows=payment.rows,
            shown=payment.shown,
            by=user,
            price=payment.price,
            cover_fee=payment.cover_fee,
            language=request.LANGUAGE_CODE,
            zone=payment.zone,
            token=payment.token,
            consent=version_of(LIST),
        )
        _pay_from_funds(order, user, method)
    return order


def _pay_from_funds(order: Order, user: User, method: str) -> None:
    with suppress(NotPayable):  # the same form again: its page shows the letters
        if method == BALANCE:
            pay_from_balance(order=order, by=user)
        elif method == FUND:
            grant(order=order, by=user)


def _redirect_to_payment(request: HttpRequest, order: Order, method: str) -> HttpResponse:
    """Redirect to the payment, or to what was bought. Raises RateLimited and ChallengeRequired."""
    if method == CARD:
        return redirect_to_checkout(request, order, requester_from_user(cast("User", request.user)))
    if method == TRANSFER:
        return redirect_to_transfer(request, order, requester_from_user(cast("User", request.user)))
    return redirect("order", order.public_id)


@post_only
@shluchim_only
def unpaid_order(
    request: HttpRequest, membership: Membership, pk: int, public_id: str
) -> HttpResponse:
    """Pay an unpaid order of the list, or cancel it so that its names can be ordered again."""
    name_list = name_list_or_404(membership, pk)
    order = get_object_or_404(orders_of(name_list), public_id=public_id)
    method = request.POST.get("method", "")
    try:
        if method == CANCEL:
            released = release_order(order)
            messages.success(request, _canceled_message(released))
        elif method in {CARD, TRANSFER, BALANCE, FUND} and not has_expired(order):
            return _pay_again(request, order, method)
    except NotPayable as paid:
        messages.warning(request, str(paid) or _("This order is paid."))
    except gateway.StripeUnavailable:
        messages.warning(request, _stripe_unreachable())
    except (InsufficientBalance, InsufficientFunds, NotInAudience, QuotaExceeded) as refusal:
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
    except ChallengeRequired as limit:
        form = PayForm(prices=list(name_list.series.prices.order_by("pk")))
        return render_pay_page(
            request,
            membership,
            name_list,
            form,
            checkout_limit=limit,
            again=order.public_id,
            status=429,
        )
    return redirect("pay_list", membership.community.slug, name_list.pk)


def _pay_again(request: HttpRequest, order: Order, method: str) -> HttpResponse:
    user = cast("User", request.user)
    if method in {BALANCE, FUND}:
        expire_sessions(order)  # or it could be paid on its open page as well
        _pay_from_funds(order, user, method)
    return _redirect_to_payment(request, order, method)


def _canceled_message(names: int) -> str:
    return ngettext(
        "The order is cancelled. %(names)s name can be paid for in another way.",
        "The order is cancelled. %(names)s names can be paid for in another way.",
        names,
    ) % {"names": names}


def _stripe_unreachable() -> str:
    return _(
        "We can’t reach Stripe right now, so we can’t be sure that the order is not being paid "
        "there. Nothing was changed; please try again in a minute."
    )
