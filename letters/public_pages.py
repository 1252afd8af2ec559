"""Pages for a crowd: the siyum, and how to check the lottery. No session, no query a view."""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language_from_request, override
from django.views.decorators.http import require_safe

from letters.fresh import Fresh
from letters.lottery import LAYMANS_EXAMPLE
from letters.models import Scroll
from letters.siyum import PLAYERS, siyum_of

SERIES = "unity"
FRESH_FOR = 5  # seconds
_LANGUAGES: Final = frozenset({"en", "he"})


@dataclass(frozen=True)
class Page:
    """A finished page: its bytes, the same packed, and its mark (ETag)."""

    body: bytes
    packed: bytes
    mark: str


_pages: Fresh[Page] = Fresh(FRESH_FOR)


class PublicPages:
    """Middleware: a crowd is answered before sessions, sign-in and messages are looked at.

    What is wrapped around it still holds: https, security headers, the content security policy.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The page, when the address is one of them; else whatever comes after answers."""
        try:
            found = resolve(request.path_info)
            if found.func in (siyum, lottery):
                answer: HttpResponse = found.func(request, **found.kwargs)
                return answer
        except (Resolver404, Http404):
            pass  # told in the reader's language by those who know him
        return self._get_response(request)


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
    return _answer(
        request, _pages.get(("lottery", number, language), lambda: _lottery(number, language))
    )


def _language(request: HttpRequest) -> str:
    """The one named in the address, or as everywhere."""
    return _asked(request) or get_language_from_request(request)


def _asked(request: HttpRequest) -> str:
    """The language named in the address, if any."""
    asked = request.GET.get("language", "")
    return asked if asked in _LANGUAGES else ""


def _siyum(number: int, language: str) -> Page | None:
    scroll = _scroll(number)
    if scroll is None:
        return None
    with override(language):
        return _page("letters/siyum.html", {"siyum": siyum_of(scroll), "language": language})


def _lottery(number: int, language: str) -> Page | None:
    scroll = _scroll(number)
    if scroll is None:
        return None
    context = {
        "number": scroll.number,
        "commitment": scroll.commitment,
        "seed": scroll.seed if scroll.state == Scroll.State.COMPLETED else "",
        "example": LAYMANS_EXAMPLE,
        "language": language,
    }
    with override(language):
        return _page("letters/lottery.html", context)


def _scroll(number: int) -> Scroll | None:
    scrolls = Scroll.objects.select_related("series").filter(registered_here=True)
    return scrolls.filter(series__slug=SERIES, number=number).first()


def _page(template: str, context: dict[str, object]) -> Page:
    """A page without its reader: no request, so nothing of a session can come into it."""
    body = render_to_string(template, context).encode()
    # Weak, for packed and unpacked are not the same bytes.
    mark = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
    return Page(body, gzip.compress(body, mtime=0), mark)


def _answer(request: HttpRequest, page: Page | None) -> HttpResponse:
    if page is None:
        raise Http404
    packed = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    body = page.packed if packed else page.body
    by_reader = "" if _asked(request) else ", Accept-Language, Cookie"
    headers = {
        "ETag": page.mark,
        "Cache-Control": f"public, max-age={FRESH_FOR}, stale-while-revalidate=30",
        "Vary": f"Accept-Encoding{by_reader}",
        "Content-Length": str(len(body)),
    }
    if packed:
        headers["Content-Encoding"] = "gzip"
    response = HttpResponse(b"" if request.method == "HEAD" else body, headers=headers)
    return get_conditional_response(request, etag=page.mark, response=response) or response
