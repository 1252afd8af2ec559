"""The summary of one purchaser's receipts in a civil year, and the request to mail it."""

from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from core.calendar.local_day import today
from letters.models import Purchaser
from messaging.outbox import enqueue
from payments import mail_kinds
from payments.models import Method, Order, Payment
from payments.receipts.document import YearDocument
from payments.receipts.issue import (
    issue_receipt,
    organisation_details,
    payment_day,
    receipt_documents,
)

_A_DAY = timedelta(days=1)  # longer than any zone is from UTC


class AlreadyRequested(Exception):
    """The summary of this year was requested today already."""


def year_document(
    purchaser: Purchaser, year: int, *, zone: str, language: str, paper: str = "a4"
) -> YearDocument:
    """The summary of a year as of now; numbers the receipts that have no number yet.

    Each payment counts by its day in the time zone of its order. `zone`: for the day of the
    summary, "" if unknown.
    """
    receipts = [
        payment.receipt if hasattr(payment, "receipt") else issue_receipt(payment)
        for payment in _payments(purchaser, year)
    ]
    return YearDocument(
        organisation=organisation_details(language),
        year=year,
        email=purchaser.email,
        day=today(zone).civil,
        receipts=tuple(receipt_documents(receipts, language=language, paper=paper)),
        language=language,
        paper=paper,
    )


def _payments(purchaser: Purchaser, year: int) -> list[Payment]:
    first, after = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    payments = (
        Payment.objects.filter(
            Q(received_at__gte=first - _A_DAY, received_at__lt=after + _A_DAY)
            | Q(order__manual_payments__received_on__year=year),
            order__purchaser=purchaser,
            order__fulfilled_at__isnull=False,
            review_reason="",
        )
        .exclude(method=Method.FUND)
        .select_related("order", "receipt")
        .prefetch_related("order__manual_payments")
        .distinct()
    )
    dated = [(payment_day(payment), payment.pk, payment) for payment in payments]
    return [payment for day, _, payment in sorted(dated) if day.civil.year == year]


def request_summary(*, order: Order, year: int) -> None:
    """Enqueue the summary to the purchaser, at most once a day. Raises AlreadyRequested.

    It is never shown on the order's page, whose URL may be shared in a family.
    """
    purchaser = order.purchaser
    on = today(order.zone).civil
    try:
        with transaction.atomic(durable=True):
            enqueue(
                kind=mail_kinds.YEARLY_SUMMARY,
                about=f"{purchaser.pk}:{year}:{on}",
                recipient=purchaser.email,
                language=order.language,
                zone=order.zone,
            )
    except IntegrityError:
        raise AlreadyRequested from None
