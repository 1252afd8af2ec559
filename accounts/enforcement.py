"""Which pages ask how their user signed in, whichever view answers.

Every page of the admin; those that change how an account is signed in to, once the account has a
second factor or by an address or password instead of it. Shluchim's pages ask in
`communities.members.access`; a page that is open to everyone uses `second_factor.verified_user`.
"""

from typing import Any

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin

from accounts.second_factor import has_used_second_factor, redirect_to_second_factor

_OPEN = {"logout", "jsi18n"}
_ACCOUNT = {"account_email", "account_change_password", "account_set_password"}
# Where the second factor is used; the other pages of mfa_ change it.
_USING_A_FACTOR = ("authenticate", "login")


class SecondFactorMiddleware(MiddlewareMixin):
    """Redirects a user who signed in without the second factor from those pages."""

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        if _asks(request) and request.user.is_authenticated and not has_used_second_factor(request):
            return redirect_to_second_factor(request)
        return None


def _asks(request: HttpRequest) -> bool:
    name = request.resolver_match.url_name or "" if request.resolver_match else ""
    if request.path.startswith(reverse("admin:index")):
        return name not in _OPEN
    if name.startswith("mfa_") and not any(use in name for use in _USING_A_FACTOR):
        return _has_factor(request)
    return name in _ACCOUNT


def _has_factor(request: HttpRequest) -> bool:
    """Whether the user can be asked; setting up the first factor must be possible without one."""
    factors = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return (
        request.user.is_authenticated
        and Authenticator.objects.filter(user=request.user, type__in=factors).exists()
    )
