"""Nobody sees or changes anything of another family, whatever a form or an address holds."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db.models import CASCADE, ForeignKey
from django.test import Client
from django.urls import get_resolver, reverse

from core.calendar.anniversaries import JewishDay, Month
from families.models import Erasure, Reminder
from families.reminders.reminders import set_reminder
from families.urls import urlpatterns
from letters.models import Community, Person, Purchaser, Scroll, Series, Subscription
from letters.subscriptions import subscriptions
from messaging.models import Suppression
from payments.models import Order
from tests.communities.conftest import *  # noqa: F403 - a community and its members
from tests.families.my_letters.families import CHANA, DEPARTED, MUSHKA, buy, signed_in
from tests.families.my_letters.test_people import paid_list

MakeOrder = Callable[..., Order]
OTHER = "other@example.org"


@pytest.fixture
def families(make_order: MakeOrder) -> Client:
    """Chana's family with everything there is, and the client of another family."""
    buy(make_order, [CHANA, MUSHKA, DEPARTED], "chana")
    buy(make_order, [CHANA], "other", email=OTHER)
    chana = Purchaser.objects.get(email="chana@example.org")
    person = Person.objects.get(purchaser=chana, given_name="Mushka")
    event = JewishDay(Month.KISLEV, 4, 5780)
    set_reminder(person=person, event=event, days_before=3, language="en", zone="")
    subscriptions.subscribe(purchaser=chana, series=Series.objects.get(), language="en")
    return signed_in(OTHER)


def requests_about(purchaser: Purchaser) -> list[tuple[str, dict[str, str]]]:
    """Every POST of a family's pages with this family's numbers."""
    series = str(Series.objects.get().pk)
    people = Person.objects.filter(purchaser=purchaser)
    address = {"address": str(purchaser.pk)}
    reminder = {"day": "4", "month": "3", "days_before": "7"}
    return [
        *(
            (reverse("fill_next_list"), {"series": series, "person": str(person.pk)})
            for person in people
        ),
        *((reverse("reminder", args=[person.pk]), reminder) for person in people),
        *((reverse("reminder", args=[person.pk]), {"end": "1"}) for person in people),
        (reverse("my_next_scroll"), {**address, "series": series}),
        (reverse("my_next_scroll"), {**address, "series": series, "end": "1"}),
        (reverse("my_mail_settings"), address),
        (reverse("my_mail_settings"), {**address, "on": "1"}),
        *((reverse("erase_mine"), {"choice": f"p{person.pk}"}) for person in people),
        (reverse("erase_mine"), {"choice": f"a{purchaser.pk}"}),
    ]


def state() -> list[object]:
    return [
        sorted(Reminder.objects.values_list()),
        sorted(Subscription.objects.values_list("pk", "ended_at", "language")),
        sorted(Suppression.objects.values_list()),
        Erasure.objects.count(),
    ]


def test_numbers_of_another_family_are_404_and_change_nothing(families: Client) -> None:
    chana = Purchaser.objects.get(email="chana@example.org")
    before = state()
    for address, content in requests_about(chana):
        # 422 where the choice is not among those of the page.
        expected = 422 if "choice" in content else 404
        assert families.post(address, content).status_code == expected, (address, content)
    for person in Person.objects.filter(purchaser=chana):
        assert families.get(reverse("reminder", args=[person.pk])).status_code == 404
    assert state() == before


def test_own_numbers_are_accepted(families: Client) -> None:
    own, purchaser = signed_in(), Purchaser.objects.get(email="chana@example.org")
    for address, content in requests_about(purchaser):
        cache.clear()  # the limits count mails
        assert own.post(address, content).status_code == 303, (address, content)


def test_every_post_of_the_pages_is_walked(families: Client) -> None:
    walked = {address for address, _ in requests_about(Purchaser.objects.earliest("pk"))}
    names = {get_resolver().resolve(address).url_name for address in walked}
    own = {pattern.name for pattern in urlpatterns if str(pattern.pattern).startswith("my-letters")}
    # A copy of one's data is asked for without a number; its file is in privacy/test_copy.py.
    assert own == names | {"my_letters", "my_data", "my_data_file"}


def test_nobody_who_has_not_signed_in_sees_anything(families: Client) -> None:
    chana = Purchaser.objects.get(email="chana@example.org")
    before = state()
    for address in {"/my-letters/", *(address for address, _ in requests_about(chana))}:
        for answer in (Client().get(address), Client().post(address)):
            assert answer.status_code in {302, 405}, address
            assert answer.status_code == 405 or answer["Location"].startswith("/accounts/login/")
    assert state() == before


def test_staff_see_nothing_of_a_family_here(families: Client) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("committee", "committee@example.org"))
    assert b"Mushka" not in client.get("/my-letters/").content
    chana = Purchaser.objects.get(email="chana@example.org")
    for address, content in requests_about(chana):
        assert client.post(address, content).status_code in {404, 422}


def test_pages_are_stored_nowhere_and_indexed_by_nobody(families: Client) -> None:
    own = signed_in()
    person = Person.objects.get(given_name="Mushka")
    for address in ("/my-letters/", reverse("reminder", args=[person.pk])):
        answer = own.get(address)
        assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
        assert answer["X-Robots-Tag"] == "noindex"


def test_page_shows_nothing_of_the_other_family(families: Client) -> None:
    page = families.get("/my-letters/").content.decode()
    assert "Mushka" not in page
    assert "chana@example.org" not in page


def test_person_of_a_list_that_the_shliach_paid_for_is_404(
    scroll: Scroll, community: Community, series: Series, shliach: User
) -> None:
    paid_list(community, series, shliach)
    client = Client()
    client.force_login(shliach)
    person = Person.objects.earliest("pk")
    assert person.purchaser.email == shliach.email
    assert client.get(reverse("reminder", args=[person.pk])).status_code == 404


@pytest.mark.parametrize("number", ["", "0", "-1", "²", "9" * 5000, "1 OR 1=1", "\u0661"])
def test_absurd_numbers_are_404(families: Client, number: str) -> None:
    own = signed_in()
    series = str(Series.objects.get().pk)
    person = str(Person.objects.get(given_name="Mushka").pk)
    for address, content in (
        ("fill_next_list", {"series": number, "person": person}),
        ("fill_next_list", {"series": series, "person": [person, number]}),
        ("fill_next_list", {"series": series}),
        ("my_next_scroll", {"series": number, "address": "1"}),
        ("my_mail_settings", {"address": number}),
    ):
        assert own.post(reverse(address), content).status_code == 404, (address, content)


def test_reminder_goes_with_its_person_and_purchaser() -> None:
    for relation in ("person", "purchaser"):
        field = Reminder._meta.get_field(relation)
        assert isinstance(field, ForeignKey)
        assert field.remote_field.on_delete is CASCADE
