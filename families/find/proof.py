"""Addresses that a browser has proved by a code from a mail, in a signed cookie.

The cookie holds keyed hashes: who uses the same computer later can't read the addresses.
"""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string, salted_hmac

COOKIE = "find_proof"
_SALT = "families.find.proof"
_AGE = timedelta(days=365)
_MOST_ADDRESSES = 4


def keyed_hash(kind: str, value: str) -> str:
    """A hash that can't be guessed back without the site's key, 32 hex digits."""
    return salted_hmac(f"families.find.{kind}", value, algorithm="sha256").hexdigest()[:32]


def email_hash(email: str) -> str:
    return keyed_hash("email", email.strip().lower())


def browser_key(request: HttpRequest) -> str:
    """The random key of a browser that has proved an address, otherwise its CSRF cookie."""
    browser, _hashes = _read(request)
    return browser or request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")


def is_proved(request: HttpRequest, email: str) -> bool:
    """Whether this browser has proved the address, or its user signed in with it."""
    _browser, hashes = _read(request)
    if email_hash(email) in hashes:
        return True
    user = request.user
    return (
        user.is_authenticated
        and EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists()
    )


def remember_proof(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Set the cookie with this address and the last ones proved before."""
    browser, hashes = _read(request)
    kept = [email_hash(email), *(each for each in hashes if each != email_hash(email))]
    response.set_signed_cookie(
        COOKIE,
        ".".join([browser or get_random_string(22), *kept[:_MOST_ADDRESSES]]),
        salt=_SALT,
        max_age=int(_AGE.total_seconds()),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    value = request.get_signed_cookie(COOKIE, default="", salt=_SALT, max_age=_AGE) or ""
    browser, *hashes = value.split(".")
    return browser, hashes
