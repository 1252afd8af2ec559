"""Signing in: by a code in a mail, for those who were given an account, and for nobody else."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client

ADDRESS = "committee@example.org"


@pytest.fixture
def member(db: None) -> None:
    """A member of the committee with an account."""
    user = get_user_model().objects.create_superuser("committee", ADDRESS)
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=True, primary=True)


def test_the_admin_is_entered_with_a_code_by_mail(client: Client, member: None) -> None:
    assert client.get("/admin/").status_code == 302
    client.post("/accounts/login/code/", {"email": ADDRESS})
    (sent,) = mail.outbox
    code = re.search(r"^[A-Z0-9-]{6,}$", str(sent.body), re.MULTILINE)
    assert code is not None
    client.post("/accounts/login/code/confirm/", {"code": code.group()})
    assert client.get("/admin/").status_code == 200


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
