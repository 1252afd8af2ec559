"""Signing in by Google: allauth's own flow against an OpenID endpoint on this machine."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.socialaccount.providers.google import views
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from accounts.google import proved_address
from payments.models import Order
from tests.families.my_letters.families import CHANA, account_with, buy
from tests.families.my_letters.openid_endpoint import (
    CLIENT_ID,
    SECRET,
    OpenIdEndpoint,
    openid_endpoint,
)

ADDRESS = "chana@gmail.com"
LOGIN, CALLBACK = "/accounts/google/login/", "/accounts/google/login/callback/"


@pytest.fixture
def google(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenIdEndpoint]:
    """The endpoint in Google's place; it says that Chana's address is proved."""
    settings.GOOGLE_CLIENT_ID = CLIENT_ID
    configured = settings.SOCIALACCOUNT_PROVIDERS["google"]
    settings.SOCIALACCOUNT_PROVIDERS = {
        "google": {**configured, "APPS": [{"client_id": CLIENT_ID, "secret": SECRET}]}
    }
    with openid_endpoint() as endpoint:
        endpoint.claims = {"email": ADDRESS, "email_verified": True}
        monkeypatch.setattr(views.GoogleOAuth2Adapter, "access_token_url", f"{endpoint.url}/token")
        monkeypatch.setattr(views.GoogleOAuth2Adapter, "authorize_url", f"{endpoint.url}/authorize")
        monkeypatch.setattr(views, "ID_TOKEN_ISSUER", endpoint.url)
        yield endpoint


@pytest.fixture
def bought(make_order: Callable[..., Order]) -> Order:
    return buy(make_order, [CHANA], "first", email=ADDRESS)


def sign_in(client: Client, google: OpenIdEndpoint, **content: str) -> HttpResponse:
    """Press the button, agree at the endpoint, and come back."""
    begun = client.post(LOGIN, content)
    assert begun["Location"].startswith(f"{google.url}/authorize?")
    answer = client.get(CALLBACK + google.authorize(begun["Location"]))
    assert isinstance(answer, HttpResponse)
    return answer


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_proved_address_with_letters_signs_in(
    google: OpenIdEndpoint, bought: Order, client: Client
) -> None:
    answer = sign_in(client, google)
    assert answer["Location"] == "/my-letters/"
    assert b"Chana" in client.get("/my-letters/").content
    assert User.objects.get().email == ADDRESS


def test_page_asked_for_comes_after_it(
    google: OpenIdEndpoint, bought: Order, client: Client
) -> None:
    answer = sign_in(client, google, next="/my-letters/people/1/reminder/")
    assert answer["Location"] == "/my-letters/people/1/reminder/"
    client.logout()
    assert sign_in(client, google, next="https://evil.example/")["Location"] == "/my-letters/"


def test_nothing_of_the_account_at_google_is_kept(
    google: OpenIdEndpoint, bought: Order, client: Client
) -> None:
    google.claims["given_name"] = "Chana Google"
    sign_in(client, google)
    assert not SocialAccount.objects.exists()
    assert not SocialToken.objects.exists()
    assert User.objects.get().first_name == ""


def test_code_by_mail_and_google_are_one_account(
    google: OpenIdEndpoint, bought: Order, client: Client
) -> None:
    account_with(ADDRESS, verified=True)
    sign_in(client, google)
    assert is_signed_in(client)
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": None},
        {"email": None},
        {"email": "chana@example.org"},  # verified once, not Google's own and of no Workspace
    ],
)
def test_address_that_google_does_not_vouch_for_signs_nobody_in(
    google: OpenIdEndpoint,
    bought: Order,
    make_order: Callable[..., Order],
    client: Client,
    claims: dict[str, object],
) -> None:
    buy(make_order, [CHANA], "second")  # chana@example.org has letters too
    google.claims |= claims
    answer = sign_in(client, google)
    assert answer["Location"] == "/accounts/login/"
    assert not is_signed_in(client)
    assert not User.objects.exists()
    assert b"does not vouch for this address" in client.get("/accounts/login/").content


@pytest.mark.parametrize(
    ("claims", "address"),
    [
        ({"email": "A@Gmail.com", "email_verified": True}, "a@gmail.com"),
        (
            {"email": "a@shul.example", "email_verified": True, "hd": "shul.example"},
            "a@shul.example",
        ),
        ({"email": "a@gmail.com.evil.example", "email_verified": True}, ""),
        ({"email": "a@gmail.com", "email_verified": 1}, ""),
        ({"email_verified": True}, ""),
        ({}, ""),
    ],
)
def test_proved_address(claims: dict[str, object], address: str) -> None:
    assert proved_address(claims) == address


def test_proved_address_without_letters_has_no_account(
    google: OpenIdEndpoint, bought: Order, client: Client
) -> None:
    google.claims["email"] = "stranger@gmail.com"
    assert sign_in(client, google)["Location"] == "/accounts/login/"
    assert not User.objects.exists()
    assert b"No letters were taken from this address." in client.get("/accounts/login/").content


@pytest.mark.parametrize(
    "claims", [{"iss": "https://evil.example"}, {"aud": "another"}, {"exp": 1}]
)
def test_token_of_somebody_else_is_refused(
    google: OpenIdEndpoint, bought: Order, client: Client, claims: dict[str, object]
) -> None:
    google.claims |= claims
    answer = sign_in(client, google)
    assert b"Google did not sign you in" in answer.content
    assert not is_signed_in(client)


def test_way_back_needs_the_state_of_this_browser(
    google: OpenIdEndpoint, bought: Order, client: Client
) -> None:
    begun = client.post(LOGIN)
    victim = Client()
    answer = victim.get(CALLBACK + google.authorize(begun["Location"]))
    assert b"Google did not sign you in" in answer.content
    assert not is_signed_in(victim)
    assert google.requests == []


def test_code_that_google_does_not_know_is_refused(
    google: OpenIdEndpoint, bought: Order, client: Client
) -> None:
    query = google.authorize(client.post(LOGIN)["Location"]).replace("code-0", "invented")
    assert b"Google did not sign you in" in client.get(CALLBACK + query).content


def test_signed_in_user_is_exchanged_and_never_connected(
    google: OpenIdEndpoint, bought: Order, client: Client
) -> None:
    client.force_login(account_with("other@example.org", verified=True))
    sign_in(client, google, process="connect")
    assert client.session["_auth_user_id"] == str(User.objects.get(email=ADDRESS).pk)
    assert not SocialAccount.objects.exists()


def test_staff_are_asked_for_the_second_factor(google: OpenIdEndpoint, client: Client) -> None:
    user = account_with(ADDRESS, verified=True)
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    sign_in(client, google)
    assert client.get("/admin/")["Location"] == "/accounts/2fa/"


def test_button_is_shown_only_where_a_client_is_set(google: OpenIdEndpoint, settings: Any) -> None:
    assert b"Sign in with Google" in Client().get("/accounts/login/").content
    settings.GOOGLE_CLIENT_ID = ""
    assert b"Sign in with Google" not in Client().get("/accounts/login/").content


def test_pages_of_google_are_404_without_a_client(db: None) -> None:
    for address in (LOGIN, CALLBACK, f"{LOGIN}token/", "/accounts/3rdparty/"):
        assert Client().get(address).status_code == 404, address
        assert Client().post(address).status_code == 404, address


def test_pressing_is_needed_to_go_to_google(google: OpenIdEndpoint) -> None:
    answer = Client().get(LOGIN)
    assert answer.status_code == 200
    assert b"nothing else of you is kept" in answer.content
