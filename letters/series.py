"""Which series an address belongs to. The default one has the bare addresses."""

from django.db.models import Q
from django.http import Http404
from django.urls import reverse

from letters.models import Series

DEFAULT = ""  # in place of a slug


def series_q(slug: str = DEFAULT, *, prefix: str = "") -> Q:
    """The condition for a series by the word in its address; `prefix` is a relation to it.

    The default series has the bare addresses only, not those below its slug.
    """
    default = Q(**{f"{prefix}is_default": True})
    return ~default & Q(**{f"{prefix}slug": slug}) if slug else default


def series_or_404(slug: str = DEFAULT) -> Series:
    series = Series.objects.filter(series_q(slug)).first()
    if series is None:
        raise Http404("There is no such series.")
    return series


def open_series() -> list[Series]:
    """The series in which letters can be ordered, the default one first."""
    return list(Series.objects.filter(closed=False).order_by("-is_default", "pk"))


def series_url(name: str, series: Series, *args: object) -> str:
    """The path of a page that every series has: home, basket, siyum, draw."""
    if series.is_default:
        return reverse(name, args=args)
    return reverse(f"series_{name}", args=[series.slug, *args])
