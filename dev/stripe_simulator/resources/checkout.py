"""What a buyer does on the hosted page, and the buyer's bank after that."""

from typing import Any

from dev.stripe_simulator.account import Account
from dev.stripe_simulator.errors import StripeError
from dev.stripe_simulator.identifiers import new_id
from dev.stripe_simulator.resources import events
from dev.stripe_simulator.resources.amount_faults import change_amount
from dev.stripe_simulator.resources.charges import add_charge, mark_failed, mark_succeeded
from dev.stripe_simulator.resources.intents import get_or_create_intent
from dev.stripe_simulator.resources.sessions import BANK_DEBITS, get_session
from dev.stripe_simulator.store import Object

DAY = 24 * 60 * 60


def pay(account: Account, identifier: str, email: str = "") -> Object:
    """Pay by card: the session is complete and paid, unless a fault declines it.

    Returns after the endpoint has answered checkout.session.completed, or had its 10 seconds.
    Raises StripeError when the session is not open: the second click never pays.
    """
    with account.store.transaction():
        session = _open_session(account, identifier)
        if _declines(account, session):
            return _decline(account, session, email)
        delivery = _pay(account, session, email)
    return _deliver_webhook(account, session, delivery)


def pass_secure(account: Account, identifier: str) -> Object:
    """Pass 3-D Secure, then as `pay`. Raises StripeError unless it was required."""
    with account.store.transaction():
        session, _ = _secure_session(account, identifier)
        if _declines(account, session):
            return _decline(account, session, "")
        delivery = _pay(account, session, "")
    return _deliver_webhook(account, session, delivery)


def decline(account: Account, identifier: str, email: str = "") -> Object:
    """Decline the card: a failed charge; the session stays open."""
    with account.store.transaction():
        session = _open_session(account, identifier)
        _check_has_amount(session)
        return _decline(account, session, email)


def require_secure(account: Account, identifier: str, email: str = "") -> Object:
    """Require 3-D Secure: the intent waits for the buyer's bank."""
    with account.store.transaction():
        session = _open_session(account, identifier)
        _check_has_amount(session)
        if email:
            session["_email"] = email
        intent = get_or_create_intent(account, session)
        _confirm(intent, session)
        intent["status"] = "requires_action"
        intent["next_action"] = {
            "type": "redirect_to_url",
            "redirect_to_url": {
                "return_url": f"{account.url}/c/pay/{identifier}",
                "url": f"{account.url}/c/pay/{identifier}/secure",
            },
        }
        account.store.save(intent)
        account.store.save(session)
        events.emit(account, "payment_intent.requires_action", intent)
    return session


def fail_secure(account: Account, identifier: str) -> Object:
    """Fail 3-D Secure: no charge is attempted; the session stays open."""
    with account.store.transaction():
        session, intent = _secure_session(account, identifier)
        _fail(account, intent, None)
    return session


def debit(
    account: Account,
    identifier: str,
    email: str = "",
    *,
    days: int | None = None,
    outcome: str = "succeed",
) -> Object:
    """Start a bank debit, which takes days: the session is complete and unpaid.

    It ends after `days` of the account's clock with `outcome` succeed or fail; without days, when
    `debit_succeed` or `debit_fail` is called.
    """
    with account.store.transaction():
        session = _open_session(account, identifier)
        _check_has_amount(session)
        method = BANK_DEBITS.get(session["currency"], "")
        if method not in session["payment_method_types"]:
            raise StripeError("This Checkout Session does not accept a bank debit.")
        _set_customer(session, email)
        change_amount(account.faults, session)
        intent = get_or_create_intent(account, session)
        _confirm(intent, session)
        charge = add_charge(account, intent, method=method, status="pending", email=_email(session))
        intent.update(status="processing", latest_charge=charge["id"], processing={"type": method})
        account.store.save(intent)
        events.emit(account, "charge.pending", charge)
        events.emit(account, "payment_intent.processing", intent)
        session.update(status="complete", payment_status="unpaid")
        if days is not None:
            account.set_timer(days * DAY, f"debit/{outcome}", identifier)
        delivery = _complete(account, session)
    return _deliver_webhook(account, session, delivery)


def debit_succeed(account: Account, identifier: str, *, wait: bool = True) -> Object:
    """End a pending debit with the money. Raises StripeError unless one is pending.

    With `wait` it returns after the endpoint has answered, as `pay`.
    """
    with account.store.transaction():
        session, intent, charge = _pending_debit(account, identifier)
        mark_succeeded(charge)
        account.store.save(charge)
        _succeed(account, intent, charge)
        session["payment_status"] = "paid"
        account.store.save(session)
        kind = "checkout.session.async_payment_succeeded"
        delivery = events.emit(account, kind, session, held=wait)
    return _deliver_webhook(account, session, delivery) if wait else session


def debit_fail(account: Account, identifier: str, *, wait: bool = True) -> Object:
    """End a pending debit without money; otherwise as `debit_succeed`."""
    with account.store.transaction():
        session, intent, charge = _pending_debit(account, identifier)
        mark_failed(charge, "debit_not_authorized", "The customer's bank refused this debit.")
        account.store.save(charge)
        _fail(account, intent, charge)
        events.emit(account, "charge.failed", charge)
        kind = "checkout.session.async_payment_failed"
        delivery = events.emit(account, kind, session, held=wait)
    return _deliver_webhook(account, session, delivery) if wait else session


def is_debit_pending(account: Account, session: Object) -> bool:
    """Whether a debit of this session is still pending."""
    if (session["status"], session["payment_status"]) != ("complete", "unpaid"):
        return False
    intent = account.store.find("payment_intent", session["payment_intent"])
    return intent is not None and intent["status"] == "processing"


def is_secure_pending(account: Account, session: Object) -> bool:
    """Whether the buyer has to confirm on the 3-D Secure page."""
    if session["status"] != "open" or not session["payment_intent"]:
        return False
    intent = account.store.find("payment_intent", session["payment_intent"])
    return intent is not None and intent["status"] == "requires_action"


def _pay(account: Account, session: Object, email: str) -> int | None:
    _set_customer(session, email)
    if session["amount_total"]:
        change_amount(account.faults, session)
        intent = get_or_create_intent(account, session)
        _confirm(intent, session)
        charge = add_charge(
            account, intent, method="card", status="succeeded", email=_email(session)
        )
        _succeed(account, intent, charge)
    paid = "paid" if session["amount_total"] else "no_payment_required"
    session.update(status="complete", payment_status=paid)
    return _complete(account, session)


def _declines(account: Account, session: Object) -> bool:
    return bool(session["amount_total"]) and account.faults.triggers("decline")


def _decline(account: Account, session: Object, email: str) -> Object:
    intent = get_or_create_intent(account, session)
    _confirm(intent, session)
    charge = add_charge(
        account, intent, method="card", status="failed", email=email or _email(session)
    )
    _fail(account, intent, charge)
    events.emit(account, "charge.failed", charge)
    account.store.save(session)
    return session


def _open_session(account: Account, identifier: str) -> Object:
    session = get_session(account, identifier)
    if session["status"] != "open":
        raise StripeError(
            f"This Checkout Session is not open: its status is {session['status']}.",
            code="checkout_session_not_open",
        )
    return session


def _secure_session(account: Account, identifier: str) -> tuple[Object, Object]:
    session = _open_session(account, identifier)
    if not is_secure_pending(account, session):
        raise StripeError("This Checkout Session does not wait for 3-D Secure.")
    return session, get_or_create_intent(account, session)


def _check_has_amount(session: Object) -> None:
    if not session["amount_total"]:
        raise StripeError("There is nothing to pay in this Checkout Session.")


def _pending_debit(account: Account, identifier: str) -> tuple[Object, Object, Object]:
    session = get_session(account, identifier)
    if not is_debit_pending(account, session):
        raise StripeError("No bank debit of this Checkout Session is pending.")
    intent = get_or_create_intent(account, session)
    charge = account.store.find("charge", intent["latest_charge"])
    assert charge is not None  # noqa: S101 - no object is ever deleted
    return session, intent, charge


def _email(session: Object) -> str | None:
    details = session["customer_details"] or {}
    email: str | None = session["customer_email"] or details.get("email") or session.get("_email")
    return email


def _set_customer(session: Object, email: str) -> None:
    """Set the customer's details; the merchant's e-mail address takes precedence."""
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


def _succeed(account: Account, intent: Object, charge: Object) -> None:
    intent.update(
        status="succeeded",
        amount_received=intent["amount"],
        latest_charge=charge["id"],
        processing=None,
    )
    account.store.save(intent)
    events.emit(account, "charge.succeeded", charge)
    events.emit(account, "payment_intent.succeeded", intent)


def _fail(account: Account, intent: Object, charge: Object | None) -> None:
    """Record the failure in the intent; without a charge, 3-D Secure failed."""
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
    account.store.save(intent)
    events.emit(account, "payment_intent.payment_failed", intent)


def _complete(account: Account, session: Object) -> int | None:
    account.store.save(session)
    return events.emit(account, "checkout.session.completed", session, held=True)


def _deliver_webhook(account: Account, session: Object, delivery: int | None) -> Object:
    if delivery is not None:
        account.webhook_sender.send(delivery)
    return session
