"""Nobody reaches a page of the admin without the second factor."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin

from accounts.second_factor import has_used_second_factor, to_second_factor

_OPEN = {"logout", "jsi18n"}


class SecondFactorMiddleware(MiddlewareMixin):
    """Asks for it at every address below the admin's, whatever answers there."""

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Lead whoever is signed in with less on to his second factor."""
        match = request.resolver_match
        if not request.path.startswith(reverse("admin:index")):
            return None
        if match is not None and match.url_name in _OPEN:
            return None
        if request.user.is_authenticated and not has_used_second_factor(request):
            return to_second_factor(request)
        return None
