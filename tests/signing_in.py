"""Signing a user in with a second factor."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.test import Client


def sign_in(client: Client, user: User) -> Client:
    """Sign the client in as this user with a TOTP factor; returns the client."""
    client.force_login(user)
    app, _ = Authenticator.objects.get_or_create(
        user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "none"}}
    )
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, "mfa", id=app.pk, type=app.type)
    request.session.save()
    return client
