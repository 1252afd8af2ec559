"""The pages of name lists: from a file to a corrected row."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from communities.lists.name_lists import read_list
from communities.models import NameList, Row
from core.languages import language_codes
from letters.models import Series
from letters.reading import Field, parse_name, read_file, recognise_columns
from payments.orders.consent import SENT_LIST, version_of
from tests.communities.name_lists import CSV

SignIn = Callable[[User], Client]


HOME = "/shluchim/montreal/"


@pytest.mark.parametrize("page", ["lists/", "signup-cards/"])
def test_page_says_that_no_series_is_open(
    shliach: User, sign_in: SignIn, series: Series, page: str
) -> None:
    client = sign_in(shliach)
    assert '<form method="post" enctype' in client.get(f"{HOME}{page}").content.decode()
    Series.objects.update(closed=True)
    for answer in (client.get(f"{HOME}{page}"), client.post(f"{HOME}{page}", {"text": "Yosef"})):
        assert "No names can be taken at present" in answer.content.decode()
        assert '<form method="post" enctype' not in answer.content.decode()
    assert not NameList.objects.exists()


def test_stop_and_resume_buttons_of_a_list(
    make: Callable[..., NameList], helper: User, sign_in: SignIn
) -> None:
    name_list = make("Yosef ben Chana", reading=False)
    client, page = sign_in(helper), f"{HOME}lists/{name_list.pk}/"
    assert 'value="stop"' in client.get(page).content.decode()
    answer = client.post(page, {"action": "stop"}, follow=True).content.decode()
    assert 'value="resume"' in answer
    assert "every 1s" not in answer
    answer = client.post(page, {"action": "resume"}, follow=True).content.decode()
    assert 'value="stop"' in answer


def test_name_list_pages_from_file_to_corrected_row(
    series: Series, helper: User, sign_in: SignIn
) -> None:
    client = sign_in(helper)
    file = SimpleUploadedFile("names of children.csv", CSV.encode())
    answer = client.post(f"{HOME}lists/", {"file": file, "title": "", "consent": "on"})
    name_list = NameList.objects.get()
    url = f"{HOME}lists/{name_list.pk}/"
    assert (answer["Location"], name_list.title) == (url, "names of children.csv")
    assert "Reading the list" in client.get(url).content.decode()
    read_list(name_list.pk)
    answer = client.get(url, {"show": "unclear"})
    assert "Mother or father" in answer.content.decode()
    assert [row.given_name for row in answer.context["page"]] == ["Mushka"]
    row = name_list.rows.get(given_name="Mushka")
    name = {"kind": "child", "given_name": "Mushka", "relation": "bas", "mother_name": "Sarah"}
    assert client.post(f"{HOME}rows/{row.pk}/", {**name, "relation": ""}).status_code == 422
    client.post(f"{HOME}rows/{row.pk}/", name)
    assert name_list.rows.ready().count() == 2
    client.post(url, {"action": "leave_out", "row": [row.pk]})
    assert name_list.rows.ready().count() == 1
    client.post(url, {"action": "delete"})
    assert NameList.objects.exists()  # helpers can't delete lists


@pytest.mark.parametrize("language", language_codes())
def test_list_template_has_only_columns_that_are_recognised(
    helper: User, sign_in: SignIn, language: str
) -> None:
    answer = sign_in(helper).get("/shluchim/names.csv", headers={"accept-language": language})
    content = answer.content + "יוסף,בן,חנה,אברהם,לוי,לא,y@example.org\r\n".encode()
    columns = recognise_columns(read_file(io.BytesIO(content), len(content)))
    assert columns == [
        *(Field.GIVEN, Field.RELATION, Field.MOTHER, Field.FATHER, Field.FAMILY),
        *(Field.DEPARTED, Field.EMAIL),
    ]


def test_list_template_can_be_read(helper: User, sign_in: SignIn) -> None:
    answer = sign_in(helper).get("/shluchim/names.csv")
    content = answer.content + "יוסף,בן,חנה,,לוי,,\r\n".encode()
    table = read_file(io.BytesIO(content), len(content))
    name = parse_name(recognise_columns(table), table.lines[0].cells)
    assert (name.given_name, name.mother_name, name.family_name, name.issues) == (
        "יוסף", "חנה", "לוי", [],
    )  # fmt: skip


@pytest.mark.parametrize("form", [{}, {"text": "  "}])
def test_name_lists_page_requires_a_file_or_text(
    series: Series, helper: User, sign_in: SignIn, form: dict[str, str]
) -> None:
    page = sign_in(helper).post(f"{HOME}lists/", form, follow=True)
    assert "Choose a file, or paste names" in page.content.decode()
    assert "Without their agreement the names cannot be kept." in page.content.decode()
    assert NameList.objects.count() == 0


def test_list_keeps_the_sentence_that_was_ticked(
    series: Series, helper: User, sign_in: SignIn
) -> None:
    client = sign_in(helper)
    assert "I have the agreement of these people" in client.get(f"{HOME}lists/").content.decode()
    form = {"text": "Yosef ben Chana"}
    page = client.post(f"{HOME}lists/", form)
    assert page.status_code == 422
    assert "Yosef ben Chana" in page.content.decode()
    assert not NameList.objects.exists()
    client.post(f"{HOME}lists/", {**form, "consent": "on"})
    name_list = NameList.objects.get()
    assert name_list.consent == version_of(SENT_LIST)
    assert name_list.consent_at
    with pytest.raises(IntegrityError, match="name_list_has_consent"), transaction.atomic():
        NameList.objects.update(consent="")


def test_name_list_pages_answer_404_to_another_community(
    make: Callable[..., NameList], stranger: User, sign_in: SignIn
) -> None:
    name_list = make("Yosef ben Chana")
    row = name_list.rows.get()
    client = sign_in(stranger)
    for slug in ("montreal", "london"):
        for path in (f"lists/{name_list.pk}/", f"rows/{row.pk}/"):
            assert client.get(f"/shluchim/{slug}/{path}").status_code == 404
            assert client.post(f"/shluchim/{slug}/{path}", {"action": "delete"}).status_code == 404
    assert client.get(f"{HOME}lists/").status_code == 404
    assert Row.objects.count() == 1


@pytest.mark.parametrize(
    ("source", "language", "name"),
    [
        ("text", "en", "List, Nov. 30, 2026"),
        ("text", "he", "רשימה, 30 בנובמבר 2026"),
        ("booth", "he", "דוכן, 30 בנובמבר 2026"),
        ("signup_cards", "he", "כרטיסים, 30 בנובמבר 2026"),
    ],
)
def test_list_without_a_title_is_named_in_the_language_of_the_page(
    make: Callable[..., NameList], page: Client, source: str, language: str, name: str
) -> None:
    name_list = make("Yosef ben Chana", title="")
    NameList.objects.update(source=source, day=date(2026, 11, 30))
    address = f"{HOME}lists/{name_list.pk}/"
    shown = page.get(address, headers={"accept-language": language}).content.decode()
    assert f"<h1><bdi>{name}</bdi></h1>" in shown


def test_lists_are_told_apart_in_the_overview(make: Callable[..., NameList], page: Client) -> None:
    make("Yosef ben Chana Levi\nMoshe ben Sarah", title="")
    failed = make("", title="", content=b"\x00\x01\x02")
    content = page.get("/shluchim/montreal/lists/").content.decode()
    assert "<bdi>Yosef ben Chana Levi</bdi> …" in content
    assert failed.failure_text in content
