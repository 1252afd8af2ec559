"""Sessions: a lost webhook becomes a fulfilled order, an ended attempt is known as ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from payments import gateway
from payments.checkout.sessions import debit_failed, settle
from payments.models import Checkout, Method, Order, Payment
from payments.orders.place import lock_order
from payments.reconciliation.report import Report

LONGEST_LIFE = timedelta(hours=24)  # of a session: one paid since may have been made so long before
State = Checkout.State
Money = tuple[int, str, str]


@dataclass(frozen=True)
class Books:
    """What is written here of some sessions: attempts by session, payments by PaymentIntent."""

    orders: set[str]
    attempts: dict[str | None, str]
    payments: dict[str, Money]


def reconcile_sessions(report: Report, since: datetime) -> set[str]:
    """Bring every order to where its sessions are; returns the PaymentIntents seen as paid."""
    sessions: set[str] = set()
    intents: set[str] = set()
    for batch in report.batches("sessions", gateway.sessions_since(since - LONGEST_LIFE)):
        ours = [session for session in batch if session.order]
        books = _books(ours)
        for session in ours:
            with report.thing(f"session {session.id}"):
                _compare(report, session, books)
        sessions.update(session.id for session in ours)
        intents.update(session.payment_intent for session in ours if session.paid)
    for session_id in _unended():
        if session_id not in sessions:
            with report.thing(f"session {session_id}"):
                session = gateway.retrieve_session(session_id)
                _compare(report, session, _books([session]))
                if session.paid:
                    intents.add(session.payment_intent)
    return intents


def _unended() -> list[str]:
    """Sessions of attempts that are open here, or complete while the money is on its way."""
    paid = Payment.objects.filter(order=OuterRef("order"), session_id=OuterRef("session_id"))
    attempts = Checkout.objects.filter(
        Q(state=State.OPEN) | (Q(state=State.COMPLETE) & ~Exists(paid)), session_id__isnull=False
    ).order_by("pk")
    return [str(session_id) for session_id in attempts.values_list("session_id", flat=True)]


def _books(sessions: Iterable[gateway.Session]) -> Books:
    attempts = Checkout.objects.filter(session_id__in=[session.id for session in sessions])
    orders = Order.objects.filter(public_id__in={session.order for session in sessions})
    payments = Payment.objects.filter(
        method=Method.STRIPE, reference__in={session.payment_intent for session in sessions}
    )
    return Books(
        orders=set(orders.values_list("public_id", flat=True)),
        attempts=dict(attempts.values_list("session_id", "state")),
        payments={
            reference: (amount, currency, order)
            for reference, amount, currency, order in payments.values_list(
                "reference", "amount", "currency", "order__public_id"
            )
        },
    )


def _compare(report: Report, session: gateway.Session, books: Books) -> None:
    if session.status == "expired" and session.order not in books.orders:
        return  # no money, and nobody waits
    if session.order not in books.orders:
        report.found(f"session {session.id} ({session.status}) is of an order not known here")
    elif not _in_step(session, books):
        _heal(report, session)


def _in_step(session: gateway.Session, books: Books) -> bool:
    if session.status == "open":
        return True
    if session.paid:
        return books.payments.get(session.payment_intent) == _money(session)
    if session.status == "expired":
        return books.attempts.get(session.id) not in {None, State.OPEN}
    return books.attempts.get(session.id) == State.FAILED  # or the bank must be asked


def _heal(report: Report, session: gateway.Session) -> None:
    debit = session.status == "complete" and not session.paid
    refused = debit and gateway.retrieve_intent(session.payment_intent).refused
    with transaction.atomic(durable=True):
        order = lock_order(public_id=session.order)
        before = _standing(order, session)
        _name_attempt(order, session)
        known = order.checkouts.filter(session_id=session.id).exists()
        if session.paid or known:
            settle(session)
        if known and refused:
            debit_failed(session)
        after = _standing(order, session)
    if after != before:
        report.healed(f"session {session.id}: order {order.pk} is {after[0]}")
    if debit and not known:
        report.found(f"session {session.id} is a debit of order {order.pk}, of no attempt known")
    if session.paid and after[2] != _money(session):
        report.found(_difference(session, order, after[2]))


def _name_attempt(order: Order, session: gateway.Session) -> None:
    """The answer to an attempt was lost: the session that nobody knows is the attempt's."""
    nameless = order.checkouts.filter(session_id=None)
    if order.checkouts.filter(session_id=session.id).exists() or nameless.count() != 1:
        return
    nameless.update(session_id=session.id, url=session.url)


def _standing(order: Order, session: gateway.Session) -> tuple[str, str, Money | None]:
    """Where the order, the attempt and the money are here."""
    order.refresh_from_db(fields=["state"])
    books = _books([session])
    state = books.attempts.get(session.id, "")
    return order.state, state, books.payments.get(session.payment_intent)


def _money(session: gateway.Session) -> Money:
    return session.amount, session.currency, session.order


def _difference(session: gateway.Session, order: Order, here: Money | None) -> str:
    what = f"payment {session.payment_intent} of session {session.id}, order {order.pk},"
    there = f"{session.amount} {session.currency} at Stripe"
    if here is None:
        return f"{what} is {there} and not known here"
    if here[2] != session.order:
        return f"{what} is written here for another order"
    return f"{what} is {there} and {here[0]} {here[1]} here"
