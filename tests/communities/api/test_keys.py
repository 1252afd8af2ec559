"""Keys of the API: who may use them, their limits, and the pages that make them."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from communities.members.members import add_member, end_membership
from communities.models import ApiKey, Membership, NameList
from communities.models.api_key import new_key
from letters.models import Community, Series
from tests.communities.api.client import LIST, SCOPES, V1, Caller, _eight_at_once

SignIn = Callable[[User], Client]


@pytest.fixture
def committee(db: None) -> User:
    return User.objects.create_superuser("committee", "committee@example.org")


@pytest.mark.parametrize("key", ["", "ut_", "ut_1a2b3c4d_wrong", "x", "ut_\u05d0_x"])
def test_authentication_refuses_invalid_keys(api: Caller, key: str) -> None:
    answer = Caller(key).get("/lists/1/")
    assert (answer.status_code, answer.json()["error"]) == (401, "no_key")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_authentication_refuses_the_secret_of_another_key(
    make_key: Callable[..., str], api: Caller
) -> None:
    one, other = make_key(), make_key()
    mixed = "_".join([*one.split("_", 2)[:2], other.split("_", 2)[2]])
    assert Caller(mixed).get("/lists/1/").status_code == 401
    assert Caller(one).get("/lists/1/").status_code == 404


def test_authentication_requires_the_scope(
    make_key: Callable[..., str], fulfilled: NameList
) -> None:
    calls: dict[str, Callable[[Caller], Any]] = {
        "lists:write": lambda caller: caller.post("/lists/", LIST),
        "lists:read": lambda caller: caller.get(f"/lists/{fulfilled.pk}/"),
        "certificates:read": lambda caller: caller.post(f"/lists/{fulfilled.pk}/certificates/", {}),
    }
    for scope in calls:
        caller = Caller(make_key(scopes=[scope]))
        for other, call in calls.items():
            answer = call(caller)
            assert (answer.status_code == 403) == (other != scope), (scope, other)


def test_authentication_refuses_an_ended_key(api: Caller) -> None:
    ApiKey.objects.update(ended_at=timezone.now())
    assert api.get("/lists/1/").status_code == 401


def test_authentication_refuses_the_key_of_a_former_member(
    api: Caller, shliach: User, community: Community
) -> None:
    role = Membership.Role.SHLIACH
    add_member(community=community, email="other@example.org", name="", role=role, by=None)
    assert api.get("/lists/1/").status_code == 404
    end_membership(membership=Membership.objects.get(user=shliach))
    assert api.get("/lists/1/").status_code == 401


def test_authentication_refuses_the_key_of_a_helper(api: Caller, shliach: User) -> None:
    Membership.objects.filter(user=shliach).update(role="helper")
    assert api.get("/lists/1/").status_code == 401


def test_authentication_refuses_a_session(series: Series, shliach: User, sign_in: SignIn) -> None:
    assert sign_in(shliach).get(f"{V1}/lists/1/").status_code == 401


def test_api_key_stores_only_a_hash_of_its_secret(
    api: Caller, make_key: Callable[..., str]
) -> None:
    text = make_key(name="Another")
    kept = ApiKey.objects.get(name="Another")
    assert text.split("_", 2)[2] not in json.dumps({k: str(v) for k, v in vars(kept).items()})


def test_rate_limit_answers_429_with_retry_after(
    series: Series, make_key: Callable[..., str]
) -> None:
    caller = Caller(make_key(rate=3))
    assert [caller.get("/lists/1/").status_code for _ in range(4)] == [404, 404, 404, 429]
    answer = caller.get("/lists/1/")
    assert (answer.json()["error"], 0 < int(answer["Retry-After"]) <= 60) == ("rate_limited", True)
    ApiKey.objects.update(window_started_at=timezone.now() - timedelta(minutes=1))
    assert caller.get("/lists/1/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_rate_limit_counts_concurrent_requests(
    series: Series, make_key: Callable[..., str]
) -> None:
    key = make_key(rate=5)
    assert _eight_at_once(key).count(429) == 3


def test_committee_key_must_name_the_community(
    series: Series, community: Community, committee: User
) -> None:
    caller = Caller(new_key(community=None, by=committee, name="x", scopes=SCOPES)[1])
    assert caller.post("/lists/", LIST).status_code == 422
    assert caller.post("/lists/", {**LIST, "community": "no"}, "other one").status_code == 404
    sent = caller.post("/lists/", {**LIST, "community": "montreal"}, "third one")
    assert (sent.status_code, sent.json()["community"]) == (201, "montreal")
    assert caller.get(f"/lists/{sent.json()['id']}/").status_code == 200
    User.objects.update(is_staff=False)
    assert caller.get(f"/lists/{sent.json()['id']}/").status_code == 401


def test_api_keys_page_creates_shows_once_and_ends_a_key(
    community: Community, shliach: User, sign_in: SignIn, series: Series
) -> None:
    page = sign_in(shliach)
    assert page.post("/shluchim/montreal/keys/", {"name": ""}).status_code == 422
    shown = page.post("/shluchim/montreal/keys/", {"name": "School", "scopes": SCOPES[:2]})
    (key,) = ApiKey.objects.all()
    text = shown.content.decode().partition('value="ut_')[2].partition('"')[0]
    assert Caller(f"ut_{text}").get("/lists/1/").status_code == 404
    assert text not in page.get("/shluchim/montreal/keys/").content.decode()
    page.post(f"/shluchim/montreal/keys/{key.pk}/end/")
    assert Caller(f"ut_{text}").get("/lists/1/").status_code == 401


def test_api_key_admin_creates_and_ends_keys(
    series: Series, community: Community, committee: User, sign_in: SignIn
) -> None:
    page = sign_in(committee)
    form = {"name": "Office", "community": "", "scopes": SCOPES, "rate": "60"}
    shown = page.post("/admin/communities/apikey/add/", form, follow=True).content.decode()
    text = "ut_" + shown.partition("ut_")[2].split("<")[0].split()[0].rstrip(".")
    caller = Caller(text)
    assert caller.get("/lists/1/").status_code == 404
    key = ApiKey.objects.get()
    assert (key.by, key.community, key.rate) == (committee, None, 60)
    page.post(f"/admin/communities/apikey/{key.pk}/end/")
    assert caller.get("/lists/1/").status_code == 401


def test_api_key_secret_is_never_logged(api: Caller, caplog: pytest.LogCaptureFixture) -> None:
    api.post("/lists/", {"title": "x", "rows": [{"given": "Zevulun" * 40}]})
    Caller("ut_1a2b3c4d_Geheim").get("/lists/1/")
    assert "Zevulun" not in caplog.text
    assert "Geheim" not in caplog.text
