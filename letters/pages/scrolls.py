"""The scroll that is being filled, and those before it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letters import torah
from letters.models import Scroll
from letters.scrolls.home_stats import home_stats
from letters.series import DEFAULT, series_or_404, series_q


@require_safe
def scrolls(request: HttpRequest, series: str = DEFAULT) -> HttpResponse:
    """How far the scroll is, how its letters are drawn, and the earlier scrolls of its series."""
    shown = series_or_404(series) if series else None
    stats = home_stats(series)
    rows = Scroll.objects.filter(series_q(series, prefix="series__")).order_by("-number")
    current = rows.filter(number=stats.number).first() if stats else None
    earlier = rows.filter(state__in=[Scroll.State.FULL, Scroll.State.COMPLETED])
    context = {
        "series": shown,
        "stats": stats,
        "current": current,
        "columns": torah.TOTAL_COLUMNS,
        "percent_written": 100 * current.columns_written / torah.TOTAL_COLUMNS if current else 0,
        "earlier": list(earlier.select_related("series")),
    }
    return render(request, "letters/scrolls.html", context)
