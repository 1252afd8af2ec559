"""Sessions: apply payments whose webhook was lost, and close ended attempts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from payments import gateway
from payments.checkout.sessions import apply_session, record_debit_failure
from payments.models import Checkout, Method, Order, Payment
from payments.orders.place import lock_order
from payments.reconciliation.report import Report

# A session paid since a moment may have been created this long before it.
MAX_SESSION_LIFETIME = timedelta(hours=24)
State = Checkout.State
Money = tuple[int, str, str]


@dataclass(frozen=True)
class Records:
    """Our rows of some sessions: attempts by session id, payments by PaymentIntent."""

    orders: set[str]
    attempts: dict[str | None, str]
    payments: dict[str, Money]


def reconcile_sessions(report: Report, since: datetime) -> set[str]:
    """Bring every order to the state of its sessions; returns the paid PaymentIntents seen."""
    sessions: set[str] = set()
    intents: set[str] = set()
    for batch in report.batches("sessions", gateway.sessions_since(since - MAX_SESSION_LIFETIME)):
        ours = [session for session in batch if session.order]
        records = _records(ours)
        for session in ours:
            with report.item(f"session {session.id}"):
                _compare(report, session, records)
        sessions.update(session.id for session in ours)
        intents.update(session.payment_intent for session in ours if session.paid)
    for session_id in _open_session_ids():
        if session_id not in sessions:
            with report.item(f"session {session_id}"):
                session = gateway.retrieve_session(session_id)
                _compare(report, session, _records([session]))
                if session.paid:
                    intents.add(session.payment_intent)
    return intents


def _open_session_ids() -> list[str]:
    """Ids of sessions open here, or complete without their payment (a debit in progress)."""
    paid = Payment.objects.filter(order=OuterRef("order"), session_id=OuterRef("session_id"))
    attempts = Checkout.objects.filter(
        Q(state=State.OPEN) | (Q(state=State.COMPLETE) & ~Exists(paid)), session_id__isnull=False
    ).order_by("pk")
    return [str(session_id) for session_id in attempts.values_list("session_id", flat=True)]


def _records(sessions: Iterable[gateway.Session]) -> Records:
    attempts = Checkout.objects.filter(session_id__in=[session.id for session in sessions])
    orders = Order.objects.filter(public_id__in={session.order for session in sessions})
    payments = Payment.objects.filter(
        method=Method.STRIPE, reference__in={session.payment_intent for session in sessions}
    )
    return Records(
        orders=set(orders.values_list("public_id", flat=True)),
        attempts=dict(attempts.values_list("session_id", "state")),
        payments={
            reference: (amount, currency, order)
            for reference, amount, currency, order in payments.values_list(
                "reference", "amount", "currency", "order__public_id"
            )
        },
    )


def _compare(report: Report, session: gateway.Session, records: Records) -> None:
    if session.status == "expired" and session.order not in records.orders:
        return  # no money and no order
    if session.order not in records.orders:
        report.found(f"session {session.id} ({session.status}) is of an order not known here")
    elif not _agrees(session, records):
        _repair(report, session)


def _agrees(session: gateway.Session, records: Records) -> bool:
    if session.status == "open":
        return True
    if session.paid:
        return records.payments.get(session.payment_intent) == _money(session)
    if session.status == "expired":
        return records.attempts.get(session.id) not in {None, State.OPEN}
    return records.attempts.get(session.id) == State.FAILED  # or the bank must be asked


def _repair(report: Report, session: gateway.Session) -> None:
    debit = session.status == "complete" and not session.paid
    refused = debit and gateway.retrieve_intent(session.payment_intent).refused
    with transaction.atomic(durable=True):
        order = lock_order(public_id=session.order)
        before = _state(order, session)
        _attach_session(order, session)
        known = order.checkouts.filter(session_id=session.id).exists()
        if session.paid or known:
            apply_session(session)
        if known and refused:
            record_debit_failure(session)
        after = _state(order, session)
    if after != before:
        report.repaired(f"session {session.id}: order {order.pk} is {after[0]}")
    if debit and not known:
        report.found(f"session {session.id} is a debit of order {order.pk}, of no attempt known")
    if session.paid and after[2] != _money(session):
        report.found(_difference(session, order, after[2]))


def _attach_session(order: Order, session: gateway.Session) -> None:
    """Attach an unknown session to the attempt whose answer from Stripe was lost."""
    unanswered = order.checkouts.filter(session_id=None)
    if order.checkouts.filter(session_id=session.id).exists() or unanswered.count() != 1:
        return
    unanswered.update(session_id=session.id, url=session.url)


def _state(order: Order, session: gateway.Session) -> tuple[str, str, Money | None]:
    """The state of the order and of the attempt, and the payment recorded here."""
    order.refresh_from_db(fields=["state"])
    records = _records([session])
    state = records.attempts.get(session.id, "")
    return order.state, state, records.payments.get(session.payment_intent)


def _money(session: gateway.Session) -> Money:
    return session.amount, session.currency, session.order


def _difference(session: gateway.Session, order: Order, here: Money | None) -> str:
    what = f"payment {session.payment_intent} of session {session.id}, order {order.pk},"
    there = f"{session.amount} {session.currency} at Stripe"
    if here is None:
        return f"{what} is {there} and not known here"
    if here[2] != session.order:
        return f"{what} is recorded here for another order"
    return f"{what} is {there} and {here[0]} {here[1]} here"
