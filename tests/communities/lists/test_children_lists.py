"""Lists of a series with an age rule: birth dates are asked for, kept and compared."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from communities.lists.duplicate_checks import recheck
from communities.lists.name_lists import NamedTable, create_list, read_list
from communities.lists.questions import issues_of
from communities.models import NameList, Row
from letters.holders.audience import NotInAudience
from letters.models import Community, Letter, Person, Price, Scroll, Series
from letters.reading import Field
from letters.scrolls.scrolls import open_scroll, prepare_scroll
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from payments.orders.consent import SENT_LIST, version_of
from tests.communities.name_lists import order_list

SignIn = Callable[[User], Client]
LISTS = "/shluchim/montreal/lists/"
COLUMNS = [Field.GIVEN, Field.RELATION, Field.MOTHER, Field.BIRTH_DATE]


@pytest.fixture
def children(series: Series, transactional_db: None) -> Series:
    """The children's series with an open scroll of 60 letters."""
    made = Series.objects.create(
        slug="children",
        name="Children’s Sefer Torah",
        audience="children",
        disclosure="parsha",
        extras_accepted=False,
    )
    Price.objects.create(series=made, currency="usd", letter=100, minimum=50)
    open_scroll(scroll=prepare_scroll(series=made, number=1, letters=60))
    return made


def born(years: int) -> str:
    """The birth date of somebody so many years and a month old."""
    today = timezone.localdate()
    return (date(today.year - years, today.month, 1) - timedelta(days=30)).isoformat()


@pytest.fixture
def name_list(children: Series, community: Community, shliach: User) -> NameList:
    """A boy of 5, a boy of 13, a girl of 12, and one without a date."""
    rows = [
        ["Zevulun", "ben", "Basya", born(5)],
        ["Naftoli", "ben", "Basya", born(13)],
        ["Rivka", "bas", "Basya", born(12)],
        ["Yissochor", "ben", "Basya", ""],
    ]
    return read(children, community, shliach, rows)


def read(series: Series, community: Community, by: User, rows: list[list[str]]) -> NameList:
    made, _ = create_list(
        consent=version_of(SENT_LIST),
        community=community,
        series=series,
        by=by,
        title="Cheder",
        language="en",
        table=NamedTable(COLUMNS, rows),
    )
    read_list(made.pk)
    made.refresh_from_db()
    return made


def test_list_of_children_keeps_birth_dates_and_refuses_the_others(name_list: NameList) -> None:
    ready = name_list.rows.ready().get()
    assert (ready.given_name, ready.kind) == ("Zevulun", "child")
    assert str(ready.birth_date) == born(5)
    sentences = [issues_of(row)[-1][1] for row in name_list.rows.exclude(issues=[])]
    for sentence, reason in zip(
        sentences, ["he was 13 on", "she was 12 on", "Write the date of birth"], strict=True
    ):
        assert reason in sentence


def test_list_of_the_default_series_keeps_no_birth_date(
    series: Series, community: Community, shliach: User
) -> None:
    rows = [["Zevulun", "ben", "Basya", born(40)], ["Naftoli", "ben", "Basya", "in spring"]]
    made = read(series, community, shliach, rows)
    assert [row.kind for row in made.rows.ready()] == ["adult"]
    assert not made.rows.exclude(birth_date=None).exists()
    # Who was born "in spring" may be a child: that is asked.
    assert made.rows.get(given_name="Naftoli").issues


def test_order_of_a_children_list_is_fulfilled(name_list: NameList, shliach: User) -> None:
    placed = order_list(name_list, shliach)
    record_and_apply(
        order_id=placed.pk, incoming=IncomingPayment("pi_1", "", placed.total, placed.currency)
    )
    assert Letter.objects.assigned().count() == 1
    assert str(Person.objects.get().birth_date) == born(5)
    assert placed.total == 100


def test_order_refuses_a_child_who_grew_too_old_since(name_list: NameList, shliach: User) -> None:
    Row.objects.filter(given_name="Zevulun").update(birth_date=born(13))
    with pytest.raises(NotInAudience):
        order_list(name_list, shliach)
    assert not Order.objects.exists()
    assert name_list.rows.get(given_name="Zevulun").inscription is None


def test_order_placed_in_time_stands_after_the_birthday(name_list: NameList, shliach: User) -> None:
    placed = order_list(name_list, shliach)
    Person.objects.update(birth_date=born(13))
    record_and_apply(
        order_id=placed.pk, incoming=IncomingPayment("pi_1", "", placed.total, placed.currency)
    )
    placed.refresh_from_db()
    assert placed.state == Order.State.FULFILLED


def test_recheck_finds_children_who_grew_too_old(name_list: NameList) -> None:
    row = name_list.rows.ready().get()
    Row.objects.filter(pk=row.pk).update(birth_date=born(13))
    recheck(name_list)
    row.refresh_from_db()
    assert row.issues == ["audience"]
    Row.objects.filter(pk=row.pk).update(birth_date=born(7))
    recheck(name_list)
    row.refresh_from_db()
    assert row.issues == []


def test_pay_page_lists_children_who_grew_too_old(
    name_list: NameList, shliach: User, sign_in: SignIn
) -> None:
    form = {"currency": "usd", "agreed": "on", "shown": 1, "token": "one", "method": "balance"}
    Row.objects.filter(given_name="Zevulun").update(birth_date=born(13))
    answer = sign_in(shliach).post(f"{LISTS}{name_list.pk}/pay/", form)
    assert answer.status_code == 409
    assert "too old for this scroll" in answer.content.decode()
    assert name_list.rows.get(given_name="Zevulun").issues == ["audience"]


def test_row_page_asks_for_the_birth_date(
    name_list: NameList, shliach: User, sign_in: SignIn
) -> None:
    client = sign_in(shliach)
    row = name_list.rows.get(given_name="Yissochor")
    page = f"/shluchim/montreal/rows/{row.pk}/"
    assert 'name="birth_date"' in client.get(page).content.decode()
    form = {"given_name": "Yissochor", "relation": "ben", "mother_name": "Basya", "kind": "child"}
    refused = client.post(page, {**form, "birth_date": born(14)})
    assert refused.status_code == 422
    assert "he was 13 on" in refused.content.decode()
    assert client.post(page, {**form, "birth_date": born(6)}).status_code == 302
    row.refresh_from_db()
    assert (row.issues, str(row.birth_date)) == ([], born(6))


def test_row_page_of_the_default_series_asks_for_none(
    series: Series, scroll: Scroll, community: Community, shliach: User, sign_in: SignIn
) -> None:
    made = read(series, community, shliach, [["Zevulun", "ben", "Basya", ""]])
    page = sign_in(shliach).get(f"/shluchim/montreal/rows/{made.rows.get().pk}/")
    assert 'name="birth_date"' not in page.content.decode()


def test_personal_link_shows_the_birth_date_of_the_row(name_list: NameList) -> None:
    row = name_list.rows.ready().get()
    page = Client().get(f"/join/{row.token}/").content.decode()
    assert f'value="{born(5)}"' in page


def test_list_page_offers_the_series_and_creates_a_list_of_it(
    children: Series, shliach: User, sign_in: SignIn
) -> None:
    client = sign_in(shliach)
    page = client.get(LISTS).content.decode()
    assert page.index("Sefer Torah Haklali") < page.index("Children’s Sefer Torah")
    client.post(LISTS, {"text": "Yosef ben Chana", "series": "children", "consent": "on"})
    client.post(LISTS, {"text": "Yosef ben Chana", "consent": "on"})
    assert [each.series.slug for each in NameList.objects.order_by("pk")] == ["children", "unity"]


def test_list_page_with_one_series_offers_no_choice(
    series: Series, shliach: User, sign_in: SignIn
) -> None:
    page = sign_in(shliach).get(LISTS).content.decode()
    assert "Which scroll?" not in page
    assert "Date of birth" not in Client().get("/shluchim/names.csv").content.decode()


def test_booth_takes_names_of_both_series(children: Series, shliach: User, sign_in: SignIn) -> None:
    client = sign_in(shliach)
    booth = "/shluchim/montreal/booth/"
    assert 'name="birth_date"' in client.get(booth).content.decode()
    name = {
        "given_name": "Zevulun",
        "relation": "ben",
        "mother_name": "Basya",
        "kind": "child",
        "series": "children",
        "birth_date": born(6),
        "consent": "on",
    }

    def take(**changes: str) -> Any:
        form = {**name, **changes, "idempotency_key": str(uuid4())}
        return client.post(booth, form, headers={"Accept": "application/json"})

    assert take().json() == {"total": 1}
    assert take(series="unity", given_name="Naftoli").json() == {"total": 2}
    assert "birth_date" in take(birth_date="").json()["errors"]
    assert "birth_date" in take(birth_date=born(14)).json()["errors"]
    kept = {row.name_list.series.slug: row.birth_date for row in Row.objects.all()}
    assert {slug: str(day) for slug, day in kept.items()} == {
        "children": born(6),
        "unity": "None",
    }
