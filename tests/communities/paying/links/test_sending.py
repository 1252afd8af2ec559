"""Personal links of a list: their page, their mails, and who may send them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client

from communities.mails.personal_link import links_by_mail
from communities.models import NameList, PersonalDataExport, Row
from communities.paying import personal_links
from letters.models import Community
from messaging import mailings
from messaging.models import Message
from payments.models import Order
from tests.communities.name_lists import make_list
from tests.communities.paying.links.forms import join, paid
from tests.races import at_once


def test_personal_links_page_shows_the_corrected_line_without_address(
    row: Row, page: Client
) -> None:
    join(row, "Zvulun")
    paid(Order.objects.get())
    shown = page.get(f"/shluchim/montreal/lists/{row.name_list_id}/links/").content.decode()
    assert "Zvulun ben Basya" in shown
    assert "own@example.org" not in shown


@pytest.mark.parametrize("step", ["new", "opened", "begun", "paid", "ended"])
def test_personal_link_shows_its_status(row: Row, step: str) -> None:
    if step == "opened":
        personal_links.record_opened(row)
    if step in {"begun", "paid"}:
        join(row)
    if step == "paid":
        paid(Order.objects.get())
    if step == "ended":
        personal_links.end_link(row)
    expected_text = {
        "new": "not opened yet",
        "opened": "opened",
        "begun": "names entered, not paid yet",
        "paid": "paid",
        "ended": "withdrawn",
    }
    found = personal_links.row_of(row.token)
    assert found is not None
    assert personal_links.personal_link(found).status == expected_text[step]


def test_send_sends_each_row_one_mail(name_list: NameList, shliach: User) -> None:
    name_list.rows.filter(position=3).update(email="")
    assert links_by_mail.send(name_list=name_list, by=shliach)
    assert links_by_mail.send(name_list=name_list, by=shliach) is None
    assert Message.objects.filter(kind="personal_link").count() == 2
    name_list.rows.filter(position=3).update(email="late@example.org")
    assert links_by_mail.send(name_list=name_list, by=shliach)
    assert Message.objects.filter(recipient="late@example.org").count() == 1


def test_send_eight_times_at_once_sends_once(name_list: NameList, shliach: User) -> None:
    assert at_once(8, lambda: links_by_mail.send(name_list=name_list, by=shliach)) == []
    assert Message.objects.filter(kind="personal_link").count() == 3


def test_personal_link_mail_names_its_sender_and_links_to_the_name(
    name_list: NameList, row: Row, shliach: User, settings: Any
) -> None:
    settings.OBSERVE_QUIET_HOURS = False
    Row.objects.exclude(pk=row.pk).delete()
    links_by_mail.send(name_list=name_list, by=shliach)
    while mailings.send_for(5):
        continue
    (sent,) = mail.outbox
    assert sent.to == ["zevulun1@example.org"]
    assert "Mendel of Montreal" in sent.body
    assert f"/join/{row.token}/" in sent.body
    assert "Zevulun ben Basya" in sent.body


def test_personal_link_mail_is_not_sent_once_paid(
    name_list: NameList, row: Row, shliach: User, settings: Any
) -> None:
    settings.OBSERVE_QUIET_HOURS = False
    Row.objects.exclude(pk=row.pk).delete()
    links_by_mail.send(name_list=name_list, by=shliach)
    join(row)
    while mailings.send_for(5):
        continue
    assert Message.objects.get(kind="personal_link").state == "left_out"


def test_personal_links_text_is_recorded(name_list: NameList, row: Row, page: Client) -> None:
    personal_links.end_link(name_list.rows.get(position=2))
    answer = page.post(f"/shluchim/montreal/lists/{name_list.pk}/links/text/")
    lines = answer.content.decode().splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("A letter in the Sefer Torah for Zevulun ben Basya: http")
    assert PersonalDataExport.objects.get().rows == 2


@pytest.mark.parametrize("path", ["links/", "links/text/", "links/{row}/"])
@pytest.mark.parametrize("slug", ["montreal", "london"])
def test_personal_links_page_answers_404_to_another_community(
    row: Row, stranger: User, sign_in: Callable[[User], Client], path: str, slug: str
) -> None:
    there = f"/shluchim/{slug}/lists/{row.name_list_id}/{path.format(row=row.pk)}"
    assert sign_in(stranger).post(there, {"action": "end"}).status_code == 404
    row.refresh_from_db()
    assert row.link_ended_at is None
    assert not Message.objects.exists()


def test_personal_link_of_another_list_answers_404(
    name_list: NameList, stranger: User, page: Client
) -> None:
    theirs = make_list(Community.objects.get(slug="london"), name_list.series, stranger)
    row = theirs.rows.first()
    assert row is not None
    there = f"/shluchim/montreal/lists/{name_list.pk}/links/{row.pk}/"
    assert page.post(there, {"action": "end"}).status_code == 404


def test_helpers_can_not_send(
    name_list: NameList, helper: User, sign_in: Callable[[User], Client]
) -> None:
    there = f"/shluchim/montreal/lists/{name_list.pk}/links/"
    assert sign_in(helper).post(there).status_code == 404


@pytest.mark.parametrize("state", ["running", "stopped"])
def test_links_of_a_list_that_is_not_read_are_held_back(
    name_list: NameList, shliach: User, row: Row, page: Client, state: str
) -> None:
    NameList.objects.update(state=state)
    links = page.get(f"/shluchim/montreal/lists/{name_list.pk}/links/").content.decode()
    assert row.token not in links
    text = page.post(f"/shluchim/montreal/lists/{name_list.pk}/links/text/").content.decode()
    assert row.token not in text
    assert links_by_mail.unsent(name_list) == 0
    links_by_mail.send(name_list=name_list, by=shliach)
    assert not Message.objects.exists()
