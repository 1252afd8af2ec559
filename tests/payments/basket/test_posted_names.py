"""How many names a posted basket has: as many as were sent, at a cost that grows with them."""

import pytest
from django.http import QueryDict
from django.test import Client

from letters.models import Scroll
from payments.basket.names import names_formset, raw_names


def posted(fields: str) -> QueryDict:
    return QueryDict(fields)


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ("names-TOTAL_FORMS=1000", 1),
        ("names-TOTAL_FORMS=1000&names-0-given_name=a", 1),
        ("names-TOTAL_FORMS=1000&names-999-given_name=a", 1),
        ("names-TOTAL_FORMS=2&names-0-given_name=a&names-1-given_name=b", 2),
        ("names-TOTAL_FORMS=1&names-0-given_name=a&names-1-given_name=b", 1),
        ("names-TOTAL_FORMS=²&names-0-given_name=a", 1),
        (f"names-TOTAL_FORMS={'9' * 5_000}&names-0-given_name=a", 1),
        ("names-TOTAL_FORMS=-1", 1),
        ("", 1),
    ],
)
def test_posted_names_are_those_that_were_sent(fields: str, count: int, db: None) -> None:
    assert len(names_formset(data=posted(fields)).forms) == count
    assert len(raw_names(posted(fields))) == count


def test_short_request_has_a_short_answer(scroll: Scroll) -> None:
    usual = Client().get("/letters/new/")
    claimed = Client().post("/letters/new/", {"names-TOTAL_FORMS": "1000", "action": "pay"})
    assert claimed.status_code == 422
    assert len(claimed.content) < 2 * len(usual.content)


def test_name_is_removed_by_its_number_only(scroll: Scroll) -> None:
    names = {
        "names-TOTAL_FORMS": "2",
        "names-INITIAL_FORMS": "0",
        "names-0-given_name": "Yosef",
        "names-1-given_name": "Rivka",
    }
    kept = Client().post("/letters/new/", {**names, "action": "remove-²"})
    assert len(kept.context["names"].forms) == 2
    removed = Client().post("/letters/new/", {**names, "action": "remove-0"})
    assert [form["given_name"].value() for form in removed.context["names"].forms] == ["Rivka"]


def test_address_with_a_mark_of_direction_is_cleaned(scroll: Scroll) -> None:
    answer = Client().post(
        "/letters/new/", {"names-TOTAL_FORMS": "1", "email": "chana@example.org\u200f"}
    )
    assert answer.context["form"].cleaned_data["email"] == "chana@example.org"


def test_name_that_was_turned_around_is_refused_where_it_can_be_seen(scroll: Scroll) -> None:
    fields = {"names-TOTAL_FORMS": "1", "names-0-given_name": "\u202efesoY"}
    answer = Client().post("/letters/new/", fields)
    (name,) = answer.context["names"].forms
    assert name["given_name"].value() == "\ufffdfesoY"
    assert "hidden or damaged" in str(name.errors["given_name"])
