"""The page of a personal link: the basket with the name of a row, or why it is closed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from communities.paying import personal_links
from core.http.visitors import opened_by_person
from payments.basket.flow import BasketFlow
from payments.basket.views import run_basket


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The recipient completes the names and pays."""
    row = personal_links.row_of(token)
    if row is None:
        return _closed(request, _("This link is no longer valid."), status=404)
    state = personal_links.state_of(row)
    if state != personal_links.OPEN and not _may_be_sent_again(request):
        status = 503 if state == personal_links.NOT_READ else 410
        return _closed(request, personal_links.closed_message(state), status=status)
    if opened_by_person(request):
        personal_links.record_opened(row)
    flow = BasketFlow(
        series=row.name_list.series,
        url=reverse("join", args=[row.token]),
        template="communities/paying/join.html",
        initial_data=personal_links.initial_data(row),
        create_order=personal_links.create_order(row),
        extra_context={"fixed_community": row.name_list.community},
    )
    answer = run_basket(flow, request)
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _may_be_sent_again(request: HttpRequest) -> bool:
    """Whether this may be the form of an existing order, which redirects to that order."""
    return request.method == "POST"


def _closed(request: HttpRequest, message: str, *, status: int) -> HttpResponse:
    answer = render(
        request, "communities/paying/join_closed.html", {"message": message}, status=status
    )
    answer["X-Robots-Tag"] = "noindex"
    return answer
