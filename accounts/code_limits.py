"""How often a code to sign in may be asked for.

The counts are in the cache of CACHES, which is in the database: all processes share them, and a
restart keeps them. Who knows an address can use up what strangers may ask for it, so a browser
in which its owner has signed in before has a count of its own; so has a passkey, which needs no
code. The limits hold for addresses without an account as well.
"""

from allauth.core.internal import ratelimit
from django.contrib.auth.models import User
from django.http import HttpRequest

from accounts.known_browsers import known_browser
from core.http.client_address import client_address

RATES = {
    "client": "20/m/key,200/h/key",
    "client_and_address": "3/m/key,6/h/key",
    "address": "3/m/key,20/h/key",
    "known_browser": "3/m/key,20/h/key",
}


def allow_code(request: HttpRequest, *, email: str, user: User | None) -> bool:
    """Whether a code may be sent to this address now; if so, count it."""
    email, client = email.lower(), client_address(request)
    if browser := known_browser(request, user):
        return _consume(request, "known_browser", browser)
    return (
        _consume(request, "client", client)
        and _consume(request, "client_and_address", f"{client} {email}")
        and _consume(request, "address", email)
    )


def _consume(request: HttpRequest, limit: str, key: str) -> bool:
    usage = ratelimit.consume(request, app="accounts", action=limit, config=RATES, key=key)
    return usage is not None
