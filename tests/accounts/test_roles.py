"""Every URL of the admin, as every role."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import URLPattern, URLResolver

from accounts.roles import ROLES, sync_groups
from letters.models import Scroll
from tests.apps import APPS
from tests.signing_in import sign_in

LISTS = {
    "registrar": """
        letters/scroll letters/person letters/inscription letters/certificate letters/series
        letters/purchaser letters/community letters/registerexport letters/registerdownload
        payments/order
        messaging/message
        families/postbatch families/posting
        families/erasurerequest families/erasure
    """,
    "treasurer": """
        letters/scroll letters/person letters/inscription letters/certificate letters/series
        letters/purchaser letters/community messaging/message organisation/organisation
    """,
}


@pytest.fixture
def as_role(db: None) -> Callable[[str], Client]:
    """Sign in as a user of this role."""

    def signed_in(role: str) -> Client:
        user = User.objects.create_user(role, f"{role}@example.org", is_staff=role != "shliach")
        if role in ROLES:
            user.groups.add(Group.objects.get(name=role))
        return sign_in(Client(), user)

    return signed_in


def lists() -> list[str]:
    """The lists of the admin, as app/model."""
    return [f"{model._meta.app_label}/{model._meta.model_name}" for model in admin.site._registry]


def seen(client: Client) -> set[str]:
    """The lists that this client may open."""
    return {
        name for name in lists() if client.get(f"/admin/{name}/", follow=True).status_code == 200
    }


def ours(name: str) -> bool:
    """Whether a list is of our apps and not of a library."""
    return name.split("/")[0] in APPS


def test_committee_sees_every_list_but_accounts(as_role: Callable[[str], Client]) -> None:
    assert seen(as_role("committee")) == {name for name in lists() if ours(name)}


def test_registrar_sees_people_and_no_money(as_role: Callable[[str], Client]) -> None:
    assert seen(as_role("registrar")) == set(LISTS["registrar"].split())


def test_treasurer_sees_money(as_role: Callable[[str], Client]) -> None:
    money = {name for name in lists() if name.startswith("payments/")}
    assert seen(as_role("treasurer")) == money | set(LISTS["treasurer"].split())


def test_hotline_sees_no_list(as_role: Callable[[str], Client]) -> None:
    assert seen(as_role("hotline")) == set()


def test_shliach_and_anonymous_see_nothing(as_role: Callable[[str], Client]) -> None:
    shliach = as_role("shliach")
    for name in lists():
        assert shliach.get(f"/admin/{name}/").status_code in {302, 403}, name
        assert Client().get(f"/admin/{name}/").status_code == 302, name


@pytest.mark.parametrize("role", list(ROLES))
def test_no_role_deletes_objects(as_role: Callable[[str], Client], role: str) -> None:
    client = as_role(role)
    for name in lists():
        answer = client.post(f"/admin/{name}/1/delete/", {"post": "yes"})
        assert answer.status_code in {302, 403, 404}


def steps() -> Iterator[str]:
    """The URLs of every step about an object, with 0 for its id."""
    usual = {"history", "delete", "change", "password"}
    for model, model_admin in admin.site._registry.items():
        if not ours(f"{model._meta.app_label}/"):
            continue
        for pattern in _flat(model_admin.get_urls()):
            route = re.sub(r"<[^>]+>", "0", str(pattern.pattern)).strip("^$")
            last = route.rstrip("/").rsplit("/", 1)[-1]
            if route.startswith("0/") and last not in usual | {"0"}:
                yield f"/admin/{model._meta.app_label}/{model._meta.model_name}/{route}"


def _flat(patterns: Any) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _flat(pattern.url_patterns)
        else:
            yield pattern


def allowed(client: Client) -> set[str]:
    """The steps that don't refuse: there is no thing 0, so that they find none."""
    return {url for url in steps() if client.get(url).status_code != 403}


def test_steps_are_forbidden_to_other_roles(
    as_role: Callable[[str], Client], django_user_model: type[User]
) -> None:
    every = set(steps())
    assert len(every) > 10
    head = sign_in(Client(), django_user_model.objects.create_superuser("head"))
    assert allowed(head) == every
    registrar, treasurer = allowed(as_role("registrar")), allowed(as_role("treasurer"))
    assert not any(url.startswith("/admin/letters/scroll/") for url in registrar | treasurer)
    assert not any(url.startswith("/admin/payments/") for url in registrar)
    assert any(url.startswith("/admin/payments/") for url in treasurer)
    assert not any(url.startswith("/admin/letters/person/") for url in treasurer)


def test_sync_groups_undoes_manual_changes(db: None) -> None:
    registrar = Group.objects.get(name="registrar")
    before = set(registrar.permissions.values_list("pk", flat=True))
    registrar.permissions.clear()
    sync_groups()
    assert set(registrar.permissions.values_list("pk", flat=True)) == before != set()


def test_no_role_has_a_delete_permission(db: None) -> None:
    deleting = Group.objects.filter(permissions__codename__startswith="delete_")
    assert not deleting.exists()


def test_scroll_step_is_forbidden_to_registrar(
    as_role: Callable[[str], Client], scroll: Scroll
) -> None:
    sync_groups()
    client = as_role("registrar")
    assert client.get(f"/admin/letters/scroll/{scroll.pk}/change/").status_code == 200
    assert client.post(f"/admin/letters/scroll/{scroll.pk}/siyum/").status_code == 403
