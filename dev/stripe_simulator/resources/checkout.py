"""What a buyer does on the hosted page, and the buyer's bank after that."""

from typing import Any

from dev.stripe_simulator.account import Account
from dev.stripe_simulator.errors import StripeError
from dev.stripe_simulator.identifiers import new_id
from dev.stripe_simulator.resources import events
from dev.stripe_simulator.resources.amount_faults import misprice
from dev.stripe_simulator.resources.charges import add_charge, mark_failed, mark_taken
from dev.stripe_simulator.resources.intents import intent_of
from dev.stripe_simulator.resources.sessions import BANK_DEBITS, find_session
from dev.stripe_simulator.store import Object

DAY = 24 * 60 * 60


def pay(account: Account, identifier: str, email: str = "") -> Object:
    """The card is good: the session is complete and paid, unless a fault declines it.

    Returns after the endpoint has answered checkout.session.completed, or had its 10 seconds.
    Raises StripeError when the session is not open: the second click never pays.
    """
    with account.store.transaction():
        session = _open_session(account, identifier)
        if _declines(account, session):
            return _decline(account, session, email)
        delivery = _pay(account, session, email)
    return _told(account, session, delivery)


def complete_secure(account: Account, identifier: str) -> Object:
    """The buyer passed 3-D Secure: as `pay`. Raises StripeError unless it was asked for."""
    with account.store.transaction():
        session, _ = _secure_session(account, identifier)
        if _declines(account, session):
            return _decline(account, session, "")
        delivery = _pay(account, session, "")
    return _told(account, session, delivery)


def decline(account: Account, identifier: str, email: str = "") -> Object:
    """The card is declined: a failed charge; the session stays open."""
    with account.store.transaction():
        session = _open_session(account, identifier)
        _refuse_free(session)
        return _decline(account, session, email)


def ask_for_secure(account: Account, identifier: str, email: str = "") -> Object:
    """The card needs 3-D Secure: the intent waits for the buyer's bank."""
    with account.store.transaction():
        session = _open_session(account, identifier)
        _refuse_free(session)
        if email:
            session["_email"] = email
        intent = intent_of(account, session)
        _confirm(intent, session)
        intent["status"] = "requires_action"
        intent["next_action"] = {
            "type": "redirect_to_url",
            "redirect_to_url": {
                "return_url": f"{account.url}/c/pay/{identifier}",
                "url": f"{account.url}/c/pay/{identifier}/secure",
            },
        }
        account.store.keep(intent)
        account.store.keep(session)
        events.emit(account, "payment_intent.requires_action", intent)
    return session


def fail_secure(account: Account, identifier: str) -> Object:
    """The buyer failed 3-D Secure: no charge was tried; the session stays open."""
    with account.store.transaction():
        session, intent = _secure_session(account, identifier)
        _refuse(account, intent, None)
    return session


def debit(
    account: Account,
    identifier: str,
    email: str = "",
    *,
    days: int | None = None,
    outcome: str = "succeed",
) -> Object:
    """A bank debit that takes days: the session is complete and unpaid.

    It ends by itself after so many `days` of the account's clock, with `outcome` succeed or fail;
    or, without days, when `debit_succeed` or `debit_fail` is called.
    """
    with account.store.transaction():
        session = _open_session(account, identifier)
        _refuse_free(session)
        method = BANK_DEBITS.get(session["currency"], "")
        if method not in session["payment_method_types"]:
            raise StripeError("This Checkout Session does not accept a bank debit.")
        _note_buyer(session, email)
        misprice(account.faults, session)
        intent = intent_of(account, session)
        _confirm(intent, session)
        charge = add_charge(account, intent, method=method, status="pending", email=_email(session))
        intent.update(status="processing", latest_charge=charge["id"], processing={"type": method})
        account.store.keep(intent)
        events.emit(account, "charge.pending", charge)
        events.emit(account, "payment_intent.processing", intent)
        session.update(status="complete", payment_status="unpaid")
        if days is not None:
            account.set_timer(days * DAY, f"debit/{outcome}", identifier)
        delivery = _complete(account, session)
    return _told(account, session, delivery)


def debit_succeed(account: Account, identifier: str, *, wait: bool = True) -> Object:
    """The bank sent the money. Raises StripeError unless a debit is pending.

    With `wait` it returns after the endpoint has answered, as `pay`.
    """
    with account.store.transaction():
        session, intent, charge = _pending_debit(account, identifier)
        mark_taken(charge)
        account.store.keep(charge)
        _take(account, intent, charge)
        session["payment_status"] = "paid"
        account.store.keep(session)
        kind = "checkout.session.async_payment_succeeded"
        delivery = events.emit(account, kind, session, held=wait)
    return _told(account, session, delivery) if wait else session


def debit_fail(account: Account, identifier: str, *, wait: bool = True) -> Object:
    """The bank refused. Raises StripeError unless a debit is pending. Waits as `debit_succeed`."""
    with account.store.transaction():
        session, intent, charge = _pending_debit(account, identifier)
        mark_failed(charge, "debit_not_authorized", "The customer's bank refused this debit.")
        account.store.keep(charge)
        _refuse(account, intent, charge)
        events.emit(account, "charge.failed", charge)
        kind = "checkout.session.async_payment_failed"
        delivery = events.emit(account, kind, session, held=wait)
    return _told(account, session, delivery) if wait else session


def waits_for_bank(account: Account, session: Object) -> bool:
    """Whether a debit of this session is still pending."""
    if (session["status"], session["payment_status"]) != ("complete", "unpaid"):
        return False
    intent = account.store.find("payment_intent", session["payment_intent"])
    return intent is not None and intent["status"] == "processing"


def waits_for_secure(account: Account, session: Object) -> bool:
    """Whether the buyer's bank is to be asked, on the 3-D Secure page."""
    if session["status"] != "open" or not session["payment_intent"]:
        return False
    intent = account.store.find("payment_intent", session["payment_intent"])
    return intent is not None and intent["status"] == "requires_action"


def _pay(account: Account, session: Object, email: str) -> int | None:
    _note_buyer(session, email)
    if session["amount_total"]:
        misprice(account.faults, session)
        intent = intent_of(account, session)
        _confirm(intent, session)
        charge = add_charge(
            account, intent, method="card", status="succeeded", email=_email(session)
        )
        _take(account, intent, charge)
    paid = "paid" if session["amount_total"] else "no_payment_required"
    session.update(status="complete", payment_status=paid)
    return _complete(account, session)


def _declines(account: Account, session: Object) -> bool:
    return bool(session["amount_total"]) and account.faults.strikes("decline")


def _decline(account: Account, session: Object, email: str) -> Object:
    intent = intent_of(account, session)
    _confirm(intent, session)
    charge = add_charge(
        account, intent, method="card", status="failed", email=email or _email(session)
    )
    _refuse(account, intent, charge)
    events.emit(account, "charge.failed", charge)
    account.store.keep(session)
    return session


def _open_session(account: Account, identifier: str) -> Object:
    session = find_session(account, identifier)
    if session["status"] != "open":
        raise StripeError(
            f"This Checkout Session is not open: its status is {session['status']}.",
            code="checkout_session_not_open",
        )
    return session


def _secure_session(account: Account, identifier: str) -> tuple[Object, Object]:
    session = _open_session(account, identifier)
    if not waits_for_secure(account, session):
        raise StripeError("This Checkout Session does not wait for 3-D Secure.")
    return session, intent_of(account, session)


def _refuse_free(session: Object) -> None:
    if not session["amount_total"]:
        raise StripeError("There is nothing to pay in this Checkout Session.")


def _pending_debit(account: Account, identifier: str) -> tuple[Object, Object, Object]:
    session = find_session(account, identifier)
    if not waits_for_bank(account, session):
        raise StripeError("No bank debit of this Checkout Session is pending.")
    intent = intent_of(account, session)
    charge = account.store.find("charge", intent["latest_charge"])
    assert charge is not None  # noqa: S101 - no object is ever deleted
    return session, intent, charge


def _email(session: Object) -> str | None:
    details = session["customer_details"] or {}
    email: str | None = session["customer_email"] or details.get("email") or session.get("_email")
    return email


def _note_buyer(session: Object, email: str) -> None:
    """What the shop said of the e-mail address wins over what the buyer says."""
    session["customer_details"] = {
        "address": None,
        "business_name": None,
        "email": session["customer_email"] or email or session.get("_email"),
        "individual_name": None,
        "name": None,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }


def _confirm(intent: Object, session: Object) -> None:
    intent.update(
        amount=session["amount_total"],
        currency=session["currency"],
        payment_method=new_id("pm_1"),
        next_action=None,
        last_payment_error=None,
        processing=None,
    )


def _take(account: Account, intent: Object, charge: Object) -> None:
    intent.update(
        status="succeeded",
        amount_received=intent["amount"],
        latest_charge=charge["id"],
        processing=None,
    )
    account.store.keep(intent)
    events.emit(account, "charge.succeeded", charge)
    events.emit(account, "payment_intent.succeeded", intent)


def _refuse(account: Account, intent: Object, charge: Object | None) -> None:
    """Without a charge it was 3-D Secure that failed."""
    error: dict[str, Any] = {
        "type": "card_error",
        "code": "payment_intent_authentication_failure",
        "message": "The buyer's bank did not confirm that it is the buyer.",
    }
    if charge is not None:
        error.update(
            code=charge["failure_code"],
            message=charge["failure_message"],
            charge=charge["id"],
            decline_code="generic_decline",
        )
        intent["latest_charge"] = charge["id"]
    intent.update(
        status="requires_payment_method",
        last_payment_error=error,
        next_action=None,
        payment_method=None,
        processing=None,
    )
    account.store.keep(intent)
    events.emit(account, "payment_intent.payment_failed", intent)


def _complete(account: Account, session: Object) -> int | None:
    account.store.keep(session)
    return events.emit(account, "checkout.session.completed", session, held=True)


def _told(account: Account, session: Object, delivery: int | None) -> Object:
    if delivery is not None:
        account.courier.deliver(delivery)
    return session
