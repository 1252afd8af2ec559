"""The address of a page of a series."""

from django import template
from django.urls import reverse

from letters.models import Series
from letters.series import series_url as url_of_series

register = template.Library()


@register.simple_tag
def series_or_default_url(name: str, series: Series | None) -> str:
    """As `series_url`; of the default series on pages of none."""
    return url_of_series(name, series) if series else reverse(name)


@register.simple_tag
def series_url(name: str, series: Series, *args: object) -> str:
    """As `letters.series.series_url`."""
    return url_of_series(name, series, *args)
