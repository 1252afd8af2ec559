"""The page on which communities stand beside each other. No query a view."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from communities.public.comparison import compare, scrolls_compared
from core import public_cache
from core.cache import StaleWhileRevalidateCache
from letters.models import Scroll

ALL = "all"  # scrolls, in the address
CHOICES = 3  # scrolls to choose from, and all of them; others by their address
_pages = StaleWhileRevalidateCache[public_cache.Page | None](public_cache.MAX_AGE)


@dataclass(frozen=True)
class Asked:
    """What the address asks for: a scroll's number, "all" or nothing, and a country or nothing."""

    scroll: str
    country: str
    language: str

    def address(self, **changes: str) -> str:
        """The same with changes, as the query of an address; what is empty is left out."""
        asked = {"scroll": self.scroll, "country": self.country, "language": self.language}
        return "?" + urlencode({key: value for key, value in (asked | changes).items() if value})


@dataclass(frozen=True)
class Choice:
    """A scroll to choose; without a number all of them."""

    number: int | None
    address: str
    chosen: bool


@public_cache.cached_for_everyone
@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """Communities by people: in a scroll or in all, in a country or in all."""
    scroll, country = request.GET.get("scroll", ""), request.GET.get("country", "")
    asked = Asked(scroll, country, public_cache.language_of(request))
    return public_cache.respond(request, _pages.get(asked, lambda: _page(asked)))


def _page(asked: Asked) -> public_cache.Page | None:
    """The page, or None where there is no such scroll or no community of that country."""
    scrolls = scrolls_compared()
    by_number = {str(scroll.number): scroll for scroll in scrolls}
    wanted = asked.scroll or next(iter(by_number), ALL)
    if wanted != ALL and wanted not in by_number:
        return None
    shown = compare(by_number.get(wanted), country=asked.country)
    if asked.country and not shown.communities:
        return None
    context = {
        "shown": shown,
        "country": asked.country,
        "choices": _choices(asked, scrolls[:CHOICES], wanted),
        "countries": [(each, asked.address(country=each.code)) for each in shown.countries],
        "everywhere": asked.address(country=""),
        "in_english": asked.address(language="en"),
        "in_hebrew": asked.address(language="he"),
    }
    return public_cache.render_page("communities/public/comparison.html", asked.language, context)


def _choices(asked: Asked, scrolls: list[Scroll], wanted: str) -> list[Choice]:
    numbers = [scroll.number for scroll in scrolls]
    return [
        Choice(number, asked.address(scroll=key), key == wanted)
        for number, key in [*((n, str(n)) for n in numbers), (None, ALL)]
    ]
