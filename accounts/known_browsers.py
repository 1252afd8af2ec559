"""Browsers in which a user has signed in before, by a signed cookie."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

COOKIE = "known_browser"
_SALT = "accounts.known_browsers"
_AGE = timedelta(days=400)  # the most that browsers keep


def remember_browser(response: HttpResponse, user: User) -> None:
    """Set the cookie of this user; that of another one is replaced."""
    response.set_signed_cookie(
        COOKIE,
        f"{user.pk}:{get_random_string(22)}",
        salt=_SALT,
        max_age=int(_AGE.total_seconds()),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def known_browser(request: HttpRequest, user: User | None) -> str:
    """The browser's own key if this user has signed in in it, otherwise an empty string."""
    value = request.get_signed_cookie(COOKIE, default="", salt=_SALT, max_age=_AGE) or ""
    owner, _, _browser = value.partition(":")
    return value if user is not None and owner == str(user.pk) else ""
