"""Correcting the name of a person who was paid for: who may, until when, and what it leaves."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pypdf import PdfReader

from communities.lists.corrections import correct_name
from communities.models import NameList, Row
from letters.certificates import render_pdf
from letters.certificates.contents import certificate_document, certificate_number, check_url
from letters.models import Certificate, Community, Scroll, Series
from messaging.models import Message
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from payments.orders.corrections import NotCorrectable
from tests.communities.name_lists import make_list, order_list

SignIn = Callable[[User], Client]
NAME: dict[str, Any] = {
    "kind": "adult",
    "given_name": "זבולון",
    "relation": "ben",
    "mother_name": "בתיה",
    "father_name": "",
    "family_name": "כהן",
    "departed": False,
    "honorific": "",
}
FORM = {name: value for name, value in NAME.items() if value}


def pay(order: Order) -> None:
    incoming = IncomingPayment("pi_1", "cs_1", order.total, order.currency)
    record_and_apply(order_id=order.pk, incoming=incoming)


@pytest.fixture
def name_list(community: Community, series: Series, shliach: User, scroll: Scroll) -> NameList:
    """A list of three names with letters, written by the shliach."""
    made = make_list(community, series, shliach)
    pay(order_list(made, shliach))
    Message.objects.all().delete()
    return made


@pytest.fixture
def row(name_list: NameList) -> Row:
    return name_list.rows.get(position=1)


def certificate_of(row: Row) -> Certificate:
    return Certificate.objects.get(inscription__list_row=row)


def url(row: Row) -> str:
    return f"/shluchim/montreal/rows/{row.pk}/correct/"


def test_correct_name_changes_register_list_and_certificate(row: Row, shliach: User) -> None:
    before = certificate_of(row)
    correct_name(row=row, by=shliach, name=NAME, send=True)
    row.refresh_from_db()
    after = certificate_of(row)
    assert after.inscription.person.line == row.line == "זבולון בן בתיה כהן"
    assert certificate_number(after) == certificate_number(before)
    assert (before.revision, after.revision) == (1, 2)
    document = certificate_document(after, language="en", paper="a4")
    assert (document.line, document.revision) == ("זבולון בן בתיה כהן", 2)
    printed = PdfReader(BytesIO(render_pdf(document))).pages[0].extract_text()
    assert "corrected, revision 2" in printed
    assert [message.recipient for message in Message.objects.all()] == ["mendel@example.org"]


def test_correction_page_shows_the_names_until_now(
    row: Row, shliach: User, sign_in: SignIn
) -> None:
    page = sign_in(shliach)
    assert "Zevulun ben Basya" in page.get(url(row)).content.decode()
    answer = page.post(url(row), FORM, follow=True)
    assert "has a new edition" in answer.content.decode()
    content = page.get(url(row)).content.decode()
    assert "Earlier names" in content
    assert "Zevulun ben Basya" in content
    assert Message.objects.count() == 0  # not asked for
    answer = page.post(url(row), FORM, follow=True)
    assert "already recorded" in answer.content.decode()
    assert certificate_of(row).revision == 2


def test_correction_page_refuses_an_invalid_name(row: Row, shliach: User, sign_in: SignIn) -> None:
    answer = sign_in(shliach).post(url(row), {**FORM, "given_name": "770"})
    assert answer.status_code == 422
    assert "without digits" in answer.content.decode()


def test_correction_page_is_for_leaders_and_for_who_wrote_the_list(
    name_list: NameList, row: Row, helper: User, stranger: User, sign_in: SignIn
) -> None:
    assert sign_in(helper).get(url(row)).status_code == 404
    assert sign_in(stranger).get(url(row)).status_code == 404
    NameList.objects.filter(pk=name_list.pk).update(by=helper)
    assert sign_in(helper).get(url(row)).status_code == 200


@pytest.mark.parametrize("state", [Scroll.State.FULL, Scroll.State.COMPLETED])
def test_correction_page_says_why_not_when_the_scroll_is_full(
    row: Row, shliach: User, scroll: Scroll, sign_in: SignIn, state: str
) -> None:
    Scroll.objects.filter(pk=scroll.pk).update(state=state)
    page = sign_in(shliach)
    assert "is full, and its names are written down" in page.get(url(row)).content.decode()
    assert page.post(url(row), FORM).status_code == 409
    assert certificate_of(row).inscription.person.given_name == "Zevulun"


def test_correct_name_refuses_what_is_unpaid_refunded_or_paid_by_the_person(
    row: Row, shliach: User
) -> None:
    assert row.inscription is not None
    line = row.inscription.line
    refund = line.order.payments.get().refunds.create(
        amount=100, currency=line.order.currency, reason="requested"
    )
    line.refund = refund
    line.save()
    with pytest.raises(NotCorrectable, match="was refunded"):
        correct_name(row=row, by=shliach, name=NAME, send=False)
    line.refund = None
    line.save()
    Order.objects.filter(pk=line.order_id).update(state="awaiting", fulfilled_at=None)
    with pytest.raises(NotCorrectable, match="is not paid"):
        correct_name(row=row, by=shliach, name=NAME, send=False)
    Row.objects.filter(pk=row.pk).update(paid_by_recipient=True)
    with pytest.raises(NotCorrectable, match="This person paid"):
        correct_name(row=row, by=shliach, name=NAME, send=False)
    Row.objects.filter(pk=row.pk).update(paid_by_recipient=False, inscription=None)
    with pytest.raises(NotCorrectable, match="not in an order"):
        correct_name(row=row, by=shliach, name=NAME, send=False)


def test_check_page_says_that_there_is_a_revision(row: Row, shliach: User, client: Client) -> None:
    address = f"/c/{certificate_of(row).check_token}/"
    assert "genuine" in client.get(address).content.decode()
    correct_name(row=row, by=shliach, name=NAME, send=False)
    old = client.get(address).content.decode()
    assert "out of date" in old
    assert "“revision 2”" in old
    assert "genuine" not in old
    assert check_url(certificate_of(row)).endswith(f"{address}?revision=2")
    new = client.get(f"{address}?revision=2").content.decode()
    assert "genuine" in new
    assert "It is revision 2" in new


def test_correction_asks_once_about_words_that_are_no_name(
    row: Row, shliach: User, sign_in: SignIn
) -> None:
    page = sign_in(shliach)
    form = {**FORM, "given_name": "Yosef and Chana", "mother_name": "N/A", "family_name": "unknown"}
    answer = page.post(url(row), form)
    assert answer.status_code == 422
    assert "Is this name right?" in answer.content.decode()
    row.refresh_from_db()
    assert row.given_name == "Zevulun"
    page.post(url(row), {**form, "typed_confirmed": answer.context["question"].digest})
    row.refresh_from_db()
    assert row.given_name == "Yosef and Chana"


def test_unpaid_name_leads_to_the_order(
    community: Community, series: Series, shliach: User, scroll: Scroll, sign_in: SignIn
) -> None:
    made = make_list(community, series, shliach)
    order_list(made, shliach)
    page = sign_in(shliach)
    to_pay = f'href="/shluchim/montreal/lists/{made.pk}/pay/"'
    first = made.rows.get(position=1)
    assert to_pay in page.get(url(first)).content.decode()
    assert to_pay in page.get(f"/shluchim/montreal/lists/{made.pk}/").content.decode()
    assert (
        "Cancel this order" in page.get(f"/shluchim/montreal/lists/{made.pk}/pay/").content.decode()
    )
