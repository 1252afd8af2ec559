"""The address of a page of a series."""

from django import template

from letters.models import Series
from letters.series import series_url as url_of_series

register = template.Library()


@register.simple_tag
def series_url(name: str, series: Series, *args: object) -> str:
    """As `letters.series.series_url`."""
    return url_of_series(name, series, *args)
