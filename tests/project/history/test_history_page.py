"""The history page: who may see what, and how it answers."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from accounts.roles import sync_groups
from communities.models import ApiKey
from communities.models.api_key import new_key
from letters.models import Community, Person, Series
from payments.models import FundEntry, Order
from tests.project.history.pages import of
from tests.signing_in import sign_in
from unity_torah.history.sources import owned_by, tracked_models


def test_older_entries_are_on_further_pages(client: Client, series: Series) -> None:
    for number in range(60):
        Series.objects.update(name=f"Name {number}")
    page = client.get("/admin/history/", {"of": "letters.series"})
    assert len(page.context["rows"]) == 50
    older = client.get("/admin/history/", {"of": "letters.series", "page": page.context["older"]})
    assert len(older.context["rows"]) == 13, "two prices and the series were made before"


REGISTERED = list(admin.site._registry)


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_history_button_answers(client: Client, model: type[Model]) -> None:
    meta = model._meta
    url = reverse(f"admin:{meta.app_label}_{meta.model_name}_history", args=["1"])
    response = client.get(url, follow=True)
    assert response.status_code == 200
    assert response.redirect_chain == [
        (f"/admin/history/?of={meta.app_label}.{meta.model_name}&pk=1", 302)
    ]


@pytest.mark.parametrize("of", ["letters.nothing", "x", "sessions.session"])
def test_model_without_history_is_not_found(client: Client, of: str) -> None:
    assert client.get("/admin/history/", {"of": of}).status_code == 404


def test_invalid_queries_are_ignored(client: Client) -> None:
    for query in ({"page": "x"}, {"page": "0"}, {"who": "me"}, {"page": "9" * 30}):
        assert client.get("/admin/history/", query).status_code == 200


def test_page_needs_a_role(db: None) -> None:
    clerk = User.objects.create_user("clerk", is_staff=True)
    assert sign_in(Client(), clerk).get("/admin/history/").status_code == 403
    sync_groups()
    clerk.groups.add(Group.objects.get(name="treasurer"))
    assert sign_in(Client(), clerk).get("/admin/history/").status_code == 200


def test_values_need_the_permission_to_view_the_model(head: User, order: Order) -> None:
    sync_groups()
    clerk = User.objects.create_user("clerk", is_staff=True)
    clerk.groups.add(Group.objects.get(name="treasurer"))
    community = Community.objects.create(slug="montreal", name="Montreal", country="CA")
    new_key(community=community, name="secret project", scopes=["lists:read"], by=head)
    Order.objects.filter(pk=order.pk).update(state=Order.State.PROCESSING)
    (key,) = of(clerk, ApiKey)
    assert (key.message, key.changes) == ("made", ())
    assert of(clerk, Order)[0].changes != ()


ROLE_NAMES = ["registrar", "treasurer", "committee"]


@pytest.fixture
def with_role(db: None) -> Callable[[str], User]:
    """A member of the staff with one role."""

    def make(role: str) -> User:
        sync_groups()
        user = User.objects.create_user(role, is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        return user

    return make


@pytest.mark.parametrize("role", ROLE_NAMES)
def test_every_kind_asks_for_the_permission_to_view_it(
    with_role: Callable[[str], User], role: str
) -> None:
    user = with_role(role)
    client, shown = sign_in(Client(), user), set()
    for model in {*tracked_models(), *REGISTERED}:
        of_label = model._meta.label_lower
        owner = owned_by(model)._meta
        allowed = user.has_perm(f"{owner.app_label}.view_{owner.model_name}")
        status = client.get("/admin/history/", {"of": of_label}).status_code
        assert status == (200 if allowed else 404), of_label
        shown |= {of_label} if allowed else set()
    choices = dict(client.get("/admin/history/").context["models"])
    assert set(choices) == shown


def test_registrar_does_not_see_that_money_moved(
    head: User, with_role: Callable[[str], User], order: Order
) -> None:
    entry = FundEntry.objects.create(
        kind="entered", currency="usd", amount=250_000, note="from Levi", by=head
    )
    LogEntry.objects.create(
        user=head,
        content_type=ContentType.objects.get_for_model(FundEntry),
        object_id=str(entry.pk),
        action_flag=CHANGE,
        change_message="fund raised",
    )
    Person.objects.filter(given_name="Mushka").update(given_name="Chaya")
    for role, sees in (("registrar", False), ("treasurer", True)):
        page = sign_in(Client(), with_role(role)).get("/admin/history/").content.decode()
        assert ("fund raised" in page) == sees
        assert ("2,500.00" in page) == sees
        assert "Chaya" in page


def test_page_is_read_only(client: Client) -> None:
    assert client.post("/admin/history/").status_code == 405


def test_page_needs_few_queries(
    client: Client, series: Series, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        Series.objects.update(name=f"Name {number}")
    with django_assert_max_num_queries(25):
        client.get("/admin/history/")
