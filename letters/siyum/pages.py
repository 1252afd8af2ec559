"""Cached public pages: the siyum, and how to check a draw. No session, no query per view."""

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core import public_cache
from core.cache import StaleWhileRevalidateCache
from letters.models import Scroll
from letters.scrolls.draw_verification import SHELL_COMMAND
from letters.siyum.siyum import PLAYER_ORIGINS, siyum_details

SERIES = "unity"
_pages = StaleWhileRevalidateCache[public_cache.Page | None](public_cache.MAX_AGE)


@public_cache.cached_for_everyone
@csp_update({"frame-src": list(PLAYER_ORIGINS)})  # type: ignore[arg-type]
@require_safe
def siyum(request: HttpRequest, number: int) -> HttpResponse:
    """The public page of a siyum."""
    language = public_cache.language_of(request)
    return public_cache.respond(
        request, _pages.get(("siyum", number, language), lambda: _siyum(number, language))
    )


@public_cache.cached_for_everyone
@require_safe
def lottery(request: HttpRequest, number: int) -> HttpResponse:
    """The public page that explains how to check a draw."""
    language = public_cache.language_of(request)
    return public_cache.respond(
        request, _pages.get(("lottery", number, language), lambda: _lottery(number, language))
    )


def _siyum(number: int, language: str) -> public_cache.Page | None:
    scroll = _scroll(number)
    if scroll is None:
        return None
    return public_cache.render_page(
        "letters/siyum.html", language, {"siyum": siyum_details(scroll)}
    )


def _lottery(number: int, language: str) -> public_cache.Page | None:
    scroll = _scroll(number)
    if scroll is None:
        return None
    context = {
        "number": scroll.number,
        "commitment": scroll.commitment,
        "seed": scroll.seed if scroll.state == Scroll.State.COMPLETED else "",
        "example": SHELL_COMMAND,
    }
    return public_cache.render_page("letters/lottery.html", language, context)


def _scroll(number: int) -> Scroll | None:
    scrolls = Scroll.objects.select_related("series").filter(registered_here=True)
    return scrolls.filter(series__slug=SERIES, number=number).first()
