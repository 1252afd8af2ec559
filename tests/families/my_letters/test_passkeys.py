"""A family's passkey is a second way to sign in; of others it is a second step, as before."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.test import Client

from payments.models import Order
from tests.communities.conftest import *  # noqa: F403 - a community and its members
from tests.families.my_letters.families import CHANA, EMAIL, account_with, buy, sign_in_by_code

PASSKEY, APP = Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP


def with_factor(user: User, kind: str) -> User:
    Authenticator.objects.create(user=user, type=kind, data={"secret": "none"})
    return user


@pytest.fixture
def family(make_order: Callable[..., Order]) -> User:
    """The account of a family with letters and a passkey."""
    buy(make_order, [CHANA], "first")
    return with_factor(account_with(EMAIL, verified=True), PASSKEY)


def test_family_without_its_device_signs_in_by_a_code(family: User, client: Client) -> None:
    assert sign_in_by_code(client)
    page = client.get("/my-letters/").content.decode()
    assert "with your passkey, or by a code" in page
    assert 'href="/accounts/2fa/webauthn/"' in page


def test_passkey_is_not_changed_by_who_has_only_the_code(family: User, client: Client) -> None:
    sign_in_by_code(client)
    for address in ("/accounts/2fa/webauthn/", "/accounts/2fa/webauthn/add/"):
        assert client.get(address)["Location"].startswith("/accounts/2fa/webauthn/reauthenticate/")


def test_family_with_an_app_is_asked_for_it(family: User, client: Client) -> None:
    with_factor(family, APP)
    assert not sign_in_by_code(client)


def test_staff_with_a_passkey_are_asked_for_it(family: User, client: Client) -> None:
    User.objects.filter(pk=family.pk).update(is_staff=True)
    assert not sign_in_by_code(client)


@pytest.mark.parametrize("role", ["shliach", "helper"])
def test_member_of_a_community_with_a_passkey_is_asked_for_it(
    request: pytest.FixtureRequest, client: Client, role: str
) -> None:
    user = with_factor(request.getfixturevalue(role), PASSKEY)
    assert not sign_in_by_code(client, user.email)
