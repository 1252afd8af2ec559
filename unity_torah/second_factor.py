"""Nobody reaches a page of the admin without the second factor."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

from communities.second_factor import has_used_second_factor, to_second_factor

_OPEN = {"logout", "jsi18n"}


class SecondFactorMiddleware(MiddlewareMixin):
    """Asks for it wherever the admin answers, whichever page that is."""

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Lead whoever is signed in with less on to his second factor."""
        match = request.resolver_match
        if match is None or "admin" not in match.app_names or match.url_name in _OPEN:
            return None
        if request.user.is_authenticated and not has_used_second_factor(request):
            return to_second_factor(request)
        return None
