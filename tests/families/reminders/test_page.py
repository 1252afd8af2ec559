"""The page of a reminder: a Jewish date or a civil one, and nothing guessed."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from core.calendar.anniversaries import Month
from families.models import Reminder
from letters.models import Person
from payments.models import Order
from tests.families.my_letters.families import CHANA, DEPARTED, MUSHKA, buy, signed_in

Form = dict[str, object]


@pytest.fixture
def client(make_order: Callable[..., Order]) -> Client:
    buy(make_order, [CHANA, MUSHKA, DEPARTED], "first", zone="Asia/Jerusalem")
    return signed_in()


def url(given_name: str = "Mushka") -> str:
    return reverse("reminder", args=[Person.objects.get(given_name=given_name).pk])


def saved() -> tuple[int, int, int | None]:
    reminder = Reminder.objects.get()
    return reminder.month, reminder.day, reminder.year


@pytest.mark.parametrize(
    ("form", "event"),
    [
        ({"day": "4", "month": "3"}, (Month.KISLEV, 4, None)),
        ({"day": "4", "month": "3", "year": "5781"}, (Month.KISLEV, 4, 5781)),
        ({"civil": "2020-11-20"}, (Month.KISLEV, 4, 5781)),
        ({"civil": "2020-11-19", "after_nightfall": "on"}, (Month.KISLEV, 4, 5781)),
        ({"civil": "2024-03-01"}, (Month.ADAR_I, 21, 5784)),
        ({"civil": "2025-03-01"}, (Month.ADAR, 1, 5785)),
        ({"civil": "2020-11-20", "day": "4", "month": "3"}, (Month.KISLEV, 4, 5781)),
        ({"day": "30", "month": "2"}, (Month.CHESHVAN, 30, None)),
    ],
)
def test_either_date_is_kept(
    client: Client, form: Form, event: tuple[int, int, int | None]
) -> None:
    answer = client.post(url(), {"days_before": "3", **form})
    assert answer.status_code == 303
    assert saved() == event
    reminder = Reminder.objects.get()
    assert (reminder.days_before, reminder.zone) == (3, "Asia/Jerusalem")


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({}, "Write the Jewish date, or the civil one."),
        ({"day": "4"}, "Choose both the day and the month."),
        ({"month": "3"}, "Choose both the day and the month."),
        ({"year": "5781"}, "Choose the day and the month too."),
        ({"day": "30", "month": "10"}, "There was no such day."),
        ({"day": "7", "month": "6", "year": "5784"}, "There was no such day."),
        ({"day": "7", "month": "7", "year": "5785"}, "There was no such day."),
        ({"day": "4", "month": "3", "year": "5999"}, "Write a year that was."),
        ({"civil": "2099-01-01"}, "Write a date in the past."),
        ({"civil": "0001-01-01"}, "Write a date in the past."),
        ({"civil": "2020-11-20", "day": "5", "month": "3"}, "are not the same day"),
        ({"civil": "2020-11-20", "day": "4", "month": "3", "year": "5780"}, "not the same day"),
    ],
)
def test_what_is_not_understood_is_asked(client: Client, form: Form, sentence: str) -> None:
    answer = client.post(url(), {"days_before": "7", **form})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Reminder.objects.exists()


@pytest.mark.parametrize(
    "form",
    [
        {"day": "31", "month": "3"},
        {"day": "²", "month": "3"},
        {"day": "4", "month": "99"},
        {"day": "4", "month": "3", "year": "9" * 5000},
        {"day": "4", "month": "3", "year": "4000"},
        {"day": "4", "month": "3", "days_before": "2"},
        {"civil": "yesterday"},
    ],
)
def test_absurd_values_are_errors(client: Client, form: Form) -> None:
    assert client.post(url(), {"days_before": "7", **form}).status_code == 422
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("year", ["1990", "about 50"])
def test_civil_year_in_place_of_the_jewish_one(client: Client, year: str) -> None:
    answer = client.post(url(), {"days_before": "7", "day": "4", "month": "3", "year": year})
    assert "Write the Jewish year, such as 5745" in answer.content.decode()


def test_page_shows_what_is_kept_and_takes_it_off(client: Client) -> None:
    client.post(url(), {"days_before": "7", "day": "4", "month": "3"})
    page = client.get("/my-letters/").content.decode()
    assert "Birthday:" in page
    assert "4 Kislev" in page
    assert 'value="3" selected' in client.get(url()).content.decode()
    client.post(url(), {"end": "1"})
    assert not Reminder.objects.exists()


def test_departed_are_asked_for_the_day_of_passing(client: Client) -> None:
    assert "When did they pass away?" in client.get(url("אברהם")).content.decode()
    client.post(url("אברהם"), {"days_before": "7", "day": "4", "month": "3"})
    assert Reminder.objects.get().occasion == "yahrzeit"


def test_known_birth_date_of_a_child_is_filled_in(client: Client) -> None:
    Person.objects.filter(given_name="Mushka").update(birth_date=date(2020, 11, 20))
    assert 'value="2020-11-20"' in client.get(url()).content.decode()


def test_days_are_hebrew_letters_in_hebrew(client: Client) -> None:
    page = client.get(url(), headers={"Accept-Language": "he"}).content.decode()
    assert "ט״ו" in page
    assert "אדר ב׳" in page
