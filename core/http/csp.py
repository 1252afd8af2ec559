"""The content security policy, computed once for each kind of view."""

from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class ContentSecurityPolicy(CSPMiddleware):
    """django-csp's middleware, caching the header for each combination of a view's changes.

    Building the header took longer than the rest of a cached public page.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._headers: dict[str, str] = {}

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Set the header, with the changes of this view's decorators."""
        if self._is_uncacheable(request, response):
            uncached: HttpResponseBase = super().process_response(request, response)
            return uncached
        changes = repr([pair for pair in vars(response).items() if pair[0].startswith("_csp_")])
        if changes not in self._headers:
            super().process_response(request, response)
            self._headers[changes] = response.headers.get(HEADER, "")
        elif policy := self._headers[changes]:
            response.headers[HEADER] = policy
        return response

    def _is_uncacheable(self, request: HttpRequest, response: HttpResponseBase) -> bool:
        """Whether the policy depends on more than the view: a nonce, the path, a debug page."""
        excluded = tuple(settings.CONTENT_SECURITY_POLICY["EXCLUDE_URL_PREFIXES"])
        return (
            settings.DEBUG
            or hasattr(request, "_csp_nonce")
            or HEADER in response
            or request.path_info.startswith(excluded)
        )
