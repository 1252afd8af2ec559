"""How large the body of a request may be, by what it is sent to, before any of it is read.

Without it anybody could fill the folder of temporary files: Django reads the form of every POST,
files included, to find its token. `deploy/nginx.conf` has the same limits before the site.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve

MEGABYTE = 1_000_000
LIMIT = 3 * MEGABYTE  # of a form
# Of pages that take files, by their names; only in a session.
UPLOADS = {
    "name_lists": 12 * MEGABYTE,
    "admin:letters_earlierregister_add": 106 * MEGABYTE,  # 100 MiB with the rest of the form
    "signup_card_list": 160 * MEGABYTE,  # ten photographs at a time
    "signup_cards": 160 * MEGABYTE,
}
API, API_LIMIT = "/api/v1/", 12 * MEGABYTE  # only with a key
_TOO_LARGE = (
    "That is more than this page takes: at most {limit} MB. Please send less at a time.\n"
    "זה יותר ממה שעמוד זה מקבל: עד {limit} מגה־בייט. אפשר לשלוח פחות בכל פעם.\n"
)


class BodyLimitMiddleware:
    """Answers 413 to a body above the limit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The page's response, or 413."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        limit = limit_of(request)
        if length.isascii() and length.isdigit() and int(length) <= limit:
            return self._get_response(request)
        text = _TOO_LARGE.format(limit=limit // MEGABYTE)
        return HttpResponse(text, status=413, content_type="text/plain; charset=utf-8")


def limit_of(request: HttpRequest) -> int:
    """The most bytes that this request may send."""
    if request.path_info.startswith(API):
        return API_LIMIT if request.headers.get("Authorization") else LIMIT
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return LIMIT
    try:
        name = resolve(request.path_info).view_name or ""
    except Resolver404:
        return LIMIT
    return UPLOADS.get(name, LIMIT)
