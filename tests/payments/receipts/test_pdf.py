"""The receipt and the summary of a year as PDFs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from core.calendar.local_day import LocalDay
from payments.models import Method, Order, Payment
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
from payments.receipts.yearly import year_document
from tests.payments.receipts.samples import pay, text_of

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
    day=LocalDay.daylight(date(2026, 11, 24)),
    method=Method.STRIPE,
    reference="pi_1",
    email="dina@example.org",
    currency="usd",
    letters=1000,
    price=100,
    letters_amount=100_000,
    fee_amount=3_123,
    gift_amount=1_800,
    postage_amount=0,
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
    document = year_document(purchaser, 2026, zone="Europe/London", language="en")
    assert {receipt.reference for receipt in document.receipts} == wanted


def test_year_document_has_only_receipts_of_its_purchaser(
    make_order: Callable[..., Order],
) -> None:
    mine = pay(make_order(), "pi_1")
    pay(make_order(form_token="fund"), "fund_1", method=Method.FUND)
    pay(make_order(form_token="other", email="other@example.org"), "pi_2")
    make_order(form_token="unpaid")
    document = year_document(
        mine.order.purchaser, mine.received_at.year, zone="Europe/London", language="en"
    )
    assert [receipt.reference for receipt in document.receipts] == ["pi_1"]


def test_year_document_takes_a_constant_number_of_queries(
    sixteen_payments: list[Payment], django_assert_max_num_queries: Any
) -> None:
    purchaser, year = sixteen_payments[0].order.purchaser, sixteen_payments[0].received_at.year
    assert len(year_document(purchaser, year, zone="Europe/London", language="en").receipts) == 16
    with django_assert_max_num_queries(10):
        year_document(purchaser, year, zone="Europe/London", language="en")
