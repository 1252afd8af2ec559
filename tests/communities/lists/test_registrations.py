"""The people a community has registered; other people are only counted."""

import csv
from collections.abc import Callable
from datetime import date, datetime
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.db import ProgrammingError, transaction
from django.test import Client

from communities.lists.registrations import months, registered_rows
from communities.lists.rows import append_row
from communities.models import NameList, PersonalDataExport, Row
from letters.certificates.contents import parsha_of
from letters.models import Community, Scroll
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Method, Order
from payments.orders.place import Locality, Name
from tests.communities.name_lists import list_of_order

SignIn = Callable[[User], Client]
URL = "/shluchim/montreal/registrations/"


def named(given: str, **changes: Any) -> Name:
    fields = {
        "kind": "adult",
        "given_name": given,
        "relation": "ben",
        "mother_name": "חנה",
        "father_name": "",
        "family_name": "",
        "departed": False,
        "honorific": "",
        "declared": "authorised",
    }
    return Name(**{**fields, **changes})


@pytest.fixture
def registered_list(
    make_order: Callable[..., Order], scroll: Scroll, community: Community, shliach: User
) -> NameList:
    """Two names of a list with letters, and another buyer who chose the community."""
    names = [named("יוסף"), named("=Sum")]
    order = make_order(names, locality=Locality("CA", "", community.pk))
    Order.objects.filter(pk=order.pk).update(method=Method.CASH)
    name_list = list_of_order(order, names, community, shliach)
    give_letters(order)
    alone = make_order(
        [named("Shmuel")],
        locality=Locality("CA", "", community.pk),
        form_token="two",
        email="s@example.org",
    )
    give_letters(alone)
    return name_list


def give_letters(order: Order) -> None:
    record_and_apply(
        order_id=order.pk,
        incoming=IncomingPayment(
            amount=order.total, currency=order.currency, reference=f"pi_{order.pk}", session_id=""
        ),
    )


def rows_of(answer: Any) -> list[list[str]]:
    """The rows of a downloaded CSV file."""
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text[1:])))


def test_registrations_page_shows_who_was_registered_and_how(
    registered_list: NameList, shliach: User, sign_in: SignIn
) -> None:
    page = sign_in(shliach).get(URL).content.decode()
    assert "יוסף בן חנה" in page
    assert "Mendel" in page
    assert "cash" in page
    letter = Row.objects.first().inscription.letter  # type: ignore[union-attr]
    assert parsha_of(letter).name in page


def test_registrations_page_counts_other_buyers_without_names(
    registered_list: NameList, community: Community, shliach: User, sign_in: SignIn
) -> None:
    (month,) = months(community)
    assert (month.listed, month.themselves, month.all) == (2, 1, 3)
    client = sign_in(shliach)
    assert "Shmuel" not in client.get(URL).content.decode()
    assert "Shmuel" not in str(rows_of(client.post(f"{URL}csv/")))


def test_registered_rows_exclude_unpaid_orders(
    registered_list: NameList, community: Community, make_order: Callable[..., Order]
) -> None:
    unpaid = make_order([named("Levi")], form_token="three")
    row = append_row(
        name_list=registered_list, given_name="Levi", relation="ben", mother_name="Chana"
    )
    Row.objects.filter(pk=row.pk).update(inscription=unpaid.lines.get().inscription)
    assert registered_rows(community).count() == 2


def test_download_registrations_escapes_formulas_and_is_recorded(
    registered_list: NameList, shliach: User, sign_in: SignIn
) -> None:
    rows = rows_of(sign_in(shliach).post(f"{URL}csv/"))
    assert [row[1] for row in rows[1:]] == ["'=Sum ben חנה", "יוסף בן חנה"]
    export = PersonalDataExport.objects.get()
    assert (export.by, export.rows, export.what) == (shliach, 2, "registrations")
    with pytest.raises(ProgrammingError), transaction.atomic():
        export.delete()


def test_registrations_page_is_paginated(
    registered_list: NameList,
    shliach: User,
    sign_in: SignIn,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    client = sign_in(shliach)
    with django_assert_max_num_queries(12):
        assert client.get(URL, {"page": 99}).status_code == 200


@pytest.mark.parametrize("who", ["helper", "stranger"])
def test_registrations_page_is_for_shluchim_only(
    registered_list: NameList, who: str, request: pytest.FixtureRequest, sign_in: SignIn
) -> None:
    client = sign_in(request.getfixturevalue(who))
    assert client.get(URL).status_code == 404
    assert client.post(f"{URL}csv/").status_code == 404
    other = client.get("/shluchim/london/registrations/", {"list": registered_list.pk})
    assert other.status_code == 404
    assert PersonalDataExport.objects.count() == 0


def test_months_and_days_are_those_of_the_communitys_zone(
    registered_list: NameList, community: Community, shliach: User, sign_in: SignIn
) -> None:
    # On the evening of the 30th in UTC, and the morning of the first in Melbourne.
    morning = datetime(2026, 12, 1, 8, tzinfo=ZoneInfo("Australia/Melbourne"))
    Order.objects.update(fulfilled_at=morning)
    community.zone = "Australia/Melbourne"
    community.save()
    assert [month.first for month in months(community)] == [date(2026, 12, 1)]
    client = sign_in(shliach)
    assert {row[0] for row in rows_of(client.post(f"{URL}csv/"))[1:]} == {"2026-12-01"}
    page = client.get(URL).content.decode()
    assert "1 December 2026, 21 Kislev 5787" in page
    assert "December 2026</th>" in page
    community.zone = "America/Toronto"
    community.save()
    assert [month.first for month in months(community)] == [date(2026, 11, 1)]


def test_registrations_after_nightfall_have_the_next_jewish_date(
    registered_list: NameList, community: Community, shliach: User, sign_in: SignIn
) -> None:
    evening = datetime(2026, 11, 23, 22, 48, tzinfo=ZoneInfo("Asia/Jerusalem"))
    Order.objects.update(fulfilled_at=evening)
    community.zone = "Asia/Jerusalem"
    community.save()
    page = sign_in(shliach).get(URL).content.decode()
    assert "23 November 2026, 14 Kislev 5787" in page
