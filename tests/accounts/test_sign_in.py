"""Signing in by a code in a mail and a second factor."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.test import Client

from messaging.tasks import deliver_due
from tests.communities.conftest import *  # noqa: F403 - a community and its members

ADDRESS = "committee@example.org"


@pytest.fixture
def member(transactional_db: None) -> None:
    """A member of the committee; committed, because allauth looks factors up on commit."""
    user = get_user_model().objects.create_superuser("committee", ADDRESS)
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=True, primary=True)


@pytest.fixture(autouse=True)
def _totp_tolerance(settings: Any) -> None:
    settings.MFA_TOTP_TOLERANCE = 1  # the half minute may end between code and request


def sign_in_by_mail(client: Client) -> None:
    """Ask for a code and enter it."""
    client.post("/accounts/login/code/", {"email": ADDRESS})
    deliver_due()
    code = re.search(r"^[A-Z0-9-]{6,}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code is not None
    client.post("/accounts/login/code/confirm/", {"code": code.group()})


def set_up_app(client: Client) -> str:
    """Set up TOTP; returns the secret."""
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r'value="([A-Z2-7]{32})"', page)
    assert secret is not None
    code = code_of(secret[1])
    assert client.post("/accounts/2fa/totp/activate/", {"code": code}).status_code == 302
    return secret[1]


def code_of(secret: str) -> str:
    """The current TOTP code (RFC 6238)."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def test_admin_needs_more_than_a_code_by_mail(client: Client, member: None) -> None:
    assert client.get("/admin/").status_code == 302
    sign_in_by_mail(client)
    answer = client.get("/admin/letters/person/?q=levi")
    assert answer["Location"] == "/accounts/2fa/"
    page = client.get("/accounts/2fa/")
    assert "Two-step sign-in" in page.content.decode()


def test_totp_opens_the_admin_page_asked_for(client: Client, member: None) -> None:
    sign_in_by_mail(client)
    client.get("/admin/letters/person/")
    set_up_app(client)
    assert 'href="/admin/letters/person/"' in client.get("/accounts/2fa/").content.decode()
    assert client.get("/admin/letters/person/").status_code == 200


def test_later_sign_in_asks_for_totp(member: None) -> None:
    first, again = Client(), Client()
    sign_in_by_mail(first)
    secret = set_up_app(first)
    sign_in_by_mail(again)
    assert again.get("/admin/").status_code == 302
    page = again.get("/accounts/2fa/authenticate/")
    assert page.status_code == 200
    cache.clear()  # a code is accepted once, and it was used a moment ago
    again.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert again.get("/admin/").status_code == 200


def test_removing_the_last_factor_closes_the_admin(client: Client, member: None) -> None:
    sign_in_by_mail(client)
    set_up_app(client)
    assert client.get("/admin/").status_code == 200
    Authenticator.objects.all().delete()
    assert client.get("/admin/")["Location"] == "/accounts/2fa/"


def test_older_session_is_asked_for_a_new_factor(member: None) -> None:
    old, new = Client(), Client()
    sign_in_by_mail(old)
    sign_in_by_mail(new)
    secret = set_up_app(new)
    answer = old.get("/admin/letters/person/")
    assert answer["Location"] == "/accounts/2fa/reauthenticate/?next=%2Fadmin%2Fletters%2Fperson%2F"
    cache.clear()
    answer = old.post(
        answer["Location"], {"code": code_of(secret), "next": "/admin/letters/person/"}
    )
    assert answer["Location"] == "/admin/letters/person/"
    assert old.get("/admin/letters/person/").status_code == 200


def test_every_admin_url_asks_for_the_second_factor(client: Client, member: None) -> None:
    client.force_login(get_user_model().objects.get())
    for address in _addresses(admin.site.urls[0]):
        answer = client.get(f"/admin/{address}")
        assert answer["Location"] == "/accounts/2fa/", address


def _addresses(patterns: Any, before: str = "") -> Iterator[str]:
    """Every URL of the admin, with 1 for each parameter."""
    for pattern in patterns:
        route = re.sub(r"<[^>]+>", "1", str(pattern.pattern))
        if hasattr(pattern, "url_patterns"):
            yield from _addresses(pattern.url_patterns, before + route)
        elif pattern.name not in {"logout", "jsi18n"} and not re.search(r"[(\\$]", route):
            yield before + route


def test_second_factor_is_for_shluchim_not_helpers(
    client: Client, shliach: User, helper: User
) -> None:
    client.force_login(shliach)
    assert client.get("/shluchim/montreal/")["Location"] == "/accounts/2fa/"
    client.force_login(helper)
    assert client.get("/shluchim/montreal/").status_code == 200


def test_wrong_code_is_refused(client: Client, member: None) -> None:
    client.post("/accounts/login/code/", {"email": ADDRESS})
    client.post("/accounts/login/code/confirm/", {"code": "AAAA-AAAA"})
    assert client.get("/admin/").status_code == 302


def test_unknown_address_gets_no_mail_and_no_account(client: Client, db: None) -> None:
    client.post("/accounts/login/code/", {"email": "stranger@example.org"})
    deliver_due()
    assert mail.outbox == []
    assert not get_user_model().objects.exists()


def test_signup_is_closed(client: Client, db: None) -> None:
    client.post("/accounts/signup/", {"email": "stranger@example.org"})
    assert not get_user_model().objects.exists()


def test_admin_password_form_is_closed(client: Client, member: None) -> None:
    answer = client.get("/admin/login/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
