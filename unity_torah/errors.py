"""The pages of errors."""

import sys

from csp.decorators import csp
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from communities.api import api
from core.database import is_connection_lost, is_unavailable
from core.http.language_paths import bare_path
from letters.models import Series
from letters.series import series_q

LOST = "_connection_lost"  # attribute of an answer whose request lost its connection
RETRY_AFTER = 5  # seconds


@csp({"default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "frame-ancestors": ["'none'"]})
def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 while the database is away or too busy.

    The page needs nothing else: no database, no static files. Its template has its styles inside,
    which the site's policy forbids.
    """
    error = sys.exc_info()[1]
    unavailable = is_unavailable(error)
    page = render_to_string("500.html", {"unavailable": unavailable})
    response = HttpResponse(page, status=503 if unavailable else 500)
    if unavailable:
        response["Retry-After"] = str(RETRY_AFTER)
        setattr(response, LOST, is_connection_lost(error))
    return response


def not_found(_request: HttpRequest, **_arguments: str) -> HttpResponse:
    """A page that a library has and this site has not."""
    raise Http404


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of a wrong address; below the address of a series it is a page of that series.

    Below the API's address it is the API's own error.
    """
    if request.path_info.startswith(reverse("api_reference")):
        return api.on_exception(request, Http404())
    return render(request, "404.html", {"series": _series_of(request.path_info)}, status=404)


def _series_of(path: str) -> Series | None:
    first = bare_path(path).strip("/").partition("/")[0]
    try:
        return Series.objects.filter(series_q(first)).first() if first else None
    except (Error, ValueError):  # no database, or a NUL in the path
        return None
