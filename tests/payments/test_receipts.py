"""Receipts: numbers without a gap, what stands on the sheet, and who may see it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from messaging.models import Message
from payments.fulfilment import Paid, fulfil
from payments.models import (
    Dispute,
    Method,
    OfflinePayment,
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
SHEET = ReceiptDocument(
    organisation=CHARITY,
    number="000007",
    day=date(2026, 11, 24),
    way=Method.STRIPE,
    reference="pi_1",
    email="dina@example.org",
    currency="usd",
    letters=1000,
    price=100,
    letters_amount=100_000,
    fee_amount=3_123,
    gift_amount=1_800,
    given_back=(),
    language="en",
    paper="a4",
)
YEAR = YearDocument(
    organisation=CHARITY,
    year=2026,
    email="dina@example.org",
    day=date(2027, 1, 5),
    receipts=(SHEET, replace(SHEET, number="000008", currency="jpy", price=150)),
    language="en",
    paper="a4",
)


def words(pdf: bytes) -> str:
    """The text of a PDF, with its spaces evened out."""
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def pay(order: Order, reference: str = "pi_1", **changes: Any) -> Payment:
    """The payment of an order, fulfilled by it."""
    paid = Paid(reference=reference, session_id="", amount=order.total, currency=order.currency)
    fulfil(order_id=order.pk, paid=replace(paid, **changes))
    return Payment.objects.select_related("order").get(reference=reference)


@pytest.fixture
def sixteen(make_order: Callable[..., Order]) -> list[Payment]:
    """Sixteen paid orders of a name each."""
    orders = [make_order(names=NAMES[:1], form_token=str(n)) for n in range(16)]
    return [pay(order, f"pi_{order.pk}") for order in orders]


def issue_all(payments: list[Payment]) -> list[Exception]:
    """Ask for all their receipts at once, each in a thread and connection of its own."""
    return each(*[partial(issue_receipt, payment) for payment in payments])


def test_sixteen_at_once_get_numbers_without_a_gap(sixteen: list[Payment]) -> None:
    assert issue_all(sixteen) == []
    numbers = Receipt.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 17))


def test_twin_without_the_lock_meets_the_damage(
    sixteen: list[Payment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issue, "_lock_numbers", meet_after(lambda: None, 16))
    assert issue_all(sixteen) != []


def test_sixteen_askings_for_one_payment_are_one_receipt(order: Order) -> None:
    payment = pay(order)
    assert at_once(16, lambda: issue_receipt(payment)) == []
    assert Receipt.objects.get().number == 1


def test_a_number_rolled_back_is_given_again(sixteen: list[Payment]) -> None:
    issue_receipt(sixteen[0])
    with transaction.atomic():
        issue._create_receipt(sixteen[1])
        transaction.set_rollback(True)
    assert issue_receipt(sixteen[2]).number == 2


def test_no_number_is_waited_for_inside_a_transaction(order: Order) -> None:
    payment = pay(order)
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        issue_receipt(payment)


def test_fulfilment_itself_numbers_nothing(order: Order) -> None:
    pay(order)
    assert not Receipt.objects.exists()


def test_the_fund_gets_no_receipt(order: Order) -> None:
    payment = pay(order, method=Method.FUND)
    with pytest.raises(NoReceipt):
        issue_receipt(payment)
    assert receiptable_payment(order.public_id) is None


def test_a_payment_with_a_problem_gets_no_receipt(order: Order) -> None:
    with pytest.raises(NoReceipt):
        issue_receipt(pay(order, amount=1))


def test_a_second_payment_gets_no_receipt(order: Order) -> None:
    pay(order, "pi_1")
    with pytest.raises(NoReceipt):
        issue_receipt(pay(order, "pi_2"))


def test_the_sheet_keeps_the_three_amounts_apart(make_order: Callable[..., Order]) -> None:
    order = make_order(cover_fee=True, gift=1800)
    sheet = receipt_document(issue_receipt(pay(order)), language="en", paper="a4")
    assert (sheet.letters, sheet.price) == (3, 100)
    assert (sheet.letters_amount, sheet.gift_amount) == (300, 1800)
    assert sheet.fee_amount == order.fee_amount > 0
    assert sheet.total == order.total


def test_the_day_is_the_purchasers(
    make_order: Callable[..., Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = pay(make_order(zone="Asia/Jerusalem"))
    payment.received_at = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    payment.save()
    receipt = issue_receipt(payment)
    assert receipt_document(receipt, language="en", paper="a4").day == date(2027, 1, 1)


def test_a_transfer_has_the_banks_reference_and_day(order: Order) -> None:
    first = get_user_model().objects.create_superuser("treasurer")
    OfflinePayment.objects.create(
        order=order,
        method=Method.TRANSFER,
        reference="FT 118-22",
        received_on=date(2026, 11, 20),
        amount=order.total,
        currency=order.currency,
        first=first,
        accepted_at=timezone.now(),
    )
    payment = pay(order, "offline-1", method=Method.TRANSFER)
    sheet = receipt_document(issue_receipt(payment), language="en", paper="a4")
    assert (sheet.way, sheet.reference) == (Method.TRANSFER, "FT 118-22")
    assert sheet.day == date(2026, 11, 20)
    payment.method = Method.STRIPE
    assert issue.payment_day(payment) != date(2026, 11, 20)


@pytest.mark.parametrize(
    ("state", "how"),
    [
        ("succeeded", ReturnKind.GIVEN),
        ("pending", ReturnKind.ON_ITS_WAY),
        ("owed", ReturnKind.ON_ITS_WAY),
    ],
)
def test_refunds_that_stand_are_on_the_sheet(order: Order, state: str, how: ReturnKind) -> None:
    payment = pay(order)
    Refund.objects.create(
        payment=payment, amount=100, currency="usd", reason=Refund.Reason.REQUESTED, state=state
    )
    sheet = receipt_document(issue_receipt(payment), language="en", paper="a4")
    assert [part.how for part in sheet.given_back] == [how]
    assert (sheet.returned, sheet.kept) == (100, 200)


def test_a_refund_that_failed_is_not(order: Order) -> None:
    payment = pay(order)
    Refund.objects.create(
        payment=payment, amount=100, currency="usd", reason="requested", state="failed"
    )
    assert receipt_document(issue_receipt(payment), language="en", paper="a4").given_back == ()


def test_a_lost_dispute_is_money_that_went_back(order: Order) -> None:
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
    sheet = receipt_document(issue_receipt(payment), language="en", paper="a4")
    assert [part.how for part in sheet.given_back] == [ReturnKind.TAKEN_BY_THE_BANK]
    assert sheet.kept == 0


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("language", ["en", "he"])
def test_the_sheet_says_all_it_must(language: str, paper: str) -> None:
    said = words(render_receipt(replace(SHEET, language=language, paper=paper)))
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
        assert part in said


def test_the_sheet_has_the_hebrew_date() -> None:
    said = words(render_receipt(SHEET))
    assert "24 November 2026" in said
    assert "14 Kislev 5787" in said


def test_the_paper_is_the_one_asked_for() -> None:
    sizes = []
    for paper in ("a4", "letter"):
        box = PdfReader(BytesIO(render_receipt(replace(SHEET, paper=paper)))).pages[0].mediabox
        sizes.append((round(box.width), round(box.height)))
    assert sizes == [(595, 842), (612, 792)]


def test_a_yen_has_no_decimals() -> None:
    sheet = replace(SHEET, currency="jpy", price=150, letters_amount=1200, fee_amount=0, letters=8)
    said = words(render_receipt(sheet))
    assert "8 × ¥150" in said
    assert "¥3,000" in said


def test_what_went_back_stands_on_the_sheet() -> None:
    back = (
        ReturnedAmount(100, date(2026, 12, 1), ReturnKind.GIVEN),
        ReturnedAmount(200, date(2026, 12, 3), ReturnKind.ON_ITS_WAY),
    )
    said = words(render_receipt(replace(SHEET, given_back=back)))
    assert "Given back on 1 December 2026" in said
    assert "On its way back since 3 December 2026" in said
    assert "$1,046.23" in said


@pytest.mark.parametrize("name", ["W" * 120, "הוועד הבין־לאומי " * 7, '#{read("/etc/passwd")}'])
def test_any_name_of_an_organisation_fits_on_one_page(name: str) -> None:
    organisation = replace(CHARITY, name=name, legal_name=name)
    pdf = render_receipt(replace(SHEET, organisation=organisation, language="he"))
    assert len(PdfReader(BytesIO(pdf)).pages) == 1


@pytest.mark.parametrize("change", [{"language": "fr"}, {"paper": "a5"}])
def test_an_unknown_sheet_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="No receipt"):
        render_receipt(replace(SHEET, **change))  # type: ignore[arg-type]


LEAST = replace(SHEET, letters_amount=24_000, fee_amount=500, gift_amount=500)


@pytest.mark.parametrize(
    ("sheet", "due"),
    [
        (LEAST, True),
        (replace(LEAST, gift_amount=499), False),
        (replace(LEAST, currency="ils"), False),
        (replace(LEAST, organisation=replace(CHARITY, tax_deductible=False)), False),
        (
            replace(
                LEAST, given_back=(ReturnedAmount(1, date(2026, 12, 1), ReturnKind.ON_ITS_WAY),)
            ),
            False,
        ),
    ],
)
def test_the_acknowledgment_is_for_one_contribution_of_250_dollars(
    sheet: ReceiptDocument, due: bool
) -> None:
    assert acknowledgment.is_due(sheet) is due
    assert ("intangible religious benefits" in words(render_receipt(sheet))) is due


def test_two_payments_are_not_added_up_to_250_dollars() -> None:
    half = replace(SHEET, letters_amount=20_000, fee_amount=0, gift_amount=0)
    said = words(render_year(replace(YEAR, receipts=(half, half))))
    assert "intangible" not in said


@pytest.mark.parametrize("language", ["en", "he"])
def test_a_summary_has_each_receipt_and_the_sums_of_each_currency(language: str) -> None:
    said = words(render_year(replace(YEAR, language=language)))
    for part in ("000007", "000008", "$1,049.23", "¥104,923", "USD", "JPY", "intangible"):
        assert part in said


def test_a_long_summary_runs_over_pages() -> None:
    many = tuple(replace(SHEET, number=f"{number:06}") for number in range(1, 101))
    pdf = render_year(replace(YEAR, receipts=many))
    assert len(PdfReader(BytesIO(pdf)).pages) > 2
    assert "$104,923.00" in words(pdf)


def test_the_summary_holds_the_year_where_the_purchaser_is(
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
    sheet = year_document(purchaser, 2026, language="en")
    assert {receipt.reference for receipt in sheet.receipts} == wanted


def test_the_summary_is_of_one_purchaser_and_of_receipts_only(
    make_order: Callable[..., Order],
) -> None:
    mine = pay(make_order(), "pi_1")
    pay(make_order(form_token="fund"), "fund_1", method=Method.FUND)
    pay(make_order(form_token="other", email="other@example.org"), "pi_2")
    make_order(form_token="unpaid")
    sheet = year_document(mine.order.purchaser, mine.received_at.year, language="en")
    assert [receipt.reference for receipt in sheet.receipts] == ["pi_1"]


def test_a_summary_of_many_receipts_takes_few_queries(
    sixteen: list[Payment], django_assert_max_num_queries: Any
) -> None:
    purchaser, year = sixteen[0].order.purchaser, sixteen[0].received_at.year
    assert len(year_document(purchaser, year, language="en").receipts) == 16
    with django_assert_max_num_queries(10):
        year_document(purchaser, year, language="en")


def address(order: Order, query: str = "") -> str:
    """Where the receipt is."""
    return f"/orders/{order.public_id}/receipt.pdf{query}"


def test_the_page_gives_the_receipt_and_keeps_it_out_of_caches(order: Order) -> None:
    pay(order)
    answer = Client().get(address(order))
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert "$3.00" in words(answer.content)


def test_no_name_stands_on_the_receipt(order: Order) -> None:
    pay(order)
    said = words(Client().get(address(order)).content)
    assert not any(name in said for name in ("Mushka", "Levi", "יוסף", "אברהם"))


def test_an_unpaid_order_has_no_receipt(order: Order) -> None:
    assert Client().get(address(order)).status_code == 404
    assert not Receipt.objects.exists()


def test_a_sheet_that_is_not_there_is_refused(order: Order) -> None:
    pay(order)
    assert Client().get(address(order, "?paper=a5")).status_code == 400


def test_the_receipt_is_in_the_language_of_the_order(make_order: Callable[..., Order]) -> None:
    order = make_order(language="he")
    pay(order)
    assert "Receipt" not in words(Client().get(address(order)).content)


def test_the_order_page_leads_to_the_receipt_once_it_is_paid(order: Order) -> None:
    page = f"/orders/{order.public_id}/"
    assert "receipt.pdf" not in Client().get(page).content.decode()
    pay(order)
    shown = Client().get(page).content.decode()
    assert f"{address(order)}?paper=letter" in shown
    assert "c…@example.org" in shown


def test_the_summary_goes_to_the_purchaser_once_a_day(order: Order) -> None:
    year = pay(order).received_at.year
    for _ in range(3):
        answer = Client().post(f"/orders/{order.public_id}/summary/")
        assert answer.status_code == 302
    message = Message.objects.get(kind="yearly_summary")
    assert message.recipient == order.purchaser.email
    assert message.about.startswith(f"{order.purchaser_id}:{year}:")


def test_the_summary_is_not_for_an_unpaid_order(order: Order) -> None:
    assert Client().post(f"/orders/{order.public_id}/summary/").status_code == 404
    assert not Message.objects.exists()


def test_a_link_does_not_send_the_summary(order: Order) -> None:
    pay(order)
    assert Client().get(f"/orders/{order.public_id}/summary/").status_code == 405


@pytest.fixture
def staff(db: None) -> Client:
    """A member of the committee, signed in."""
    client = Client()
    sign_in(client, get_user_model().objects.create_superuser("committee"))
    return client


@pytest.mark.parametrize("term", ["1", "000001", "chana@example.org", "CHANA"])
def test_a_receipt_is_found_by_number_and_address(
    staff: Client, sixteen: list[Payment], term: str
) -> None:
    receipt = issue_receipt(sixteen[0])
    found = staff.get("/admin/payments/receipt/", {"q": term})
    assert list(found.context["cl"].result_list) == [receipt]


@pytest.mark.parametrize("term", ["2", "other@example.org", "9" * 30])
def test_another_is_not(staff: Client, order: Order, term: str) -> None:
    issue_receipt(pay(order))
    found = staff.get("/admin/payments/receipt/", {"q": term})
    assert found.context["cl"].result_count == 0


@pytest.mark.parametrize("sheet", ["a4", "letter", "year"])
def test_the_committee_downloads_the_sheets(staff: Client, order: Order, sheet: str) -> None:
    receipt = issue_receipt(pay(order))
    shown = staff.get(f"/admin/payments/receipt/{receipt.pk}/change/").content.decode()
    link = f"/admin/payments/receipt/{receipt.pk}/{sheet}"
    assert link in shown
    assert staff.get(link, follow=True)["Content-Type"] == "application/pdf"


def test_a_stranger_does_not(order: Order, client: Client) -> None:
    receipt = issue_receipt(pay(order))
    assert client.get(f"/admin/payments/receipt/{receipt.pk}/a4").status_code in {301, 302}


def test_the_list_answers_with_few_queries(
    staff: Client, sixteen: list[Payment], django_assert_max_num_queries: Any
) -> None:
    for payment in sixteen:
        issue_receipt(payment)
    with django_assert_max_num_queries(14):
        assert staff.get("/admin/payments/receipt/").status_code == 200


def test_a_change_of_the_organisation_is_kept_in_its_history(staff: Client) -> None:
    page = staff.get("/admin/payments/organisation/", follow=True)
    form = page.context["adminform"].form.initial
    form = {key: value for key, value in form.items() if value not in (None, False)}
    staff.post("/admin/payments/organisation/1/change/", {**form, "name": "The Committee"})
    assert Organisation.current().name == "The Committee"
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM payments_organisationevent")
        assert cursor.fetchall() == [("The Committee",)]


def test_there_is_one_organisation(staff: Client) -> None:
    staff.get("/admin/payments/organisation/")
    staff.get("/admin/payments/organisation/")
    assert Organisation.objects.count() == 1
    assert staff.get("/admin/payments/organisation/add/").status_code == 403
