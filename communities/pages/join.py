"""Where a personal link leads: the basket, filled with one name of a list; or why not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from communities.paying import personal_links
from payments.basket.flow import BasketFlow
from payments.basket.views import run_basket


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """A person completes his names and pays; a used or withdrawn link says so."""
    row = personal_links.row_of(token)
    if row is None:
        return _over(request, _("This link is no longer valid."), status=404)
    state = personal_links.state_of(row)
    if state != personal_links.OPEN and not _sent_again(request):
        return _over(request, personal_links.sentence_of(state), status=410)
    if _opened_by_a_person(request):
        personal_links.note_opened(row)
    flow = BasketFlow(
        url=reverse("join", args=[row.token]),
        template="communities/paying/join.html",
        initial_data=personal_links.initial_data(row),
        create_order=personal_links.create_order(row),
        extra_context={"fixed_community": row.name_list.community},
    )
    answer = run_basket(flow, request)
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _sent_again(request: HttpRequest) -> bool:
    """Whether it may be the form of an order that is there: it leads to that order's page."""
    return request.method == "POST"


def _opened_by_a_person(request: HttpRequest) -> bool:
    """Not by a chat program that fetches a preview: only browsers say that they open a page."""
    return request.method == "POST" or request.headers.get("Sec-Fetch-Dest") == "document"


def _over(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse:
    answer = render(
        request, "communities/paying/join_closed.html", {"sentence": sentence}, status=status
    )
    answer["X-Robots-Tag"] = "noindex"
    return answer
