"""Cached public pages: the siyum, and how to check a draw. No session, no query per view."""

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from core.cache import StaleWhileRevalidateCache
from core.http import public_cache
from letters.models import Scroll
from letters.scrolls.draw_verification import SHELL_COMMAND
from letters.series import DEFAULT, series_q, series_url
from letters.siyum.calendar_file import siyum_calendar
from letters.siyum.siyum import PLAYER_ORIGINS, siyum_details

_pages = StaleWhileRevalidateCache[public_cache.Page | None](public_cache.MAX_AGE)


@public_cache.cached_for_everyone
@csp_update({"frame-src": list(PLAYER_ORIGINS)})  # type: ignore[arg-type]
@require_safe
def siyum(request: HttpRequest, number: int, series: str = DEFAULT) -> HttpResponse:
    """The public page of a siyum."""
    language = public_cache.language_of(request)
    return public_cache.respond(
        request,
        _pages.get(
            ("siyum", series, number, language),
            lambda: _siyum(series, number, language, request.path_info),
        ),
    )


@public_cache.cached_for_everyone
@require_safe
def calendar_file(request: HttpRequest, number: int, series: str = DEFAULT) -> HttpResponse:
    """The siyum as a calendar file."""
    language = public_cache.language_of(request)
    key = ("calendar", series, number, language)
    page = _pages.get(key, lambda: _calendar(series, number, language))
    response = public_cache.respond(request, page, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="siyum-{number}.ics"'
    return response


@public_cache.cached_for_everyone
@require_safe
def draw(request: HttpRequest, number: int, series: str = DEFAULT) -> HttpResponse:
    """The public page that explains how to check a draw."""
    language = public_cache.language_of(request)
    return public_cache.respond(
        request,
        _pages.get(
            ("draw", series, number, language),
            lambda: _draw(series, number, language, request.path_info),
        ),
    )


def _siyum(series: str, number: int, language: str, path: str) -> public_cache.Page | None:
    scroll = _scroll(series, number)
    if scroll is None:
        return None
    with override(language):
        context = {"siyum": siyum_details(scroll), "series": scroll.series}
    return public_cache.render_page("letters/siyum.html", language, context, path=path)


def _calendar(series: str, number: int, language: str) -> public_cache.Page | None:
    scroll = _scroll(series, number)
    if scroll is None:
        return None
    with override(language):
        content = siyum_calendar(scroll, series_url("siyum", scroll.series, scroll.number))
    return public_cache.Page.of(content) if content else None


def _draw(series: str, number: int, language: str, path: str) -> public_cache.Page | None:
    scroll = _scroll(series, number)
    if scroll is None or not scroll.registered_here:
        return None
    context = {
        "number": scroll.number,
        "series": scroll.series,
        "commitment": scroll.commitment,
        "seed": scroll.seed if scroll.state == Scroll.State.COMPLETED else "",
        "example": SHELL_COMMAND,
    }
    return public_cache.render_page("letters/draw.html", language, context, path=path)


def _scroll(series: str, number: int) -> Scroll | None:
    scrolls = Scroll.objects.select_related("series")
    return scrolls.filter(series_q(series, prefix="series__"), number=number).first()
