"""Lists through the API: sent, read back, their certificates, and what is refused."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from pypdf import PdfReader

from communities.certificates.printing import PRINTINGS, request_printing
from communities.lists import name_lists
from communities.models import ApiRequest, NameList, PersonalDataExport, Printing, Row
from communities.models.api_key import new_key
from core.job_runner import run_job
from letters.models import Community, Person, Scroll, Series
from payments.orders.consent import SENT_LIST, version_of
from tests.communities.api.client import LIST, SCOPES, V1, Caller, _eight_at_once
from tests.communities.name_lists import make_list
from tests.races import meet_after


def test_send_list_is_read_and_returned_with_its_rows(api: Caller) -> None:
    sent = api.post("/lists/", LIST)
    assert (sent.status_code, sent.json()["state"]) == (201, "reading")
    name_list = NameList.objects.get()
    assert name_list.source == NameList.Source.API
    name_lists.read_list(name_list.pk)
    result = api.get(f"/lists/{name_list.pk}/").json()
    assert (result["state"], result["rows"], result["community"]) == ("open", 2, "montreal")
    assert result["counts"] == {
        "unclear": 1, "to_confirm": 0, "ready": 1, "left_out": 0, "ordered": 0, "with_letters": 0,
    }  # fmt: skip
    assert result["page"].endswith(f"/shluchim/montreal/lists/{name_list.pk}/")
    rows = api.get(f"/lists/{name_list.pk}/rows/").json()
    clear, unclear = rows["rows"]
    assert (rows["count"], clear["name"], clear["status"]) == (2, "יוסף בן חנה", "ready")
    assert [problem["code"] for problem in unclear["issues"]] == ["no_parent"]
    assert "example.org" not in json.dumps(rows)
    assert Person.objects.count() == 0


def test_send_list_accepts_lines_of_text(api: Caller) -> None:
    body = {"title": "x", "text": "Yosef ben Chana\nמשה בן שרה"}
    assert api.post("/lists/", body).status_code == 201
    name_lists.read_list(NameList.objects.get().pk)
    assert Row.objects.filter(issues=[]).count() == 2


def test_send_list_keeps_the_cells_in_one_line(api: Caller) -> None:
    odd = "a;b\t\"c',=1+1\nd"
    api.post("/lists/", {"title": "x", "rows": [{"given": odd, "city": "Paris"}]})
    name_lists.read_list(NameList.objects.get().pk)
    assert Row.objects.get().cells == ["a;b \"c',=1+1 d", "Paris"]


def test_certificates_are_requested_and_downloaded(api: Caller, fulfilled: NameList) -> None:
    response = api.post(f"/lists/{fulfilled.pk}/certificates/", {"language": "he"})
    assert (response.status_code, response.json()["certificates_total"]) == (202, 3)
    path = f"/certificates/{response.json()['id']}/"
    assert api.get(f"{path}pdf").status_code == 409
    run_job(PRINTINGS, response.json()["id"])
    assert api.get(path).json()["state"] == "done"
    pdf = api.get(f"{path}pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert len(PdfReader(BytesIO(pdf.getvalue())).pages) == 3
    assert PersonalDataExport.objects.get().rows == 3
    rows = api.get(f"/lists/{fulfilled.pk}/rows/").json()["rows"]
    assert {(row["status"], row["scroll"]) for row in rows} == {("ordered", 12)}


def test_certificates_without_letters_answer_409(
    api: Caller, community: Community, scroll: Scroll, shliach: User
) -> None:
    name_list = make_list(community, scroll.series, shliach)
    answer = api.post(f"/lists/{name_list.pk}/certificates/", {})
    assert (answer.status_code, answer.json()["error"]) == (409, "conflict")


def test_idempotency_key_again_returns_the_same_list(api: Caller) -> None:
    first, again = api.post("/lists/", LIST), api.post("/lists/", LIST)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    other = api.post("/lists/", LIST, once="the second one")
    assert (other.status_code, other.json()["id"]) == (200, first.json()["id"])
    assert NameList.objects.count() == 1


def test_idempotency_key_with_another_body_answers_409(api: Caller) -> None:
    api.post("/lists/", LIST)
    answer = api.post("/lists/", {**LIST, "title": "Another"})
    assert (answer.status_code, answer.json()["error"]) == (409, "conflict")
    assert NameList.objects.get().title == "Purim"


def test_idempotency_key_of_a_deleted_list_answers_409(api: Caller) -> None:
    api.post("/lists/", LIST)
    NameList.objects.all().delete()
    assert api.post("/lists/", LIST).status_code == 409
    assert NameList.objects.count() == 0


def test_send_list_requires_an_idempotency_key(api: Caller) -> None:
    assert api.post("/lists/", LIST, once="").status_code == 422
    assert NameList.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_send_list_eight_times_at_once_creates_one_list(
    series: Series, make_key: Callable[..., str]
) -> None:
    assert _eight_at_once(make_key()) == [200] * 7 + [201]
    assert (NameList.objects.count(), ApiRequest.objects.count()) == (1, 1)


def test_negative_control_send_list_without_the_constraint(
    own_database: None,
    series: Series,
    make_key: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Eight requests with one key are eight."""
    real, together = QuerySet.get, meet_after(QuerySet.get, 8)

    def look(rows: QuerySet[Any], *by: Any, **which: Any) -> Any:
        return (together if rows.model is ApiRequest else real)(rows, *by, **which)

    monkeypatch.setattr(QuerySet, "get", look)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE communities_apirequest DROP CONSTRAINT api_request_unique")
    _eight_at_once(make_key())
    assert ApiRequest.objects.count() == 8


@pytest.fixture
def foreign(fulfilled: NameList, stranger: User) -> Caller:
    """A client of another community."""
    london = Community.objects.get(slug="london")
    return Caller(new_key(community=london, by=stranger, name="x", scopes=SCOPES)[1])


def test_unknown_series_answers_404_with_a_sentence(api: Caller) -> None:
    answer = api.post("/lists/", {**LIST, "series": "unknown"})
    assert answer.status_code == 404
    assert answer.json()["message"] == "There is no such series, or it is closed."


def test_objects_of_another_community_answer_404(
    foreign: Caller, fulfilled: NameList, shliach: User
) -> None:
    made = request_printing(name_list=fulfilled, by=shliach, language="en", paper="a4")
    run_job(PRINTINGS, made.pk)
    for path in (
        f"/lists/{fulfilled.pk}/",
        f"/lists/{fulfilled.pk}/rows/",
        f"/certificates/{made.pk}/",
        f"/certificates/{made.pk}/pdf",
    ):
        answer = foreign.get(path)
        assert (answer.status_code, answer.json()["error"]) == (404, "not_found"), path
    assert foreign.post(f"/lists/{fulfilled.pk}/certificates/", {}).status_code == 404
    assert foreign.post("/lists/", {**LIST, "community": "montreal"}).status_code == 404
    assert (Printing.objects.count(), NameList.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "body",
    [
        "[",
        "{}",
        {"title": "x"},
        {"title": "x", "rows": []},
        {"title": "x", "text": ""},
        {"title": "x", "rows": [{"given": "a"}], "text": "b"},
        {"title": "x", "rows": [{"given": "x" * 201}]},
        {"title": "x", "rows": [{"given": "x"}] * 5001},
        {"title": "x", "rows": [{"nonsense": "x"}]},
        {"title": "", "text": "Yosef ben Chana"},
        {"title": "x", "text": "Yosef ben Chana", "language": "xx"},
    ],
)
def test_invalid_input_answers_422_with_a_message(api: Caller, body: Any) -> None:
    answer = api.post("/lists/", body)
    assert answer.status_code in {400, 422}
    assert set(answer.json()) == {"error", "message"}
    assert NameList.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"title": "x", "text": "\x18"}, "body.text: "),
        ({"title": "x", "rows": []}, "body.rows: "),
        ({"title": "x", "rows": [{"given": "x" * 201}]}, "body.rows.0.given: "),
        ({"title": "", "text": "Yosef ben Chana"}, "body.title: "),
    ],
)
def test_error_names_the_field_that_is_not_valid(api: Caller, body: Any, field: str) -> None:
    assert api.post("/lists/", body).json()["message"].startswith(field)


@pytest.mark.parametrize("body", [{"rows": [{}]}, {"text": " \n"}])
def test_send_list_without_names_fails_with_a_message(api: Caller, body: Any) -> None:
    sent = api.post("/lists/", {"title": "x", **body}).json()
    name_lists.read_list(sent["id"])
    result = api.get(f"/lists/{sent['id']}/").json()
    assert (result["state"], result["error"]) == ("failed", "There is nothing in it.")


def test_lone_surrogate_in_a_title_is_stored_as_a_visible_character(api: Caller) -> None:
    body = {"title": "x\ud800", "text": "Yosef ben Chana"}
    assert api.post("/lists/", body).status_code == 201
    assert NameList.objects.get().title == "x\ufffd"


def test_send_list_drops_null_characters(api: Caller) -> None:
    body = {"title": "a\0b", "text": "Yosef\0 ben Chana"}
    assert api.post("/lists/", body).status_code == 201
    assert NameList.objects.get().title == "ab"


def test_error_messages_never_contain_a_name(api: Caller) -> None:
    answer = api.post("/lists/", {"title": "x", "rows": [{"given": "Zevulun" * 40}]})
    assert answer.status_code == 422
    assert "Zevulun" not in answer.content.decode()


def test_public_numbers_need_no_key_and_set_no_cookie(
    series: Series, fulfilled: NameList, scroll: Scroll
) -> None:
    result = Caller().get("/numbers/")
    assert (result.status_code, result.cookies) == (200, {})
    assert (result.json()["scroll"], result.json()["letters"]) == (12, 304_805)
    one = Caller().get("/communities/montreal/")
    assert (one.json()["people"], one.json()["in_scroll"], one.cookies) == (None, None, {})
    assert Caller().get("/communities/nowhere/").status_code == 404
    assert "Zevulun" not in one.content.decode() + result.content.decode()


def test_public_numbers_hide_an_unapproved_community(series: Series, community: Community) -> None:
    Community.objects.update(approved_at=None)
    assert Caller().get("/communities/montreal/").status_code == 404


def test_api_reference_lists_every_operation(client: Client, series: Series) -> None:
    page = client.get(f"{V1}/").content.decode()
    described = client.get(f"{V1}/openapi.json").json()["paths"]
    assert len(described) == 8
    assert all(path in page for path in described)
    assert "<script" not in page.partition("</head>")[2].partition("</main>")[0]


@pytest.mark.parametrize("consent", [False, None, "no", 0])
def test_list_without_consent_is_refused(api: Caller, consent: object) -> None:
    answer = api.post("/lists/", {**LIST, "consent": consent})
    assert answer.status_code == 422
    assert answer.json()["message"].startswith("body.consent")
    assert not NameList.objects.exists()


def test_list_keeps_the_consent_and_its_time(api: Caller) -> None:
    api.post("/lists/", LIST)
    name_list = NameList.objects.get()
    assert name_list.consent == version_of(SENT_LIST)
    assert name_list.consent_at
