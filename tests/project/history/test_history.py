"""The history of objects: every change in words, with who did it."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pghistory
from django.contrib.auth.models import Group, User
from django.test import Client

from communities.models import ApiKey
from communities.models.api_key import new_key
from letters.models import Community, Letter, Person, Price, Scroll, Series
from payments.models import ManualPayment, Order
from tests.project.history.pages import history_of, of
from unity_torah.history.entries import Change, entries
from unity_torah.history.sources import Filter


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
    second = User.objects.create_user("aJEHJ8zK", first_name="Rivky")
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
    assert Change("approved by", "", "Rivky") in approved.changes
    assert Change("accepted at", "", "1 December 2026, 04:30 EST") in approved.changes
    assert {
        Change("received on", "", "30 November 2026"),
        Change("amount", "", "$3.00"),
        Change("payment method", "", "bank transfer"),
    } <= set(made.changes)
