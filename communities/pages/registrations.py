"""The people a community has registered: the page and the download."""

from typing import cast

from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from communities.lists.name_lists import UNPAID, name_list_of, name_list_or_404
from communities.lists.registrations import (
    months,
    registered_rows,
    spreadsheet_rows,
)
from communities.lists.registrations import registrations as registrations_of
from communities.lists.summary import unpaid_names
from communities.members.access import shluchim_only
from communities.models import Membership, PersonalDataExport
from core.forms.text_input import parse_positive_int
from core.http.methods import post_only
from core.languages import active_language
from core.printing.paper import paper_of_country
from core.spreadsheets import csv_lines
from payments.models import Order

PAGE_SIZE = 100


@require_safe
@shluchim_only
def registrations(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The registrations of all lists or of one (`?list=`), with totals by month."""
    name_list = None
    if "list" in request.GET:
        number = request.GET["list"]
        name_list = name_list_or_404(membership, parse_positive_int(number) or 0)
    rows = registered_rows(membership.community, name_list)
    unpaid = unpaid_names(membership.community)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "communities/lists/registrations.html",
        {
            "membership": membership,
            "community": membership.community,
            "name_list": name_list,
            "page": page,
            "registrations": registrations_of(
                page.object_list, community=membership.community, language=active_language()
            ),
            "paper": paper_of_country(membership.community.country),
            "unpaid": [each for each in unpaid if name_list in {None, each.name_list}],
            "months": months(membership.community) if not name_list else [],
        },
    )


@post_only
@shluchim_only
def download_registrations(request: HttpRequest, membership: Membership) -> StreamingHttpResponse:
    """All registrations as CSV; the export is recorded first."""
    PersonalDataExport.objects.create(
        community=membership.community,
        by=cast("User", request.user),
        what=PersonalDataExport.What.REGISTRATIONS,
        rows=registered_rows(membership.community).count(),
    )
    lines = csv_lines(spreadsheet_rows(membership.community, active_language()))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = (
        f'attachment; filename="registrations-{membership.community.slug}.csv"'
    )
    return response


@require_safe
@shluchim_only
def order_list(request: HttpRequest, membership: Membership, public_id: str) -> HttpResponse:
    """Redirect from an order to its list's registrations, or to its payment page if unpaid."""
    order = get_object_or_404(Order, public_id=public_id, community=membership.community)
    name_list = name_list_of(order)
    if name_list is None:
        return redirect("shliach_community", membership.community.slug)
    if order.state in UNPAID:
        return redirect("pay_list", membership.community.slug, name_list.pk)
    response = redirect("registrations", membership.community.slug)
    response["Location"] += f"?list={name_list.pk}"
    return response
