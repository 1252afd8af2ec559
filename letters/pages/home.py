"""The home page of a series, and its questions and answers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letters.scrolls.home_stats import home_stats
from letters.series import DEFAULT, series_or_404


@require_safe
def home(request: HttpRequest, series: str = DEFAULT) -> HttpResponse:
    """The home page of a series. That of the default one exists before there is any."""
    shown = series_or_404(series) if series else None
    context = {"stats": home_stats(series), "series": shown}
    return render(request, "letters/home.html", context)


@require_safe
def about(request: HttpRequest, series: str = DEFAULT) -> HttpResponse:
    """Questions and answers about a series."""
    shown = series_or_404(series) if series else None
    context = {"stats": home_stats(series), "series": shown}
    return render(request, "letters/about.html", context)
