"""The history page: every change and every logged step, in words, for those who may see it."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pghistory
import pytest
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db.models import IntegerField, Model
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.roles import sync_groups
from communities.models import ApiKey
from communities.models.api_key import new_key
from letters.models import Community, Letter, Person, Price, Scroll, Series
from payments.models import FundEntry, ManualPayment, Order
from tests.project.logged_steps import LoggedStep, logged_steps
from tests.signing_in import sign_in
from unity_torah.history.entries import Change, Entry, entries
from unity_torah.history.sources import Filter, event_tables, owned_by, tracked_models
from unity_torah.history.words import MONEY, is_automatic, label, model_label


@pytest.fixture
def head(transactional_db: None) -> User:
    """A superuser."""
    return User.objects.create_superuser("head", "head@example.org", first_name="Dovber")


@pytest.fixture
def client(head: User) -> Client:
    return sign_in(Client(), head)


def of(reader: User, model: type[Model], pk: object = "") -> list[Entry]:
    """The entries of a model, or of one object."""
    return entries(Filter(model=model, pk=str(pk)), reader, 20)


def history_of(client: Client, model: type[Model], pk: object) -> str:
    """The page behind the History button of an object."""
    meta = model._meta
    url = reverse(f"admin:{meta.app_label}_{meta.model_name}_history", args=[pk])
    response = client.get(url, follow=True)
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_entry_has_the_user_of_an_admin_step(
    client: Client, head: User, make_scroll: Callable[..., Scroll]
) -> None:
    scroll = make_scroll(opened=False)
    client.post(f"/admin/letters/scroll/{scroll.pk}/open/")
    found = of(head, Scroll, scroll.pk)
    assert {entry.user for entry in found if entry.message != "made"} == {head.pk}
    assert Change("state", "prepared", "open") in [each for e in found for each in e.changes]
    assert "opened" in [entry.message for entry in found]
    assert "Dovber" in history_of(client, Scroll, scroll.pk)


def test_entry_of_the_program_has_no_user(head: User, order: Order) -> None:
    Order.objects.filter(pk=order.pk).update(state=Order.State.PROCESSING)
    (entry,) = of(head, Order)
    assert entry.user is None


def test_request_of_a_buyer_is_not_recorded(client: Client, head: User, order: Order) -> None:
    """Not even the URL of the order, which is a secret."""
    client.post(f"/orders/{order.public_id}/subscription/", {"subscribe": "on"})
    assert all(entry.user is None for entry in entries(Filter(), head, 50))


def test_entries_are_filtered_by_object_and_user(head: User, series: Series) -> None:
    Series.objects.update(name="Another")
    renamed, *_prices, made = of(head, Series, series.pk)
    assert renamed.changes == (Change("name", "Sefer Torah Haklali", "Another"),)
    assert made.message == "made"
    assert of(head, Series, 0) == []
    assert entries(Filter(model=Series, user=head.pk), head, 10) == []


def test_price_is_in_the_history_of_its_series_with_its_currency(
    head: User, series: Series
) -> None:
    Price.objects.filter(currency="usd").update(letter=150)
    changed = of(head, Series, series.pk)[0]
    assert changed.changes == (Change("price of a letter", "$1.00", "$1.50"),)


def test_amount_of_an_order_has_its_currency(head: User, order: Order) -> None:
    Order.objects.filter(pk=order.pk).update(total=800, letters_amount=800)
    (entry,) = of(head, Order, order.pk)
    assert Change("total", "", "$8.00") in entry.changes


def test_name_of_a_person_before_its_first_change(head: User, order: Order) -> None:
    person = Person.objects.get(given_name="Mushka")
    Person.objects.filter(pk=person.pk).update(given_name="Chaya Mushka")
    (entry,) = of(head, Person, person.pk)
    assert entry.changes == (Change("given name", "Mushka", "Chaya Mushka"),)


def test_translations_are_shown_by_language(head: User, series: Series) -> None:
    series.i18n = {**series.i18n, "name_he": "ספר לכולם", "certificate_title_he": "אות לכל אחד"}
    series.save()
    changed, *_prices, made = of(head, Series, series.pk)
    assert changed.changes == (
        Change("name (Hebrew)", "ספר התורה הכללי", "ספר לכולם"),
        Change("line above the name on a certificate (Hebrew)", "", "אות לכל אחד"),
    )
    assert Change("name (Hebrew)", "", "ספר התורה הכללי") in made.changes


def test_reserved_letters_are_one_entry_of_their_scroll(
    client: Client, head: User, scroll: Scroll
) -> None:
    letters = Letter.objects.filter(scroll=scroll)
    with pghistory.context(user=head.pk):
        letters.filter(ordinal__in=[3, 4, 5, 9]).update(reserved=True)
    letters.filter(ordinal=9).update(reserved=False)
    letters.filter(ordinal=9).update(reserved=False)
    returned, reserved = of(head, Scroll, scroll.pk)[:2]
    assert reserved.message == "letters reserved: 3-5; 9"
    assert reserved.user == head.pk
    assert (returned.message, returned.user) == ("letters returned: 9", None)
    assert "letters reserved: 3-5; 9" in history_of(client, Scroll, scroll.pk)


def test_roles_given_and_taken_are_in_the_history_of_the_user(client: Client, head: User) -> None:
    clerk = User.objects.create_user("clerk", is_staff=True)
    treasurer = Group.objects.get_or_create(name="treasurer")[0]
    clerk.groups.add(treasurer)
    clerk.groups.remove(treasurer)
    User.objects.filter(pk=clerk.pk).update(is_superuser=True)
    promoted, taken, given, _made = of(head, User, clerk.pk)
    assert promoted.changes == (Change("superuser status", "no", "yes"),)
    assert (taken.message, given.message) == ("removed", "made")
    assert Change("role", "treasurer", "") in taken.changes
    assert Change("role", "", "treasurer") in given.changes
    assert "treasurer" in history_of(client, User, clerk.pk)


def test_api_key_is_tracked(client: Client, head: User) -> None:
    community = Community.objects.create(slug="montreal", name="Montreal", country="CA")
    key, _secret = new_key(community=community, name="school", scopes=["lists:read"], by=head)
    ApiKey.objects.filter(pk=key.pk).update(rate=300)
    changed, made = of(head, ApiKey, key.pk)
    assert changed.changes == (Change("requests a minute", "120", "300"),)
    assert Change("permissions", "", "read how far lists are") in made.changes
    assert "requests a minute" in history_of(client, ApiKey, key.pk)


def test_second_approval_is_tracked(client: Client, head: User, order: Order) -> None:
    second = User.objects.create_user("second")
    payment = ManualPayment.objects.create(
        order=order,
        method="transfer",
        reference="FT 118",
        received_on=date(2026, 11, 30),
        amount=order.total,
        currency="usd",
        recorded_by=head,
    )
    accepted = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
    ManualPayment.objects.filter(pk=payment.pk).update(approved_by=second, accepted_at=accepted)
    approved, made = of(head, ManualPayment, payment.pk)
    assert Change("approved by", "", "second") in approved.changes
    assert Change("accepted at", "", "1 December 2026, 04:30 EST") in approved.changes
    assert {
        Change("received on", "", "30 November 2026"),
        Change("amount", "", "$3.00"),
        Change("payment method", "", "bank transfer"),
    } <= set(made.changes)


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


@pytest.mark.parametrize("step", logged_steps(), ids=str)
def test_logged_step_is_in_the_history_of_its_object(
    client: Client, head: User, step: LoggedStep
) -> None:
    LogEntry.objects.create(
        user=head,
        content_type=ContentType.objects.get_for_model(step.model),
        object_id="1",
        action_flag=CHANGE,
        change_message=step.message,
    )
    assert step.message in unescape(client.get("/admin/history/").content.decode())
    assert step.message in history_of(client, step.model, 1)


def test_every_log_call_is_found() -> None:
    assert len(logged_steps()) >= 25


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


def _tracked_fields() -> Iterator[tuple[type[Model], Any]]:
    for table in event_tables():
        for field in table._meta.fields:
            if not field.name.startswith("pgh_") and not is_automatic(field):
                yield table.pgh_tracked_model, field


COUNTS = {
    "letters.Price.fee_basis_points",
    "letters.Scroll.columns_written",
    "messaging.Mailing.rate",
    "communities.ApiKey.rate",
    "communities.PersonalDataExport.rows",
    "payments.FundQuota.letters",
}


def test_every_tracked_number_is_an_amount_or_a_count() -> None:
    numbers = {
        f"{model._meta.label}.{field.name}"
        for model, field in _tracked_fields()
        if isinstance(field, IntegerField) and not field.is_relation
    }
    amounts = {f"{model}.{name}" for model, names in MONEY.items() for name in names}
    assert numbers == amounts | COUNTS


def test_labels_are_translated() -> None:
    with override("he"):
        english = {
            f"{model._meta.label}.{field.name}: {label(field)}"
            for model, field in _tracked_fields()
            if not re.search("[א-ת]", label(field))
        }
        english |= {
            model_label(model)
            for model in tracked_models()
            if not re.search("[א-ת]", model_label(model))
        }
    assert english == set()
