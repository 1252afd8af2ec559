"""The API: keys, scopes, sending lists, certificates, access control and rate limit."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from communities.certificates.printing import PRINTINGS, request_printing
from communities.lists import name_lists
from communities.members.members import add_member, end_membership
from communities.models import (
    ApiKey,
    ApiRequest,
    Membership,
    NameList,
    PersonalDataExport,
    Printing,
    Row,
)
from communities.models.api_key import new_key
from core.job_runner import run_job
from letters.models import Community, Person, Scroll, Series
from payments.fulfilment import IncomingPayment, record_and_apply
from tests.communities.name_lists import make_list, order_list
from tests.races import at_once, meet_after

SignIn = Callable[[User], Client]
V1 = "/api/v1"
SCOPES = ["lists:write", "lists:read", "certificates:read"]
LIST = {
    "title": "Purim",
    "rows": [
        {"given": "יוסף", "relation": "בן", "mother": "חנה", "email": "yosef@example.org"},
        {"whole": "Mushka"},
    ],
}


class Caller:
    """A client with a key."""

    def __init__(self, key: str = "") -> None:
        self._client = Client(headers={"Authorization": f"Bearer {key}"} if key else {})

    def get(self, path: str, **query: Any) -> Any:
        return self._client.get(f"{V1}{path}", query)

    def post(self, path: str, body: Any, once: str = "the first one") -> Any:
        headers = {"Idempotency-Key": once} if once else {}
        return self._client.post(f"{V1}{path}", body, "application/json", headers=headers)


@pytest.fixture
def make_key(community: Community, shliach: User) -> Callable[..., str]:
    """Create a key of the community, owned by its shliach."""

    def made(**changes: Any) -> str:
        fields = {"community": community, "by": shliach, "name": "School", "scopes": SCOPES}
        return new_key(**{**fields, **changes})[1]

    return made


@pytest.fixture
def api(series: Series, make_key: Callable[..., str]) -> Caller:
    """A client of the community."""
    return Caller(make_key())


@pytest.fixture
def committee(db: None) -> User:
    return User.objects.create_superuser("committee", "committee@example.org")


@pytest.fixture
def fulfilled(community: Community, scroll: Scroll, shliach: User) -> NameList:
    """A list of three names with letters."""
    name_list = make_list(community, scroll.series, shliach)
    order = order_list(name_list, shliach)
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("pi_1", "", order.total, order.currency)
    )
    return name_list


# Sending and reading lists ----------------------------------------------------


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
    assert [problem["code"] for problem in unclear["issues"]] == ["no_parent", "no_relation"]
    assert "example.org" not in json.dumps(rows)
    assert Person.objects.count() == 0


def test_send_list_accepts_lines_of_text(api: Caller) -> None:
    body = {"title": "x", "text": "Yosef ben Chana\nמשה בן שרה"}
    assert api.post("/lists/", body).status_code == 201
    name_lists.read_list(NameList.objects.get().pk)
    assert Row.objects.filter(issues=[]).count() == 2


def test_send_list_keeps_the_cells_exactly(api: Caller) -> None:
    odd = "a;b\t\"c',=1+1\nd"
    api.post("/lists/", {"title": "x", "rows": [{"given": odd, "city": "Paris"}]})
    name_lists.read_list(NameList.objects.get().pk)
    assert Row.objects.get().cells == ["a;b \"c',=1+1d", "Paris"]


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


# Idempotency -----------------------------------------------------------------


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


def _eight_at_once(key: str) -> list[int]:
    """The responses to eight identical requests at once."""
    answers: list[int] = []
    at_once(8, lambda: answers.append(Caller(key).post("/lists/", LIST).status_code))
    return sorted(answers)


@pytest.mark.django_db(transaction=True)
def test_send_list_eight_times_at_once_creates_one_list(
    series: Series, make_key: Callable[..., str]
) -> None:
    assert _eight_at_once(make_key()) == [200] * 7 + [201]
    assert (NameList.objects.count(), ApiRequest.objects.count()) == (1, 1)


def test_send_list_without_the_constraint_records_every_request(
    own_database: None,
    series: Series,
    make_key: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Negative control: without the constraint, eight requests with one key are eight."""
    real, together = QuerySet.get, meet_after(QuerySet.get, 8)

    def look(rows: QuerySet[Any], *by: Any, **which: Any) -> Any:
        return (together if rows.model is ApiRequest else real)(rows, *by, **which)

    monkeypatch.setattr(QuerySet, "get", look)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE communities_apirequest DROP CONSTRAINT api_request_unique")
    _eight_at_once(make_key())
    assert ApiRequest.objects.count() == 8


# Keys ------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["", "ut_", "ut_1a2b3c4d_wrong", "x", "ut_\u05d0_x"])
def test_authentication_refuses_invalid_keys(api: Caller, key: str) -> None:
    answer = Caller(key).get("/lists/1/")
    assert (answer.status_code, answer.json()["error"]) == (401, "no_key")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_authentication_refuses_the_secret_of_another_key(
    make_key: Callable[..., str], api: Caller
) -> None:
    one, other = make_key(), make_key()
    mixed = "_".join([*one.split("_", 2)[:2], other.split("_", 2)[2]])
    assert Caller(mixed).get("/lists/1/").status_code == 401
    assert Caller(one).get("/lists/1/").status_code == 404


def test_authentication_requires_the_scope(
    make_key: Callable[..., str], fulfilled: NameList
) -> None:
    calls: dict[str, Callable[[Caller], Any]] = {
        "lists:write": lambda caller: caller.post("/lists/", LIST),
        "lists:read": lambda caller: caller.get(f"/lists/{fulfilled.pk}/"),
        "certificates:read": lambda caller: caller.post(f"/lists/{fulfilled.pk}/certificates/", {}),
    }
    for scope in calls:
        caller = Caller(make_key(scopes=[scope]))
        for other, call in calls.items():
            answer = call(caller)
            assert (answer.status_code == 403) == (other != scope), (scope, other)


def test_authentication_refuses_an_ended_key(api: Caller) -> None:
    ApiKey.objects.update(ended_at=timezone.now())
    assert api.get("/lists/1/").status_code == 401


def test_authentication_refuses_the_key_of_a_former_member(
    api: Caller, shliach: User, community: Community
) -> None:
    role = Membership.Role.SHLIACH
    add_member(community=community, email="other@example.org", name="", role=role, by=None)
    assert api.get("/lists/1/").status_code == 404
    end_membership(membership=Membership.objects.get(user=shliach))
    assert api.get("/lists/1/").status_code == 401


def test_authentication_refuses_the_key_of_a_helper(api: Caller, shliach: User) -> None:
    Membership.objects.filter(user=shliach).update(role="helper")
    assert api.get("/lists/1/").status_code == 401


def test_authentication_refuses_a_session(series: Series, shliach: User, sign_in: SignIn) -> None:
    assert sign_in(shliach).get(f"{V1}/lists/1/").status_code == 401


def test_api_key_stores_only_a_hash_of_its_secret(
    api: Caller, make_key: Callable[..., str]
) -> None:
    text = make_key(name="Another")
    kept = ApiKey.objects.get(name="Another")
    assert text.split("_", 2)[2] not in json.dumps({k: str(v) for k, v in vars(kept).items()})


def test_rate_limit_answers_429_with_retry_after(
    series: Series, make_key: Callable[..., str]
) -> None:
    caller = Caller(make_key(rate=3))
    assert [caller.get("/lists/1/").status_code for _ in range(4)] == [404, 404, 404, 429]
    answer = caller.get("/lists/1/")
    assert (answer.json()["error"], 0 < int(answer["Retry-After"]) <= 60) == ("rate_limited", True)
    ApiKey.objects.update(window_started_at=timezone.now() - timedelta(minutes=1))
    assert caller.get("/lists/1/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_rate_limit_counts_concurrent_requests(
    series: Series, make_key: Callable[..., str]
) -> None:
    key = make_key(rate=5)
    assert _eight_at_once(key).count(429) == 3


# Access control --------------------------------------------------------------


@pytest.fixture
def foreign(fulfilled: NameList, stranger: User) -> Caller:
    """A client of another community."""
    london = Community.objects.get(slug="london")
    return Caller(new_key(community=london, by=stranger, name="x", scopes=SCOPES)[1])


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


def test_committee_key_must_name_the_community(
    series: Series, community: Community, committee: User
) -> None:
    caller = Caller(new_key(community=None, by=committee, name="x", scopes=SCOPES)[1])
    assert caller.post("/lists/", LIST).status_code == 422
    assert caller.post("/lists/", {**LIST, "community": "no"}, "other one").status_code == 404
    sent = caller.post("/lists/", {**LIST, "community": "montreal"}, "third one")
    assert (sent.status_code, sent.json()["community"]) == (201, "montreal")
    assert caller.get(f"/lists/{sent.json()['id']}/").status_code == 200
    User.objects.update(is_staff=False)
    assert caller.get(f"/lists/{sent.json()['id']}/").status_code == 401


# Invalid requests ------------------------------------------------------------


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
        {"title": "x", "text": "Yosef ben Chana", "language": "yi"},
        {"title": "x\ud800", "text": "Yosef ben Chana"},
    ],
)
def test_invalid_input_answers_422_with_a_message(api: Caller, body: Any) -> None:
    answer = api.post("/lists/", body)
    assert answer.status_code in {400, 422}
    assert set(answer.json()) == {"error", "message"}
    assert NameList.objects.count() == 0


@pytest.mark.parametrize("body", [{"rows": [{}]}, {"text": " \n"}])
def test_send_list_without_names_fails_with_a_message(api: Caller, body: Any) -> None:
    sent = api.post("/lists/", {"title": "x", **body}).json()
    name_lists.read_list(sent["id"])
    result = api.get(f"/lists/{sent['id']}/").json()
    assert (result["state"], result["error"]) == ("failed", "There is nothing in it.")


def test_send_list_drops_null_characters(api: Caller) -> None:
    body = {"title": "a\0b", "text": "Yosef\0 ben Chana"}
    assert api.post("/lists/", body).status_code == 201
    assert NameList.objects.get().title == "ab"


def test_error_messages_never_contain_a_name(api: Caller) -> None:
    answer = api.post("/lists/", {"title": "x", "rows": [{"given": "Zevulun" * 40}]})
    assert "Zevulun" not in answer.content.decode()


# Public numbers, and the pages -----------------------------------------------


def test_public_numbers_need_no_key_and_set_no_cookie(
    series: Series, fulfilled: NameList, scroll: Scroll
) -> None:
    result = Caller().get("/numbers/")
    assert (result.status_code, result.cookies) == (200, {})
    assert (result.json()["scroll"], result.json()["letters"]) == (12, 304_805)
    one = Caller().get("/communities/montreal/")
    assert (one.json()["people"], one.json()["in_scroll"], one.cookies) == (3, 3, {})
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


def test_api_keys_page_creates_shows_once_and_ends_a_key(
    community: Community, shliach: User, sign_in: SignIn, series: Series
) -> None:
    page = sign_in(shliach)
    assert page.post("/shluchim/montreal/keys/", {"name": ""}).status_code == 422
    shown = page.post("/shluchim/montreal/keys/", {"name": "School", "scopes": SCOPES[:2]})
    (key,) = ApiKey.objects.all()
    text = shown.content.decode().partition('value="ut_')[2].partition('"')[0]
    assert Caller(f"ut_{text}").get("/lists/1/").status_code == 404
    assert text not in page.get("/shluchim/montreal/keys/").content.decode()
    page.post(f"/shluchim/montreal/keys/{key.pk}/end/")
    assert Caller(f"ut_{text}").get("/lists/1/").status_code == 401


def test_api_key_admin_creates_and_ends_keys(
    series: Series, community: Community, committee: User, sign_in: SignIn
) -> None:
    page = sign_in(committee)
    form = {"name": "Office", "community": "", "scopes": SCOPES, "rate": "60"}
    shown = page.post("/admin/communities/apikey/add/", form, follow=True).content.decode()
    text = "ut_" + shown.partition("ut_")[2].split("<")[0].split()[0].rstrip(".")
    caller = Caller(text)
    assert caller.get("/lists/1/").status_code == 404
    key = ApiKey.objects.get()
    assert (key.by, key.community, key.rate) == (committee, None, 60)
    page.post(f"/admin/communities/apikey/{key.pk}/end/")
    assert caller.get("/lists/1/").status_code == 401


def test_api_key_secret_is_never_logged(api: Caller, caplog: pytest.LogCaptureFixture) -> None:
    api.post("/lists/", {"title": "x", "rows": [{"given": "Zevulun" * 40}]})
    Caller("ut_1a2b3c4d_Geheim").get("/lists/1/")
    assert "Zevulun" not in caplog.text
    assert "Geheim" not in caplog.text
