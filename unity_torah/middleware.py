"""Django's common middleware, with the addresses of series."""

from django.http import HttpRequest
from django.middleware.common import CommonMiddleware
from django.urls import resolve

from letters.models import Series
from letters.series import series_q


class SeriesCommonMiddleware(CommonMiddleware):
    """Appends a slash only where that leads to a page: any word looks like the slug of a series."""

    def should_redirect_with_slash(self, request: HttpRequest) -> bool:
        if not super().should_redirect_with_slash(request):
            return False
        slug = resolve(f"{request.path_info}/").kwargs.get("series")
        return slug is None or Series.objects.filter(series_q(slug)).exists()
