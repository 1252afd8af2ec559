"""The second factor is required for every page of the admin."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin

from accounts.second_factor import has_used_second_factor, redirect_to_second_factor

_OPEN = {"logout", "jsi18n"}


class SecondFactorMiddleware(MiddlewareMixin):
    """Requires the second factor for every URL below the admin's, whichever view answers."""

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Redirect a user who signed in without the second factor."""
        match = request.resolver_match
        if not request.path.startswith(reverse("admin:index")):
            return None
        if match is not None and match.url_name in _OPEN:
            return None
        if request.user.is_authenticated and not has_used_second_factor(request):
            return redirect_to_second_factor(request)
        return None
