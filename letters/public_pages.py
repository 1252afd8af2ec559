"""Pages for a crowd: the siyum, and how to check the lottery. No session, no query a view."""

import hashlib

from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_request, override
from django.views.decorators.http import require_safe

from letters.fresh import Fresh
from letters.lottery import LAYMANS_EXAMPLE
from letters.models import Scroll
from letters.siyum import PLAYERS, siyum_of

SERIES = "unity"
FRESH_FOR = 5  # seconds
_pages: Fresh[tuple[bytes, str]] = Fresh(FRESH_FOR)


@csp_update({"frame-src": list(PLAYERS)})  # type: ignore[arg-type]
@require_safe
def siyum(request: HttpRequest, number: int) -> HttpResponse:
    """The siyum of a scroll."""
    language = _language(request)
    return _answer(
        request, _pages.get(("siyum", number, language), lambda: _siyum(number, language))
    )


@require_safe
def lottery(request: HttpRequest, number: int) -> HttpResponse:
    """How anyone can check a scroll's lottery."""
    language = _language(request)
    page = _pages.get(("lottery", number, language), lambda: _lottery(number, language))
    return _answer(request, page)


def _language(request: HttpRequest) -> str:
    """The one named in the address, or as everywhere."""
    asked = request.GET.get("language", "")
    return asked if asked in {"en", "he"} else get_language_from_request(request)


def _siyum(number: int, language: str) -> tuple[bytes, str]:
    scroll = _scroll(number)
    with override(language):
        return _page("letters/siyum.html", {"siyum": siyum_of(scroll), "language": language})


def _lottery(number: int, language: str) -> tuple[bytes, str]:
    scroll = _scroll(number)
    context = {
        "number": scroll.number,
        "commitment": scroll.commitment,
        "seed": scroll.seed if scroll.state == Scroll.State.COMPLETED else "",
        "example": LAYMANS_EXAMPLE,
        "language": language,
    }
    with override(language):
        return _page("letters/lottery.html", context)


def _scroll(number: int) -> Scroll:
    scrolls = Scroll.objects.select_related("series").filter(registered_here=True)
    return get_object_or_404(scrolls, series__slug=SERIES, number=number)


def _page(template: str, context: dict[str, object]) -> tuple[bytes, str]:
    """A page without its reader: no request, so nothing of a session can come into it."""
    body = render_to_string(template, context).encode()
    return body, f'"{hashlib.sha256(body).hexdigest()[:20]}"'


def _answer(request: HttpRequest, page: tuple[bytes, str] | None) -> HttpResponse:
    if page is None:
        raise Http404
    body, mark = page
    unchanged = request.headers.get("If-None-Match") == mark
    response = HttpResponse(b"" if unchanged else body, status=304 if unchanged else 200)
    response["ETag"] = mark
    response["Cache-Control"] = f"public, max-age={FRESH_FOR}, stale-while-revalidate=30"
    response["Vary"] = "Accept-Language, Cookie"
    return response
