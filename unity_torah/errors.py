"""The page of an error on our side. It needs nothing else: no database, no static files."""

from csp.decorators import csp
from django.http import HttpRequest, HttpResponse
from django.views import defaults


@csp({"default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "frame-ancestors": ["'none'"]})
def server_error(request: HttpRequest) -> HttpResponse:
    """Django's own view; its template has its styles inside, which the site's policy forbids."""
    return defaults.server_error(request)
