"""The pages and the admin of receipts, and who may see them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from messaging.models import Message
from payments.models import Order, Payment, Receipt
from payments.receipts.issue import issue_receipt
from tests.payments.receipts.samples import pay, text_of
from tests.signing_in import sign_in


def receipt_url(order: Order, query: str = "") -> str:
    return f"/orders/{order.public_id}/receipt.pdf{query}"


def test_receipt_page_returns_an_uncached_pdf(order: Order) -> None:
    pay(order)
    answer = Client().get(receipt_url(order))
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert "$3.00" in text_of(answer.content)


def test_receipt_pdf_has_no_persons_name(order: Order) -> None:
    pay(order)
    text = text_of(Client().get(receipt_url(order)).content)
    assert not any(name in text for name in ("Mushka", "Levi", "יוסף", "אברהם"))


def test_receipt_page_of_an_unpaid_order_is_not_found(order: Order) -> None:
    assert Client().get(receipt_url(order)).status_code == 404
    assert not Receipt.objects.exists()


def test_receipt_page_refuses_unknown_paper(order: Order) -> None:
    pay(order)
    assert Client().get(receipt_url(order, "?paper=a5")).status_code == 400


def test_receipt_page_uses_the_language_of_the_order(make_order: Callable[..., Order]) -> None:
    order = make_order(language="he")
    pay(order)
    assert "Receipt" not in text_of(Client().get(receipt_url(order)).content)


def test_order_page_links_to_the_receipt_once_paid(order: Order) -> None:
    page = f"/orders/{order.public_id}/"
    assert "receipt.pdf" not in Client().get(page).content.decode()
    pay(order)
    shown = Client().get(page).content.decode()
    assert f"{receipt_url(order)}?paper=letter" in shown
    assert "c…@example.org" in shown


def test_summary_is_sent_to_the_purchaser_once_a_day(order: Order) -> None:
    year = pay(order).received_at.year
    for _ in range(3):
        answer = Client().post(f"/orders/{order.public_id}/summary/")
        assert answer.status_code == 302
    message = Message.objects.get(kind="yearly_summary")
    assert message.recipient == order.purchaser.email
    assert message.about.startswith(f"{order.purchaser_id}:{year}:")


def test_summary_of_an_unpaid_order_is_not_found(order: Order) -> None:
    assert Client().post(f"/orders/{order.public_id}/summary/").status_code == 404
    assert not Message.objects.exists()


def test_summary_is_not_sent_on_get(order: Order) -> None:
    pay(order)
    assert Client().get(f"/orders/{order.public_id}/summary/").status_code == 405


@pytest.fixture
def staff(db: None) -> Client:
    """A client signed in as a member of the committee."""
    client = Client()
    sign_in(client, get_user_model().objects.create_superuser("committee"))
    return client


@pytest.mark.parametrize("term", ["1", "000001", "chana@example.org", "CHANA"])
def test_admin_finds_a_receipt_by_number_and_address(
    staff: Client, sixteen_payments: list[Payment], term: str
) -> None:
    receipt = issue_receipt(sixteen_payments[0])
    found = staff.get("/admin/payments/receipt/", {"q": term})
    assert list(found.context["cl"].result_list) == [receipt]


@pytest.mark.parametrize("term", ["2", "other@example.org", "9" * 30])
def test_admin_does_not_find_other_receipts(staff: Client, order: Order, term: str) -> None:
    issue_receipt(pay(order))
    found = staff.get("/admin/payments/receipt/", {"q": term})
    assert found.context["cl"].result_count == 0


@pytest.mark.parametrize("kind", ["a4", "letter", "year"])
def test_admin_downloads_the_pdfs(staff: Client, order: Order, kind: str) -> None:
    receipt = issue_receipt(pay(order))
    shown = staff.get(f"/admin/payments/receipt/{receipt.pk}/change/").content.decode()
    link = f"/admin/payments/receipt/{receipt.pk}/{kind}"
    assert link in shown
    assert staff.get(link, follow=True)["Content-Type"] == "application/pdf"


def test_admin_pdf_requires_sign_in(order: Order, client: Client) -> None:
    receipt = issue_receipt(pay(order))
    assert client.get(f"/admin/payments/receipt/{receipt.pk}/a4").status_code in {301, 302}


def test_admin_list_takes_a_constant_number_of_queries(
    staff: Client, sixteen_payments: list[Payment], django_assert_max_num_queries: Any
) -> None:
    for payment in sixteen_payments:
        issue_receipt(payment)
    with django_assert_max_num_queries(14):
        assert staff.get("/admin/payments/receipt/").status_code == 200
