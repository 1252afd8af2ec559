"""Signing in by Google, where its client is set (GOOGLE_CLIENT_ID).

Google proves an address, and nothing else of its account is kept: the rest is as if a code had been
entered.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.new_accounts import account_of, account_of_proved, may_have_account

_ITS_OWN_DOMAINS = ("@gmail.com", "@googlemail.com")


def google_offered() -> bool:
    """Whether Google's button is shown."""
    return bool(settings.GOOGLE_CLIENT_ID)


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Signs in the account of an address that Google vouches for; no SocialAccount is stored."""

    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        """Raises Http404 where no client is set."""
        try:
            return super().get_app(request, provider, client_id=client_id)
        except SocialApp.DoesNotExist:
            raise Http404 from None

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Answer every return from Google here, before allauth would store or connect anything."""
        email = proved_address(sociallogin.account.extra_data)
        if not email or not (account_of(email) or may_have_account(email)):
            messages.error(request, _refusal(proved=bool(email)))
            raise ImmediateHttpResponse(redirect("account_login"))
        if request.user.is_authenticated:
            get_adapter().logout(request)
        user = account_of_proved(email)
        record_authentication(request, user, "socialaccount", provider="google")
        login = Login(
            user=user, email=email, redirect_url=sociallogin.get_redirect_url(request) or None
        )
        raise ImmediateHttpResponse(perform_login(request, login))


def proved_address(claims: dict[str, Any]) -> str:
    """The address for which Google vouches, in lower case, or "".

    It does for its own domains and for those of a Workspace (`hd`). Another address was verified
    once, and may belong to somebody else by now (Google's guide to `email_verified`).
    """
    email = str(claims.get("email") or "").lower()
    if claims.get("email_verified") is not True:
        return ""
    return email if email.endswith(_ITS_OWN_DOMAINS) or claims.get("hd") else ""


def _refusal(*, proved: bool) -> str:
    if proved:
        return _("No letters were taken from this address. Perhaps you used another one?")
    return _("Google does not vouch for this address. Please sign in by a code in the mail.")
