"""Signing in: by a code in a mail, for those who were given an account, and for nobody else."""

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

from tests.communities.conftest import *  # noqa: F403 - a community and those who serve it

ADDRESS = "committee@example.org"


@pytest.fixture
def member(transactional_db: None) -> None:
    """A member of the committee with an account; a factor is known once it is committed."""
    user = get_user_model().objects.create_superuser("committee", ADDRESS)
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=True, primary=True)


def sign_in_by_mail(client: Client) -> None:
    """Ask for a code, and type it."""
    client.post("/accounts/login/code/", {"email": ADDRESS})
    code = re.search(r"^[A-Z0-9-]{6,}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code is not None
    client.post("/accounts/login/code/confirm/", {"code": code.group()})


def set_up_app(client: Client) -> str:
    """Set up an app that makes codes; its secret."""
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r'value="([A-Z2-7]{32})"', page)
    assert secret is not None
    code = code_of(secret[1])
    assert client.post("/accounts/2fa/totp/activate/", {"code": code}).status_code == 302
    return secret[1]


def code_of(secret: str) -> str:
    """What the app shows now (RFC 6238)."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def test_a_code_by_mail_alone_does_not_open_the_admin(client: Client, member: None) -> None:
    assert client.get("/admin/").status_code == 302
    sign_in_by_mail(client)
    answer = client.get("/admin/letters/person/?q=levi")
    assert answer["Location"] == "/accounts/2fa/"
    page = client.get("/accounts/2fa/")
    assert "Two-step sign-in" in page.content.decode()


def test_with_an_app_the_admin_is_entered_and_he_is_where_he_wanted_to_go(
    client: Client, member: None
) -> None:
    sign_in_by_mail(client)
    client.get("/admin/letters/person/")
    set_up_app(client)
    assert 'href="/admin/letters/person/"' in client.get("/accounts/2fa/").content.decode()
    assert client.get("/admin/letters/person/").status_code == 200


def test_the_next_time_the_app_is_asked_for(member: None) -> None:
    first, again = Client(), Client()
    sign_in_by_mail(first)
    secret = set_up_app(first)
    sign_in_by_mail(again)
    assert again.get("/admin/").status_code == 302
    page = again.get("/accounts/2fa/authenticate/")
    assert page.status_code == 200
    cache.clear()  # a code opens once, and the first has used this half minute's
    again.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert again.get("/admin/").status_code == 200


def test_who_removes_his_last_factor_is_outside_again(client: Client, member: None) -> None:
    sign_in_by_mail(client)
    set_up_app(client)
    assert client.get("/admin/").status_code == 200
    Authenticator.objects.all().delete()
    assert client.get("/admin/")["Location"] == "/accounts/2fa/"


def test_a_session_from_before_the_app_was_set_up_is_asked_for_it(member: None) -> None:
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


def test_every_address_of_the_admin_asks_for_it(client: Client, member: None) -> None:
    client.force_login(get_user_model().objects.get())
    for address in _addresses(admin.site.urls[0]):
        answer = client.get(f"/admin/{address}")
        assert answer["Location"] == "/accounts/2fa/", address


def _addresses(patterns: Any, before: str = "") -> Iterator[str]:
    """Every address of the admin, with 1 wherever it takes a value."""
    for pattern in patterns:
        route = re.sub(r"<[^>]+>", "1", str(pattern.pattern))
        if hasattr(pattern, "url_patterns"):
            yield from _addresses(pattern.url_patterns, before + route)
        elif pattern.name not in {"logout", "jsi18n"} and not re.search(r"[(\\$]", route):
            yield before + route


def test_a_shliach_is_asked_for_it_and_a_helper_is_not(
    client: Client, shliach: User, helper: User
) -> None:
    client.force_login(shliach)
    assert client.get("/shluchim/montreal/")["Location"] == "/accounts/2fa/"
    client.force_login(helper)
    assert client.get("/shluchim/montreal/").status_code == 200


def test_a_wrong_code_does_not_open(client: Client, member: None) -> None:
    client.post("/accounts/login/code/", {"email": ADDRESS})
    client.post("/accounts/login/code/confirm/", {"code": "AAAA-AAAA"})
    assert client.get("/admin/").status_code == 302


def test_an_unknown_address_gets_no_mail_and_no_account(client: Client, db: None) -> None:
    client.post("/accounts/login/code/", {"email": "stranger@example.org"})
    assert mail.outbox == []
    assert not get_user_model().objects.exists()


def test_nobody_signs_up_by_himself(client: Client, db: None) -> None:
    client.post("/accounts/signup/", {"email": "stranger@example.org"})
    assert not get_user_model().objects.exists()


def test_the_admins_own_password_form_is_closed(client: Client, member: None) -> None:
    answer = client.get("/admin/login/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
