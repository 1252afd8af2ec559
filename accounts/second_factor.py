"""The second factor that pages of staff and shluchim require besides a code by mail."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.contrib.auth.models import AnonymousUser, User
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from accounts.sign_in_first import page_to_return_to

NEXT_URL_KEY = "after_second_factor"  # session key: the page the user asked for


def has_used_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened or confirmed with a second factor that its user still has.

    A factor that was removed meanwhile does not count.
    """
    records = get_authentication_records(request, request.user)
    used = [record.get("id") for record in records if record.get("method") == "mfa"]
    return bool(used) and Authenticator.objects.filter(user=request.user, pk__in=used).exists()


def verified_user(request: HttpRequest) -> User | AnonymousUser:
    """The user of a session with the second factor, else nobody.

    For pages that are open to everyone and give some users more: the fund, for one.
    """
    user = request.user
    if user.is_authenticated and has_used_second_factor(request):
        return user
    return AnonymousUser()


def redirect_to_second_factor(request: HttpRequest) -> HttpResponseRedirect:
    """To using the second factor or setting one up, and from there to the page asked for."""
    next_url = page_to_return_to(request)
    own = Authenticator.objects.filter(user=request.user)
    if own.filter(type=Authenticator.Type.TOTP).exists():
        view = "mfa_reauthenticate"
    elif own.filter(type=Authenticator.Type.WEBAUTHN).exists():
        view = "mfa_reauthenticate_webauthn"
    else:
        request.session[NEXT_URL_KEY] = next_url
        return HttpResponseRedirect(reverse("mfa_index"))
    return HttpResponseRedirect(f"{reverse(view)}?{urlencode({'next': next_url})}")


@receiver(authenticator_added)
def _record_new_factor_as_used(
    request: HttpRequest, authenticator: Authenticator, **_: Any
) -> None:
    # Setting a factor up proves it: its code was typed or its key touched a moment ago.
    if authenticator.type in {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}:
        record_authentication(
            request,
            authenticator.user,
            "mfa",
            id=authenticator.pk,
            type=authenticator.type,
            reauthenticated=True,
        )
