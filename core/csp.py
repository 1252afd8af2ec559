"""The content security policy, worked out once and not for every answer."""

from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class ContentSecurityPolicy(CSPMiddleware):
    """Middleware: django-csp's; what it wrote for a view's changes, it writes again.

    Working a policy out took longer than everything else of a page for a crowd.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._written: dict[str, str] = {}

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Write the policy, as this view's decorators changed it."""
        if self._is_special(request, response):
            special: HttpResponseBase = super().process_response(request, response)
            return special
        changes = repr([pair for pair in vars(response).items() if pair[0].startswith("_csp_")])
        if changes not in self._written:
            super().process_response(request, response)
            self._written[changes] = response.headers.get(HEADER, "")
        elif policy := self._written[changes]:
            response.headers[HEADER] = policy
        return response

    def _is_special(self, request: HttpRequest, response: HttpResponseBase) -> bool:
        """Whether the policy depends on more than the view: a nonce, the address, a debug page."""
        outside = tuple(settings.CONTENT_SECURITY_POLICY["EXCLUDE_URL_PREFIXES"])
        return (
            settings.DEBUG
            or hasattr(request, "_csp_nonce")
            or HEADER in response
            or request.path_info.startswith(outside)
        )
