"""The second factor: what opens the staff's and the shluchim's pages besides a code by mail."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

AFTERWARDS = "after_second_factor"  # in the session: where he wanted to go


def has_used_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened or confirmed with a second factor that its user still has.

    One that he removed meanwhile opens nothing any more.
    """
    records = get_authentication_records(request, request.user)
    used = [record.get("id") for record in records if record.get("method") == "mfa"]
    return bool(used) and Authenticator.objects.filter(user=request.user, pk__in=used).exists()


def to_second_factor(request: HttpRequest) -> HttpResponseRedirect:
    """On to using the second factor, or to setting one up; afterwards where he wanted to go."""
    wanted = request.get_full_path() if request.method == "GET" else request.path
    own = Authenticator.objects.filter(user=request.user)
    if own.filter(type=Authenticator.Type.TOTP).exists():
        way = "mfa_reauthenticate"
    elif own.filter(type=Authenticator.Type.WEBAUTHN).exists():
        way = "mfa_reauthenticate_webauthn"
    else:
        request.session[AFTERWARDS] = wanted
        return HttpResponseRedirect(reverse("mfa_index"))
    return HttpResponseRedirect(f"{reverse(way)}?{urlencode({'next': wanted})}")


@receiver(authenticator_added)
def _setting_it_up_is_using_it(
    request: HttpRequest, authenticator: Authenticator, **_: Any
) -> None:
    # Its code was typed, or its key was touched, a moment ago.
    if authenticator.type in {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}:
        record_authentication(
            request,
            authenticator.user,
            "mfa",
            id=authenticator.pk,
            type=authenticator.type,
            reauthenticated=True,
        )
