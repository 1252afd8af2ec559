"""The context of the page on which a list is paid for."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.second_factor import verified_user
from communities.lists.name_lists import UNPAID
from communities.models import Membership, NameList
from communities.paying.form import PayForm
from communities.paying.ordering import MAX_NAMES, orders_of
from core.amounts.money import format_money
from letters.models import Community, Price
from payments.abuse.checkout_limits import ChallengeRequired, RateLimited
from payments.methods.balance import balances
from payments.methods.options import PaymentOptions, payment_options, transfer_code
from payments.models import Method, Order
from payments.orders.amounts import amounts
from payments.orders.place import has_expired

PAGE_SIZE = 100  # names


def ready_names(name_list: NameList) -> int:
    """How many names an order of all ready names would have."""
    return min(name_list.rows.ready().count(), MAX_NAMES)


def render_pay_page(
    request: HttpRequest,
    membership: Membership,
    name_list: NameList,
    form: PayForm,
    *,
    error: str = "",
    checkout_limit: RateLimited | ChallengeRequired | None = None,
    again: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render the page; `again` is the public id of an unpaid order that is paid now."""
    options = payment_options(verified_user(request))
    ready = name_list.rows.ready()
    names = ready_names(name_list)
    selecting = "some" in request.GET or "some" in request.POST
    context = {
        "membership": membership,
        "community": membership.community,
        "name_list": name_list,
        "form": form,
        "names": names,
        "more": ready.count() - names,
        "not_ready": name_list.rows.filter(inscription=None, left_out=False).count()
        - ready.count(),
        "totals": [_total(price, names, membership.community) for price in form.prices.values()],
        "page": _page(request, name_list) if selecting else None,
        "selected": request.POST.getlist("row"),
        "numbers": request.POST.get("numbers", ""),
        "orders": [
            _order_context(order) for order in orders_of(name_list).filter(state__in=UNPAID)
        ],
        "payment_options": options,
        "error": error,
        "checkout_limit": checkout_limit,
        "again": again,
        "no_method": _no_method(options, membership.community),
    }
    return render(request, "communities/paying/pay.html", context, status=status)


def _page(request: HttpRequest, name_list: NameList) -> Any:
    ready = name_list.rows.ready().order_by("position")
    return Paginator(ready, PAGE_SIZE).get_page(request.GET.get("page"))


def _total(price: Price, names: int, community: Community) -> dict[str, Any]:
    """The total in a currency, and the community's balance in it."""
    money = amounts(price=price, names=names, cover_fee=False, gift=0)
    fee = amounts(price=price, names=names, cover_fee=True, gift=0).fee
    balance = balances(community).get(price.currency, 0)
    return {
        "currency": price.currency,
        "each": format_money(price.letter, price.currency),
        "total": format_money(money.total, price.currency),
        "fee": format_money(fee, price.currency),
        "balance": format_money(balance, price.currency) if balance else "",
        "enough_for": balance // price.letter if price.letter else 0,
    }


def _order_context(order: Order) -> dict[str, Any]:
    return {
        "public_id": order.public_id,
        "names": order.names,  # type: ignore[attr-defined]
        "total": order.show(order.total),
        "created_at": order.created_at,
        "processing": order.state == Order.State.PROCESSING,
        "code": transfer_code(order) if order.method == Method.TRANSFER else "",
        "old": has_expired(order),
    }


def _no_method(options: PaymentOptions, community: Community) -> bool:
    return options.none and not balances(community)
