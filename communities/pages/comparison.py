"""The page that compares communities. Cached: no query a view."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from communities.public.comparison import compare, scrolls_compared
from core.cache import StaleWhileRevalidateCache
from core.http import public_cache
from letters.models import Scroll

ALL = "all"  # scrolls, in the address
SCROLLS_SHOWN = 3  # besides "all"; others by their URL
_pages = StaleWhileRevalidateCache[public_cache.Page | None](public_cache.MAX_AGE)


@dataclass(frozen=True)
class Query:
    """The query of the URL: scroll is a number, "all" or "", country a code or ""."""

    scroll: str
    country: str
    language: str

    def url(self, **changes: str) -> str:
        """The query string with changes, without empty values."""
        values = {"scroll": self.scroll, "country": self.country, "language": self.language}
        return "?" + urlencode({key: value for key, value in (values | changes).items() if value})


@dataclass(frozen=True)
class Choice:
    """A scroll in the navigation; all scrolls if it has no number."""

    number: int | None
    url: str
    selected: bool


@public_cache.cached_for_everyone
@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """Communities by people: in a scroll or in all, in a country or in all."""
    scroll, country = request.GET.get("scroll", ""), request.GET.get("country", "")
    query = Query(scroll, country, public_cache.language_of(request))
    return public_cache.respond(request, _pages.get(query, lambda: _page(query)))


def _page(query: Query) -> public_cache.Page | None:
    """The page; None if there is no such scroll or no community in that country."""
    scrolls = scrolls_compared()
    by_number = {str(scroll.number): scroll for scroll in scrolls}
    selected = query.scroll or next(iter(by_number), ALL)
    if selected != ALL and selected not in by_number:
        return None
    shown = compare(by_number.get(selected), country=query.country)
    if query.country and not shown.communities:
        return None
    context = {
        "shown": shown,
        "country": query.country,
        "choices": _choices(query, scrolls[:SCROLLS_SHOWN], selected),
        "countries": [(each, query.url(country=each.code)) for each in shown.countries],
        "everywhere": query.url(country=""),
        "other_languages": [
            (code, query.url(language=code))
            for code, _name in settings.LANGUAGES
            if code != query.language
        ],
    }
    return public_cache.render_page(
        "communities/public/comparison.html", query.language, context, path=reverse("communities")
    )


def _choices(query: Query, scrolls: list[Scroll], selected: str) -> list[Choice]:
    numbers = [scroll.number for scroll in scrolls]
    return [
        Choice(number, query.url(scroll=key), key == selected)
        for number, key in [*((n, str(n)) for n in numbers), (None, ALL)]
    ]
