"""What the page for paying shows: the names that are ready, their sums, the ways to pay."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from communities.lists.name_lists import UNPAID
from communities.models import Membership, NameList
from communities.paying.form import PayForm
from communities.paying.ordering import MOST, orders_of
from letters.models import Community, Price
from payments.abuse.checkout_limits import ChallengeRequired, RateLimited
from payments.methods.balance import balances
from payments.methods.options import PaymentOptions, payment_options, transfer_code
from payments.models import Method, Order
from payments.money import format_money
from payments.orders.place import amounts, has_expired

ON_A_PAGE = 100  # names to choose from


def ready_names(name_list: NameList) -> int:
    """How many names one order would have now."""
    return min(name_list.rows.ready().count(), MOST)


def show(
    request: HttpRequest,
    membership: Membership,
    name_list: NameList,
    form: PayForm,
    *,
    problem: str = "",
    obstacle: RateLimited | ChallengeRequired | None = None,
    again: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, with what stands in the way; `again` is an unpaid order that is led on."""
    ways = payment_options(request.user)
    ready = name_list.rows.ready()
    names = ready_names(name_list)
    choosing = "some" in request.GET or "some" in request.POST
    context = {
        "membership": membership,
        "community": membership.community,
        "name_list": name_list,
        "form": form,
        "names": names,
        "more": ready.count() - names,
        "not_ready": name_list.rows.filter(inscription=None, left_out=False).count()
        - ready.count(),
        "sums": [_sum(price, names, membership.community) for price in form.prices.values()],
        "page": _page(request, name_list) if choosing else None,
        "chosen": request.POST.getlist("row"),
        "numbers": request.POST.get("numbers", ""),
        "orders": [_told(order) for order in orders_of(name_list).filter(state__in=UNPAID)],
        "ways": ways,
        "problem": problem,
        "obstacle": obstacle,
        "again": again,
        "none": _no_way(ways, membership.community),
    }
    return render(request, "communities/paying/pay.html", context, status=status)


def _page(request: HttpRequest, name_list: NameList) -> Any:
    ready = name_list.rows.ready().order_by("position")
    return Paginator(ready, ON_A_PAGE).get_page(request.GET.get("page"))


def _sum(price: Price, names: int, community: Community) -> dict[str, Any]:
    """What the names come to in a currency, and what the community has ahead in it."""
    money = amounts(price=price, names=names, cover_fee=False, gift=0)
    fee = amounts(price=price, names=names, cover_fee=True, gift=0).fee
    ahead = balances(community).get(price.currency, 0)
    return {
        "currency": price.currency,
        "each": format_money(price.letter, price.currency),
        "total": format_money(money.total, price.currency),
        "fee": format_money(fee, price.currency),
        "ahead": format_money(ahead, price.currency) if ahead else "",
        "enough_for": ahead // price.letter if price.letter else 0,
    }


def _told(order: Order) -> dict[str, Any]:
    return {
        "public_id": order.public_id,
        "names": order.names,  # type: ignore[attr-defined]
        "total": order.show(order.total),
        "created_at": order.created_at,
        "processing": order.state == Order.State.PROCESSING,
        "code": transfer_code(order) if order.method == Method.TRANSFER else "",
        "old": has_expired(order),
    }


def _no_way(ways: PaymentOptions, community: Community) -> bool:
    return ways.none and not balances(community)
