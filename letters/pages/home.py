"""The home page of a series, and its questions and answers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import override
from django.views.decorators.http import require_safe

from core.cache import StaleWhileRevalidateCache
from core.http import public_cache
from letters.models import Scroll, Series
from letters.pages.home_figures import figures_of
from letters.scrolls.glance import glance_of
from letters.scrolls.glance_picture import HEIGHT, WIDTH
from letters.scrolls.home_stats import home_stats
from letters.series import DEFAULT, series_or_404, series_q
from organisation.models import SiteText
from organisation.texts import site_text

_pages = StaleWhileRevalidateCache[public_cache.Page | None](public_cache.MAX_AGE)


@public_cache.cached_for_everyone
@require_safe
def home(request: HttpRequest, series: str = DEFAULT) -> HttpResponse:
    """The home page of a series. That of the default one exists before there is any."""
    language = public_cache.language_of(request)
    page = _pages.get((series, language), lambda: _home(series, language, request.path_info))
    return public_cache.respond(request, page, vary_on_cookie=False)


@require_safe
def questions(request: HttpRequest, series: str = DEFAULT) -> HttpResponse:
    """Questions and answers about a series; of the default one a text of the committee."""
    shown = series_or_404(series) if series else None
    context = {
        "stats": home_stats(series),
        "series": shown,
        "text": None if series else site_text(SiteText.Page.QUESTIONS),
    }
    return render(request, "letters/questions.html", context)


@require_safe
def old_questions(request: HttpRequest, series: str) -> HttpResponse:
    """The former address."""
    return redirect("series_questions", series_or_404(series).slug, permanent=True)


def _home(slug: str, language: str, path: str) -> public_cache.Page | None:
    shown = Series.objects.filter(series_q(slug)).first()
    if shown is None and slug:
        return None
    scroll = _scroll_of(shown)
    context: dict[str, object] = {
        "stats": home_stats(slug),
        # Without one the template has the words of the default series.
        "series": shown if slug else None,
        "size": (WIDTH, HEIGHT),
    }
    if shown and scroll:
        glance = glance_of(scroll)
        context |= {"scroll": scroll, "of_series": shown, "glance": glance}
        with override(language):
            context["figures"] = figures_of(scroll, glance)
    return public_cache.render_page("letters/home.html", language, context, path=path)


def _scroll_of(series: Series | None) -> Scroll | None:
    """The scroll that is being filled or is next; while none is prepared, the last one."""
    if series is None:
        return None
    scrolls = Scroll.objects.filter(series=series, registered_here=True).select_related("series")
    return scrolls.drawable().first() or scrolls.order_by("number").last()
