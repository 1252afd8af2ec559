"""Receipts: their numbers and their content.

A receipt is numbered when it is first requested: by the mail, the page or the committee.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Max, Min

from core.calendar.local_day import LocalDay, civil_day, day_at
from core.languages import translated
from core.locks import Lock, hold
from organisation.models import Organisation
from payments.models import OFFLINE, ManualPayment, Method, OrderLine, Payment, Receipt, Refund
from payments.receipts.document import OrganisationDetails, ReceiptDocument, ReturnedAmount
from payments.receipts.document.data import ReturnKind


class NoReceipt(Exception):
    """The payment bought no letters with money, so there is no receipt for it."""


def issue_receipt(payment: Payment) -> Receipt:
    """The receipt of a payment, numbered now if it has none yet. Numbers have no gaps.

    Safe to call concurrently. Raises NoReceipt, and RuntimeError inside a transaction: a caller
    that waits for the numbers' lock must hold no other.
    """
    if not is_receiptable(payment):
        raise NoReceipt
    if known := Receipt.objects.filter(payment=payment).first():
        return known
    with transaction.atomic(durable=True):
        _lock_numbers()
        return Receipt.objects.filter(payment=payment).first() or _create_receipt(payment)


def _lock_numbers() -> None:
    # From reading the last number until the next is committed. No row would do: the first receipt
    # has none before it.
    hold(Lock.RECEIPT_NUMBERS)


def _create_receipt(payment: Payment) -> Receipt:
    last = Receipt.objects.aggregate(last=Max("number"))["last"] or 0
    return Receipt.objects.create(number=last + 1, payment=payment)


def is_receiptable(payment: Payment) -> bool:
    """Whether the payment bought letters with money; a grant of the fund has no receipt."""
    bought = payment.order.fulfilled_at is not None and not payment.review_reason
    return bought and payment.method != Method.FUND


def receiptable_payment(public_id: str) -> Payment | None:
    """The payment of an order that a receipt can be issued for, if any."""
    payments = Payment.objects.filter(order__public_id=public_id, review_reason="")
    payment = payments.select_related("order__purchaser").first()
    return payment if payment and is_receiptable(payment) else None


def payment_day(payment: Payment) -> LocalDay:
    """The day of the payment in the purchaser's time zone.

    A transfer, cash or cheque has the day that the committee entered, not the day of the entry.
    """
    if manual := _manual_payment(payment):
        return LocalDay.daylight(manual.received_on)
    return day_at(payment.received_at, payment.order.zone)


def receipt_document(receipt: Receipt, *, language: str, paper: str) -> ReceiptDocument:
    """The receipt as of now, in a language on a paper size ("a4", "letter")."""
    return receipt_documents([receipt], language=language, paper=paper)[0]


def receipt_documents(
    receipts: Iterable[Receipt], *, language: str, paper: str
) -> list[ReceiptDocument]:
    """Several receipts in the same order, with a constant number of queries."""
    numbers = {receipt.payment_id: str(receipt) for receipt in receipts}
    payments = (
        Payment.objects.filter(pk__in=numbers)
        .select_related("order__purchaser")
        .prefetch_related("refunds", "order__manual_payments")
        .in_bulk()
    )
    prices = _prices([payment.order_id for payment in payments.values()])
    organisation = organisation_details(language)
    return [
        _document(
            payments[pk], number, prices[payments[pk].order_id], organisation, language, paper
        )
        for pk, number in numbers.items()
    ]


def _prices(orders: list[int]) -> dict[int, tuple[int, int | None]]:
    """For each order its number of letters, and the price of one if all have the same price."""
    counted = OrderLine.objects.filter(order__in=orders).values_list("order")
    return {
        order: (count, low if low == high else None)
        for order, count, low, high in counted.annotate(
            Count("pk"), Min("price"), Max("price")
        ).order_by()
    }


def _document(
    payment: Payment,
    number: str,
    letters: tuple[int, int | None],
    organisation: OrganisationDetails,
    language: str,
    paper: str,
) -> ReceiptDocument:
    order = payment.order
    return ReceiptDocument(
        organisation=organisation,
        number=number,
        day=payment_day(payment),
        method=payment.method,
        reference=_reference(payment),
        email=order.email,
        currency=payment.currency,
        letters=letters[0],
        price=letters[1],
        letters_amount=order.letters_amount,
        fee_amount=order.fee_amount,
        gift_amount=order.gift_amount,
        postage_amount=order.postage_amount,
        returns=tuple(_returned_amounts(payment)),
        language=language,
        paper=paper,
    )


def _reference(payment: Payment) -> str:
    """The bank's reference of a manual payment, otherwise Stripe's."""
    manual = _manual_payment(payment)
    return manual.reference if manual else payment.reference


def _manual_payment(payment: Payment) -> ManualPayment | None:
    """The accepted record of a payment that did not come through Stripe."""
    if payment.method not in OFFLINE:
        return None
    manual_payments = payment.order.manual_payments.all()
    return next((each for each in manual_payments if each.accepted_at), None)


def _returned_amounts(payment: Payment) -> list[ReturnedAmount]:
    """Refunds that did not fail and what lost disputes took, the oldest first.

    An open dispute changes nothing yet: it may be won.
    """
    zone = payment.order.zone
    parts = []
    for refund in payment.refunds.all():
        if refund.state == Refund.State.SUCCEEDED:
            day = civil_day(refund.ended_at or refund.created_at, zone)
            by_bank = refund.reason == Refund.Reason.CHARGED_BACK
            kind = ReturnKind.CHARGED_BACK if by_bank else ReturnKind.REFUNDED
            parts.append(ReturnedAmount(refund.amount, day, kind))
        elif (
            refund.state in {Refund.State.UNSENT, Refund.State.PENDING}
            and refund.reason != Refund.Reason.CHARGED_BACK
        ):
            parts.append(
                ReturnedAmount(
                    refund.amount, civil_day(refund.created_at, zone), ReturnKind.PENDING
                )
            )
    return sorted(parts, key=lambda part: part.day)


def organisation_details(language: str) -> OrganisationDetails:
    """The organisation in a language; in the default one where that is missing."""
    row = Organisation.current()
    return OrganisationDetails(
        name=translated(row, "name", language),
        legal_name=row.legal_name or row.name,
        address=translated(row, "address", language),
        tax_number=row.tax_number,
        email=row.email,
        phone=row.phone,
        tax_deductible=row.tax_deductible,
    )
