"""The ledger on the page, and as a file."""

from typing import cast

from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from communities.lists.name_lists import UNPAID, name_list_of
from communities.lists.registrations import entries, months, registered, sheet_of
from communities.members.access import shluchim_only
from communities.models import Export, Membership, NameList
from core.spreadsheets import csv_lines
from payments.models import Order

ON_A_PAGE = 100


@require_safe
@shluchim_only
def ledger(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Who was registered when, by whom, paid how; totals by month."""
    name_list = None
    if "name_list" in request.GET:
        own = NameList.objects.filter(community=membership.community)
        number = request.GET["name_list"]
        name_list = get_object_or_404(own, pk=number if number.isdecimal() else 0)
    rows = registered(membership.community, name_list)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "communities/lists/registrations.html",
        {
            "membership": membership,
            "community": membership.community,
            "name_list": name_list,
            "page": page,
            "entries": entries(page.object_list, get_language() or "en"),
            "months": months(membership.community) if not name_list else [],
        },
    )


@require_POST
@shluchim_only
def download(request: HttpRequest, membership: Membership) -> StreamingHttpResponse:
    """The whole ledger for a spreadsheet; that it was fetched is written down first."""
    Export.objects.create(
        community=membership.community,
        by=cast("User", request.user),
        what=Export.What.LEDGER,
        rows=registered(membership.community).count(),
    )
    lines = csv_lines(sheet_of(membership.community, get_language() or "en"))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="ledger-{membership.community.slug}.csv"'
    return answer


@require_safe
@shluchim_only
def list_of_order(request: HttpRequest, membership: Membership, public_id: str) -> HttpResponse:
    """From an order's page or mail to the list: to its ledger, or where it is paid for."""
    order = get_object_or_404(Order, public_id=public_id, community=membership.community)
    name_list = name_list_of(order)
    if name_list is None:
        return redirect("shliach_community", membership.community.slug)
    if order.state in UNPAID:
        return redirect("pay_list", membership.community.slug, name_list.pk)
    ledger = redirect("ledger", membership.community.slug)
    ledger["Location"] += f"?name_list={name_list.pk}"
    return ledger
