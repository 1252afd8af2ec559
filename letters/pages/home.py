"""The home page of a series, and its questions and answers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from letters.scrolls.home_stats import home_stats
from letters.series import DEFAULT, series_or_404
from organisation.models import SiteText
from organisation.texts import site_text


@require_safe
def home(request: HttpRequest, series: str = DEFAULT) -> HttpResponse:
    """The home page of a series. That of the default one exists before there is any."""
    shown = series_or_404(series) if series else None
    context = {"stats": home_stats(series), "series": shown}
    return render(request, "letters/home.html", context)


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
