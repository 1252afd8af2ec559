"""Sending somebody to sign in, and from there to a page: never to what only a form is sent to."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

from core.http.methods import accepts_get

View = Callable[..., HttpResponseBase]


def login_required(view: View) -> View:
    """Django's decorator, but that it returns to `page_to_return_to`."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return sign_in_first(request)
        return view(request, *args, **kwargs)

    return guarded


def sign_in_first(request: HttpRequest) -> HttpResponseRedirect:
    """To the page of signing in."""
    return redirect_to_login(page_to_return_to(request))


def page_to_return_to(request: HttpRequest) -> str:
    """The page that was asked for; of a form, the page on which it stood.

    A browser that does not say where that was gets the nearest page above.
    """
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    if accepts_get(request.path):
        return request.path
    return _referring_page(request) or _page_above(request.path)


def _referring_page(request: HttpRequest) -> str:
    referrer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referrer, {request.get_host()}):
        return ""
    parts = urlsplit(referrer)
    if not parts.netloc or not accepts_get(parts.path):
        return ""
    return parts._replace(scheme="", netloc="", fragment="").geturl()


def _page_above(path: str) -> str:
    while path := path.rstrip("/").rpartition("/")[0]:
        if accepts_get(f"{path}/"):
            return f"{path}/"
    return "/"
