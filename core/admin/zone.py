"""The admin tells all times where the organisation is."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone


class HomeZoneMiddleware:
    """Activates HOME_ZONE for the pages and forms of the admin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(reverse("admin:index")):
            return self._get_response(request)
        with timezone.override(str(settings.HOME_ZONE)):
            return self._get_response(request)
