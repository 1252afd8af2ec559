"""Names taken at the booth, by several phones at once, and sent again."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.db.models import QuerySet
from django.test import Client

from communities.intake.booth import booth_day, take_name
from communities.lists.name_lists import create_list, read_list
from communities.models import NameList, Row
from core.calendar.local_day import today
from letters.matching.keys import stored_keys
from letters.models import Community, Series
from letters.names import person_exact_key
from payments.orders.consent import BOOTH, SENT_LIST, version_of
from tests.races import at_once, each, meet_after

SignIn = Callable[[User], Client]
NAME = {
    "kind": "adult",
    "given_name": "יוסף",
    "relation": "ben",
    "mother_name": "חנה",
    "father_name": "",
    "family_name": "לוי",
    "departed": False,
    "honorific": "",
    "email": "",
}
URL = "/shluchim/montreal/booth/"


@pytest.fixture
def take(series: Series, community: Community, helper: User) -> Callable[..., NameList]:
    """Take a name, with changes."""

    def taken(key: UUID | None = None, **changes: Any) -> NameList:
        day = date(2026, 11, 23)
        result = {"community": community, "series": series, "by": helper, "day": day, "name": NAME}
        return take_name(**{**result, **changes}, idempotency_key=key or uuid4())

    return taken


def test_take_name_creates_a_row_with_match_keys(take: Callable[..., NameList]) -> None:
    name_list = take()
    row = name_list.rows.get()
    assert (row.position, row.line) == (1, "יוסף בן חנה לוי")
    assert row.match_keys == stored_keys(row.facts)
    assert row.exact_match_key == person_exact_key(row.typed)
    assert (row.issues, row.inscription) == ([], None)


def test_booth_list_is_one_per_day(take: Callable[..., NameList]) -> None:
    assert take() == take()
    assert take() != take(day=date(2026, 11, 24))


def test_take_name_again_with_its_key_is_one_row(take: Callable[..., NameList]) -> None:
    key = uuid4()
    take(key)
    take(key)
    assert Row.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_take_name_gives_concurrent_phones_different_positions(
    take: Callable[..., NameList],
) -> None:
    twice = [uuid4() for _ in range(6)] * 2
    assert each(*[partial(take, key) for key in twice]) == []
    assert sorted(Row.objects.values_list("position", flat=True)) == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db(transaction=True)
def test_negative_control_take_name_without_the_lock(
    take: Callable[..., NameList], monkeypatch: pytest.MonkeyPatch
) -> None:
    take()
    monkeypatch.setattr(NameList.objects, "select_for_update", lambda **_: NameList.objects.all())
    monkeypatch.setattr(QuerySet, "aggregate", meet_after(QuerySet.aggregate))
    errors = at_once(2, take)
    assert [type(error) for error in errors] == [IntegrityError]


@pytest.mark.parametrize(
    ("written", "days"), [(0, 0), (-1, -1), (1, 1), (-30, -30), (-31, 0), (2, 0), (400, 0)]
)
def test_booth_day_accepts_plausible_days_only(written: int, days: int) -> None:
    community = Community(country="AU")
    here = today("Australia/Melbourne").civil
    assert booth_day(community, here + timedelta(days=written)) == here + timedelta(days=days)


# The page --------------------------------------------------------------------


def posted(client: Client, **changes: str) -> Any:
    """Post a name as the page's script does."""
    data = {**NAME, "departed": "", "idempotency_key": str(uuid4()), "day": "", "consent": "on"}
    data |= changes
    return client.post(URL, data, headers={"accept": "application/json"})


def test_booth_page_takes_names_of_a_helper(series: Series, helper: User, sign_in: SignIn) -> None:
    client = sign_in(helper)
    assert posted(client).json() == {"total": 1}
    assert posted(client).json() == {"total": 2}
    assert client.get(f"{URL}state/").json()["total"] == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"given_name": "Yosef 7"}, "given_name"),
        ({"relation": ""}, "relation"),
        ({"mother_name": ""}, "mother_name"),
        ({"email": "nobody"}, "email"),
        ({"idempotency_key": "no key"}, "idempotency_key"),
    ],
)
def test_booth_page_refuses_invalid_names(
    series: Series, helper: User, sign_in: SignIn, changes: dict[str, str], field: str
) -> None:
    answer = posted(sign_in(helper), **changes)
    assert answer.status_code == 422
    assert field in answer.json()["errors"]
    assert Row.objects.count() == 0


def test_booth_page_refuses_a_blank_name(series: Series, helper: User, sign_in: SignIn) -> None:
    blank = dict.fromkeys(("given_name", "mother_name", "family_name"), "")
    assert posted(sign_in(helper), **blank).status_code == 422


@pytest.mark.parametrize("path", ["", "state/", "worker.js"])
def test_booth_page_answers_404_to_another_community(
    community: Community, series: Series, stranger: User, sign_in: SignIn, path: str
) -> None:
    client = sign_in(stranger)
    assert client.get(URL + path).status_code == 404
    assert posted(client).status_code == 404
    assert Client().get(URL + path).status_code == 302


def test_booth_worker_is_served_below_the_booth(helper: User, sign_in: SignIn) -> None:
    answer = sign_in(helper).get(f"{URL}worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert b"addEventListener" in answer.content


# The reader of lists ---------------------------------------------------------


HEADINGS = "Hebrew name,Gender,Mother,Father,Family name,Age group"


@pytest.mark.parametrize(
    "typed",
    [
        ("Yosef", "ben", "Chana", "", "Levi"),
        ("יוסף", "ben", "חנה", "אברהם", "לוי"),
        ("Yosef", "ben", "unknown", "", "Levi"),
        ("yosef", "ben", "chana", "", ""),
        ("YOSEF", "ben", "CHANA", "", "LEVI"),
        ("Yosef", "bas", "Chana", "", "Levi"),
        ("Cohen", "ben", "Chana", "", "Yosef"),
        ("Yosef", "ben", "Avraham", "", "Levi"),
        ("R' Yosef", "ben", "Chana", "", "Levi"),
        ("Rabbi Yosef", "ben", "Chana", "", "Levi"),
    ],
)
def test_booth_asks_what_is_asked_about_a_list(
    series: Series,
    community: Community,
    helper: User,
    take: Callable[..., NameList],
    typed: tuple[str, ...],
) -> None:
    text = HEADINGS + "\n" + ",".join(cell.replace('"', "״") for cell in (*typed, "adult"))
    pasted, _new = create_list(
        consent=version_of(SENT_LIST),
        community=community,
        series=series,
        by=helper,
        title="",
        language="en",
        text=text,
    )
    read_list(pasted.pk)
    fields = ("given_name", "relation", "mother_name", "father_name", "family_name")
    name = {**NAME, **dict(zip(fields, (c.replace('"', "״") for c in typed), strict=True))}
    at_booth = take_name(
        community=community,
        series=series,
        by=helper,
        day=date(2026, 11, 23),
        idempotency_key=uuid4(),
        name=name,
    ).rows.get()
    row = pasted.rows.get()
    assert (at_booth.issues, at_booth.questions) == (row.issues, row.questions)
    # What was typed is kept as it is, whatever is asked.
    assert {field: getattr(at_booth, field) for field in fields} == {f: name[f] for f in fields}


def test_booth_asks_before_an_unusual_name_is_ordered(take: Callable[..., NameList]) -> None:
    name_list = take(name={**NAME, "relation": "bas"})
    assert name_list.rows.ready().count() == 0
    assert name_list.rows.to_confirm().count() == 1


def test_booth_asks_about_two_people_in_one_name(take: Callable[..., NameList]) -> None:
    row = take(name={**NAME, "given_name": "Yosef and Mushka"}).rows.get()
    assert row.issues or row.questions


def test_booth_keeps_the_sentence_that_was_ticked(
    series: Series, helper: User, sign_in: SignIn
) -> None:
    client = sign_in(helper)
    answer = posted(client, consent="")
    assert answer.status_code == 422
    assert answer.json()["errors"]["consent"]
    assert not NameList.objects.exists()
    assert posted(client).status_code == 201
    name_list = NameList.objects.get()
    assert name_list.consent == version_of(BOOTH)
    assert name_list.consent_at
