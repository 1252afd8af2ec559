"""Receipts: numbers without gaps, their content, and who may see them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from messaging.models import Message
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import (
    Dispute,
    ManualPayment,
    Method,
    Order,
    Organisation,
    Payment,
    Receipt,
    Refund,
)
from payments.receipts import issue
from payments.receipts.document import (
    OrganisationDetails,
    ReceiptDocument,
    ReturnedAmount,
    YearDocument,
    acknowledgment,
    render_year,
)
from payments.receipts.document import render as render_receipt
from payments.receipts.document.data import ReturnKind
from payments.receipts.issue import NoReceipt, issue_receipt, receipt_document, receiptable_payment
from payments.receipts.yearly import year_document
from tests.conftest import NAMES
from tests.races import at_once, each, meet_after
from tests.signing_in import sign_in

CHARITY = OrganisationDetails(
    name="Committee for the Scroll",
    legal_name="Committee for the Scroll",
    address="1 Example Street\nBrooklyn",
    tax_number="12-3456789",
    email="office@example.org",
    phone="",
    tax_deductible=True,
)
DOCUMENT = ReceiptDocument(
    organisation=CHARITY,
    number="000007",
    day=date(2026, 11, 24),
    method=Method.STRIPE,
    reference="pi_1",
    email="dina@example.org",
    currency="usd",
    letters=1000,
    price=100,
    letters_amount=100_000,
    fee_amount=3_123,
    gift_amount=1_800,
    returns=(),
    language="en",
    paper="a4",
)
YEAR = YearDocument(
    organisation=CHARITY,
    year=2026,
    email="dina@example.org",
    day=date(2027, 1, 5),
    receipts=(DOCUMENT, replace(DOCUMENT, number="000008", currency="jpy", price=150)),
    language="en",
    paper="a4",
)


def text_of(pdf: bytes) -> str:
    """The text of a PDF with normalised spaces."""
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def pay(order: Order, reference: str = "pi_1", **changes: Any) -> Payment:
    """Pay and fulfil an order."""
    paid = IncomingPayment(
        reference=reference, session_id="", amount=order.total, currency=order.currency
    )
    record_and_apply(order_id=order.pk, incoming=replace(paid, **changes))
    return Payment.objects.select_related("order").get(reference=reference)


@pytest.fixture
def sixteen_payments(make_order: Callable[..., Order]) -> list[Payment]:
    """The payments of sixteen orders with one name each."""
    orders = [make_order(names=NAMES[:1], form_token=str(n)) for n in range(16)]
    return [pay(order, f"pi_{order.pk}") for order in orders]


def issue_all(payments: list[Payment]) -> list[Exception]:
    """Issue all receipts at once, each in a thread with its own connection; return the errors."""
    return each(*[partial(issue_receipt, payment) for payment in payments])


def test_concurrent_receipts_get_numbers_without_a_gap(sixteen_payments: list[Payment]) -> None:
    assert issue_all(sixteen_payments) == []
    numbers = Receipt.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 17))


def test_without_the_lock_concurrent_receipts_get_the_same_number(
    sixteen_payments: list[Payment], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control of the test above."""
    monkeypatch.setattr(issue, "_lock_numbers", meet_after(lambda: None, 16))
    errors = issue_all(sixteen_payments)
    assert {type(error) for error in errors} == {IntegrityError}


def test_concurrent_requests_for_one_payment_create_one_receipt(order: Order) -> None:
    payment = pay(order)
    assert at_once(16, lambda: issue_receipt(payment)) == []
    assert Receipt.objects.get().number == 1


def test_number_that_was_rolled_back_is_reused(sixteen_payments: list[Payment]) -> None:
    issue_receipt(sixteen_payments[0])
    with transaction.atomic():
        issue._create_receipt(sixteen_payments[1])
        transaction.set_rollback(True)
    assert issue_receipt(sixteen_payments[2]).number == 2


def test_issue_receipt_refuses_to_run_in_a_transaction(order: Order) -> None:
    payment = pay(order)
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        issue_receipt(payment)


def test_fulfilment_issues_no_receipt(order: Order) -> None:
    pay(order)
    assert not Receipt.objects.exists()


def test_payment_by_the_fund_has_no_receipt(order: Order) -> None:
    payment = pay(order, method=Method.FUND)
    with pytest.raises(NoReceipt):
        issue_receipt(payment)
    assert receiptable_payment(order.public_id) is None


def test_payment_under_review_has_no_receipt(order: Order) -> None:
    with pytest.raises(NoReceipt):
        issue_receipt(pay(order, amount=1))


def test_second_payment_has_no_receipt(order: Order) -> None:
    pay(order, "pi_1")
    with pytest.raises(NoReceipt):
        issue_receipt(pay(order, "pi_2"))


def test_receipt_lists_letters_fee_and_gift_separately(make_order: Callable[..., Order]) -> None:
    order = make_order(cover_fee=True, gift=1800)
    document = receipt_document(issue_receipt(pay(order)), language="en", paper="a4")
    assert (document.letters, document.price) == (3, 100)
    assert (document.letters_amount, document.gift_amount) == (300, 1800)
    assert document.fee_amount == order.fee_amount > 0
    assert document.total == order.total


def test_receipt_day_is_in_the_purchasers_time_zone(
    make_order: Callable[..., Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = pay(make_order(zone="Asia/Jerusalem"))
    payment.received_at = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    payment.save()
    receipt = issue_receipt(payment)
    assert receipt_document(receipt, language="en", paper="a4").day == date(2027, 1, 1)


def test_receipt_of_a_transfer_has_the_banks_reference_and_day(order: Order) -> None:
    first = get_user_model().objects.create_superuser("treasurer")
    ManualPayment.objects.create(
        order=order,
        method=Method.TRANSFER,
        reference="FT 118-22",
        received_on=date(2026, 11, 20),
        amount=order.total,
        currency=order.currency,
        recorded_by=first,
        accepted_at=timezone.now(),
    )
    payment = pay(order, "manual-1", method=Method.TRANSFER)
    document = receipt_document(issue_receipt(payment), language="en", paper="a4")
    assert (document.method, document.reference) == (Method.TRANSFER, "FT 118-22")
    assert document.day == date(2026, 11, 20)
    payment.method = Method.STRIPE
    assert issue.payment_day(payment) != date(2026, 11, 20)


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("succeeded", ReturnKind.REFUNDED),
        ("pending", ReturnKind.PENDING),
        ("unsent", ReturnKind.PENDING),
    ],
)
def test_receipt_lists_effective_refunds(order: Order, state: str, kind: ReturnKind) -> None:
    payment = pay(order)
    Refund.objects.create(
        payment=payment, amount=100, currency="usd", reason=Refund.Reason.REQUESTED, state=state
    )
    document = receipt_document(issue_receipt(payment), language="en", paper="a4")
    assert [part.kind for part in document.returns] == [kind]
    assert (document.returned, document.net) == (100, 200)


def test_receipt_omits_failed_refunds(order: Order) -> None:
    payment = pay(order)
    Refund.objects.create(
        payment=payment, amount=100, currency="usd", reason="requested", state="failed"
    )
    assert receipt_document(issue_receipt(payment), language="en", paper="a4").returns == ()


def test_receipt_lists_lost_disputes(order: Order) -> None:
    payment = pay(order)
    for id, status in (("du_1", "lost"), ("du_2", "won")):
        Dispute.objects.create(
            id=id,
            payment=payment,
            amount=300,
            currency="usd",
            reason="fraudulent",
            status=status,
            opened_at=timezone.now(),
        )
    document = receipt_document(issue_receipt(payment), language="en", paper="a4")
    assert [part.kind for part in document.returns] == [ReturnKind.CHARGED_BACK]
    assert document.net == 0


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("language", ["en", "he"])
def test_receipt_pdf_has_all_required_fields(language: str, paper: str) -> None:
    text = text_of(render_receipt(replace(DOCUMENT, language=language, paper=paper)))
    for part in (
        "000007",
        "dina@example.org",
        "pi_1",
        "1,000 × $1.00",
        "$1,000.00",
        "$31.23",
        "$18.00",
        "$1,049.23",
        "12-3456789",
        "no goods or services",
    ):
        assert part in text


def test_receipt_pdf_has_the_hebrew_date() -> None:
    text = text_of(render_receipt(DOCUMENT))
    assert "24 November 2026" in text
    assert "14 Kislev 5787" in text


def test_receipt_pdf_has_the_requested_paper_size() -> None:
    sizes = []
    for paper in ("a4", "letter"):
        box = PdfReader(BytesIO(render_receipt(replace(DOCUMENT, paper=paper)))).pages[0].mediabox
        sizes.append((round(box.width), round(box.height)))
    assert sizes == [(595, 842), (612, 792)]


def test_receipt_pdf_shows_yen_without_decimals() -> None:
    document = replace(
        DOCUMENT, currency="jpy", price=150, letters_amount=1200, fee_amount=0, letters=8
    )
    text = text_of(render_receipt(document))
    assert "8 × ¥150" in text
    assert "¥3,000" in text


def test_receipt_pdf_shows_returned_amounts() -> None:
    returns = (
        ReturnedAmount(100, date(2026, 12, 1), ReturnKind.REFUNDED),
        ReturnedAmount(200, date(2026, 12, 3), ReturnKind.PENDING),
    )
    text = text_of(render_receipt(replace(DOCUMENT, returns=returns)))
    assert "Refunded on 1 December 2026" in text
    assert "Refund under way since 3 December 2026" in text
    assert "$1,046.23" in text


@pytest.mark.parametrize("name", ["W" * 120, "הוועד הבין־לאומי " * 7, '#{read("/etc/passwd")}'])
def test_receipt_pdf_with_any_organisation_name_has_one_page(name: str) -> None:
    organisation = replace(CHARITY, name=name, legal_name=name)
    pdf = render_receipt(replace(DOCUMENT, organisation=organisation, language="he"))
    assert len(PdfReader(BytesIO(pdf)).pages) == 1


@pytest.mark.parametrize("change", [{"language": "fr"}, {"paper": "a5"}])
def test_render_refuses_unknown_language_and_paper(change: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="No receipt"):
        render_receipt(replace(DOCUMENT, **change))  # type: ignore[arg-type]


MIN_DUE = replace(DOCUMENT, letters_amount=24_000, fee_amount=500, gift_amount=500)


@pytest.mark.parametrize(
    ("document", "due"),
    [
        (MIN_DUE, True),
        (replace(MIN_DUE, gift_amount=499), False),
        (replace(MIN_DUE, currency="ils"), False),
        (replace(MIN_DUE, organisation=replace(CHARITY, tax_deductible=False)), False),
        (
            replace(MIN_DUE, returns=(ReturnedAmount(1, date(2026, 12, 1), ReturnKind.PENDING),)),
            False,
        ),
    ],
)
def test_acknowledgment_is_due_from_250_dollars(document: ReceiptDocument, due: bool) -> None:
    assert acknowledgment.is_due(document) is due
    assert ("intangible religious benefits" in text_of(render_receipt(document))) is due


def test_acknowledgment_does_not_add_up_two_payments() -> None:
    half = replace(DOCUMENT, letters_amount=20_000, fee_amount=0, gift_amount=0)
    text = text_of(render_year(replace(YEAR, receipts=(half, half))))
    assert "intangible" not in text


@pytest.mark.parametrize("language", ["en", "he"])
def test_year_pdf_has_each_receipt_and_the_totals_of_each_currency(language: str) -> None:
    text = text_of(render_year(replace(YEAR, language=language)))
    for part in ("000007", "000008", "$1,049.23", "¥104,923", "USD", "JPY", "intangible"):
        assert part in text


def test_year_pdf_with_many_receipts_has_several_pages() -> None:
    many = tuple(replace(DOCUMENT, number=f"{number:06}") for number in range(1, 101))
    pdf = render_year(replace(YEAR, receipts=many))
    assert len(PdfReader(BytesIO(pdf)).pages) > 2
    assert "$104,923.00" in text_of(pdf)


def test_year_document_uses_the_purchasers_time_zone(
    make_order: Callable[..., Order],
) -> None:
    moments = [
        ("UTC", datetime(2026, 12, 31, 23, 0, tzinfo=UTC), True),
        ("Asia/Jerusalem", datetime(2026, 12, 31, 23, 0, tzinfo=UTC), False),
        ("America/New_York", datetime(2027, 1, 1, 4, 0, tzinfo=UTC), True),
        ("America/New_York", datetime(2026, 1, 1, 4, 0, tzinfo=UTC), False),
        ("Asia/Jerusalem", datetime(2025, 12, 31, 22, 30, tzinfo=UTC), True),
    ]
    wanted = set()
    for number, (zone, moment, inside) in enumerate(moments):
        payment = pay(make_order(zone=zone, form_token=str(number)), f"pi_{number}")
        Payment.objects.filter(pk=payment.pk).update(received_at=moment)
        wanted |= {payment.reference} if inside else set()
    purchaser = payment.order.purchaser
    document = year_document(purchaser, 2026, language="en")
    assert {receipt.reference for receipt in document.receipts} == wanted


def test_year_document_has_only_receipts_of_its_purchaser(
    make_order: Callable[..., Order],
) -> None:
    mine = pay(make_order(), "pi_1")
    pay(make_order(form_token="fund"), "fund_1", method=Method.FUND)
    pay(make_order(form_token="other", email="other@example.org"), "pi_2")
    make_order(form_token="unpaid")
    document = year_document(mine.order.purchaser, mine.received_at.year, language="en")
    assert [receipt.reference for receipt in document.receipts] == ["pi_1"]


def test_year_document_takes_a_constant_number_of_queries(
    sixteen_payments: list[Payment], django_assert_max_num_queries: Any
) -> None:
    purchaser, year = sixteen_payments[0].order.purchaser, sixteen_payments[0].received_at.year
    assert len(year_document(purchaser, year, language="en").receipts) == 16
    with django_assert_max_num_queries(10):
        year_document(purchaser, year, language="en")


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


def test_organisation_changes_are_in_its_history(staff: Client) -> None:
    page = staff.get("/admin/payments/organisation/", follow=True)
    form = page.context["adminform"].form.initial
    form = {key: value for key, value in form.items() if value not in (None, False)}
    staff.post("/admin/payments/organisation/1/change/", {**form, "name": "The Committee"})
    assert Organisation.current().name == "The Committee"
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM payments_organisationevent ORDER BY pgh_id DESC LIMIT 1")
        assert cursor.fetchall() == [("The Committee",)]


def test_organisation_is_a_single_row(staff: Client) -> None:
    staff.get("/admin/payments/organisation/")
    staff.get("/admin/payments/organisation/")
    assert Organisation.objects.count() == 1
    assert staff.get("/admin/payments/organisation/add/").status_code == 403
