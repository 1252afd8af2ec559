"""The pages that search engines may show, each in every language."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from letters.models import Community, Scroll, Series
from letters.series import open_series, series_url

_ONE_OF_EACH = (
    "about",
    "privacy",
    "terms",
    "contact",
    "find",
    "communities",
    "community_application",
)
_OF_A_SERIES = ("home", "questions", "scrolls", "basket")


class _InEachLanguage(Sitemap):  # type: ignore[type-arg]
    i18n = True
    alternates = True
    x_default = True


class Pages(_InEachLanguage):
    """Pages that are there once."""

    def items(self) -> list[str]:
        """The names of their URLs."""
        return list(_ONE_OF_EACH)

    def location(self, item: str) -> str:
        """The path in the active language."""
        return reverse(item)


class PagesOfSeries(_InEachLanguage):
    """Pages that every open series has."""

    def items(self) -> list[tuple[str, Series]]:
        """The names of the URLs, with the series."""
        return [(name, series) for series in open_series() for name in _OF_A_SERIES]

    def location(self, item: tuple[str, Series]) -> str:
        """The path in the active language."""
        return series_url(*item)


class Siyumim(_InEachLanguage):
    """The pages of scrolls."""

    def items(self) -> list[Scroll]:
        """Every scroll that has been opened."""
        scrolls = Scroll.objects.exclude(state=Scroll.State.PREPARED).select_related("series")
        return list(scrolls.order_by("series", "number"))

    def location(self, item: Scroll) -> str:
        """The path in the active language."""
        return series_url("siyum", item.series, item.number)


class Communities(_InEachLanguage):
    """The pages of communities."""

    def items(self) -> list[Community]:
        """Those that are shown beside others."""
        return list(Community.objects.listed().order_by("pk"))

    def location(self, item: Community) -> str:
        """The path in the active language."""
        return reverse("community", args=[item.slug])


SITEMAPS: dict[str, type[_InEachLanguage]] = {
    "pages": Pages,
    "series": PagesOfSeries,
    "scrolls": Siyumim,
    "communities": Communities,
}
