"""What awaits the committee: the rows of the lists, counted for the sidebar."""

from typing import Any, TypeVar

from django.db.models import Count, Exists, F, Model, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.formats import date_format

from core.calendar.local_day import home_time
from payments.models import (
    OFFLINE,
    Dispute,
    ManualPayment,
    Order,
    OrderLine,
    Payment,
    Refund,
    StripeEvent,
)

Row = TypeVar("Row", bound=Model)
NEEDS_ANSWER = ["needs_response", "warning_needs_response"]


def orders_to_review(orders: QuerySet[Order]) -> QuerySet[Order]:
    return orders.exclude(review_reason="")


def payments_to_review(payments: QuerySet[Payment]) -> QuerySet[Payment]:
    back = Coalesce(Sum("refunds__amount", filter=Q(refunds__state="succeeded")), 0)
    return payments.exclude(review_reason="").annotate(back=back).filter(back__lt=F("amount"))


def refunds_to_handle(refunds: QuerySet[Refund]) -> QuerySet[Refund]:
    """Failed refunds, those to be sent manually, and lost disputes with letters in question."""
    manual = Q(state=Refund.State.UNSENT, payment__method__in=OFFLINE)
    lost = Q(
        state=Refund.State.SUCCEEDED,
        reason=Refund.Reason.CHARGED_BACK,
        by=None,
        payment__review_reason="",
    )
    # Not through a join: a refund has many lines, and is counted once.
    allocated = Exists(OrderLine.objects.filter(refund=OuterRef("pk")))
    unreturned = Exists(OrderLine.objects.filter(order=OuterRef("payment__order"), refund=None))
    return refunds.filter(
        Q(state=Refund.State.FAILED) | manual | (lost & Q(unreturned) & ~Q(allocated))
    )


def disputes_to_answer(disputes: QuerySet[Dispute]) -> QuerySet[Dispute]:
    return disputes.filter(closed_at=None, status__in=NEEDS_ANSWER)


def failed_events(events: QuerySet[StripeEvent]) -> QuerySet[StripeEvent]:
    return events.filter(outcome=StripeEvent.Outcome.FAILED)


def pending_counts() -> dict[str, str]:
    """The number of pending rows by the name of their model; one query, two with disputes.

    Disputes also have their next deadline.
    """
    first, *others = (
        _counted("payments_order", orders_to_review(Order.objects.all())),
        _counted("payments_payment", _by_pk(Payment, payments_to_review)),
        _counted("payments_manualpayment", ManualPayment.objects.pending()),
        _counted("payments_refund", refunds_to_handle(Refund.objects.all())),
        _counted("payments_dispute", disputes_to_answer(Dispute.objects.all())),
        _counted("payments_stripeevent", failed_events(StripeEvent.objects.all())),
    )
    counts = {name: str(count) for name, count in first.union(*others, all=True) if count}
    if "payments_dispute" in counts:
        due = disputes_to_answer(Dispute.objects.exclude(due_by=None)).order_by("due_by").first()
        if due and due.due_by:
            counts["payments_dispute"] += f" · {date_format(home_time(due.due_by), 'j M')}"
    return counts


def _by_pk(model: type[Row], choose: Any) -> QuerySet[Row]:
    """The same rows by primary key: an aggregate over aggregates can't be counted directly."""
    rows: QuerySet[Row] = model._default_manager.filter(
        pk__in=choose(model._default_manager.all()).values("pk")
    )
    return rows


def _counted(name: str, rows: QuerySet[Any]) -> Any:
    named = rows.order_by().annotate(list=Value(name)).values("list")
    return named.annotate(waiting=Count("pk")).values_list("list", "waiting")
