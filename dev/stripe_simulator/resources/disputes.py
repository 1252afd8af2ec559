"""Disputes (chargebacks): a buyer asked the bank for the money back."""

from collections.abc import Mapping
from typing import Any

from dev.stripe_simulator import parameters
from dev.stripe_simulator.account import NO_REQUEST, Account, Cause
from dev.stripe_simulator.errors import StripeError, missing_object
from dev.stripe_simulator.identifiers import new_id
from dev.stripe_simulator.lists import fetch_page
from dev.stripe_simulator.resources import events
from dev.stripe_simulator.resources.sessions import get_session
from dev.stripe_simulator.store import Object

_REASONS = """
bank_cannot_process check_returned credit_not_processed customer_initiated debit_not_authorized
duplicate fraudulent general incorrect_account_details insufficient_funds noncompliant
product_not_received product_unacceptable subscription_canceled unrecognized
"""
REASONS = _REASONS.split()
CLOSED_STATUSES = ("won", "lost", "warning_closed")
RESPONSE_SECONDS = 7 * 24 * 60 * 60
# No evidence is ever submitted here.
_NO_EVIDENCE: Object = {
    "enhanced_eligibility": {},
    "has_evidence": False,
    "past_due": False,
    "submission_count": 0,
}


def dispute_session(account: Account, identifier: str, form: Mapping[str, str]) -> Object:
    """Dispute an amount, by default what is left of the payment, or all where nothing is left.

    `inquiry=true` withdraws no money yet. A bank may take back what was refunded already. Raises
    StripeError unless the session's charge succeeded and is not in dispute.
    """
    amount = form.get("amount")
    reason = parameters.choice(*REASONS)("reason", form.get("reason", "fraudulent"))
    inquiry = parameters.boolean("inquiry", form.get("inquiry", "false"))
    with account.store.transaction():
        charge = _disputable(account, identifier)
        dispute = _new_dispute(account, charge, reason, inquiry)
        if amount is not None:
            dispute["amount"] = parameters.integer(1, charge["amount"])("amount", amount)
        if not inquiry:
            _move_money(account, dispute, -dispute["amount"])
        charge["disputed"] = True
        account.store.save(charge)
        account.store.save(dispute)
        events.emit(account, "charge.dispute.created", dispute)
        if not inquiry:
            events.emit(account, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def get_dispute(account: Account, identifier: str) -> Object:
    """Raises StripeError (404)."""
    dispute = account.store.find("dispute", identifier)
    if dispute is None:
        raise missing_object("dispute", identifier, param="dispute")
    return dispute


def close_dispute(
    account: Account, identifier: str, status: str = "lost", *, cause: Cause = NO_REQUEST
) -> Object:
    """Close a dispute; `won` returns the money, also of one that was lost and appealed.

    Raises StripeError when it is closed already.
    """
    parameters.choice(*CLOSED_STATUSES)("status", status)
    with account.store.transaction():
        dispute = get_dispute(account, identifier)
        before = dispute["status"]
        if not (before == "lost" and status == "won"):
            dispute = _open_dispute(account, identifier)
        dispute["status"] = status
        if status == "won":
            _move_money(account, dispute, dispute["amount"])
        account.store.save(dispute)
        if status == "won":
            events.emit(account, "charge.dispute.funds_reinstated", dispute, cause=cause)
        events.emit(
            account, "charge.dispute.closed", dispute, cause=cause, previous={"status": before}
        )
    return dispute


def review_dispute(account: Account, identifier: str) -> Object:
    """Put a dispute under review. Raises StripeError when it is closed."""
    with account.store.transaction():
        dispute = _open_dispute(account, identifier)
        before = dispute["status"]
        warning = "warning_" if before.startswith("warning_") else ""
        dispute["status"] = f"{warning}under_review"
        account.store.save(dispute)
        events.emit(account, "charge.dispute.updated", dispute, previous={"status": before})
    return dispute


def update_dispute(
    account: Account, identifier: str, metadata: Mapping[str, str], cause: Cause
) -> Object:
    """Set and unset keys of a dispute's metadata. Raises StripeError (404)."""
    dispute = get_dispute(account, identifier)
    before = dispute["metadata"]
    dispute["metadata"] = {key: text for key, text in {**before, **metadata}.items() if text}
    if dispute["metadata"] != before:
        account.store.save(dispute)
        changed = {key: before.get(key) for key in metadata}
        events.emit(
            account, "charge.dispute.updated", dispute, cause=cause, previous={"metadata": changed}
        )
    return dispute


def check_not_disputed(account: Account, charge: Object) -> None:
    """Raise StripeError if a dispute holds or took the charge's money.

    After an inquiry or a dispute that was won, it can be refunded.
    """
    if not charge["disputed"]:
        return
    if any(dispute["status"] in _HELD for dispute in _disputes_of(account, charge)):
        raise StripeError(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.",
            code="charge_disputed",
        )


_HELD = ("needs_response", "under_review", "lost")


def _move_money(account: Account, dispute: Object, amount: int) -> None:
    """Add a balance transaction: what the bank took (negative), or gave back."""
    transaction = {
        "id": new_id("txn_1"),
        "object": "balance_transaction",
        "amount": amount,
        "created": account.now(),
        "currency": dispute["currency"],
        "reporting_category": "dispute" if amount < 0 else "dispute_reversal",
        "source": dispute["id"],
        "type": "adjustment",
    }
    dispute["balance_transactions"] = [*dispute["balance_transactions"], transaction]


def is_open(dispute: Object) -> bool:
    """Whether it is not closed."""
    return dispute["status"] not in CLOSED_STATUSES


def _disputes_of(account: Account, charge: Object) -> list[Object]:
    return fetch_page(account, "dispute", {}, where={"payment_intent": charge["payment_intent"]})[0]


def _open_dispute(account: Account, identifier: str) -> Object:
    dispute = get_dispute(account, identifier)
    if not is_open(dispute):
        raise StripeError(f"This dispute is already closed: it is {dispute['status']}.")
    return dispute


def _disputable(account: Account, identifier: str) -> Object:
    session = get_session(account, identifier)
    intent = account.store.find("payment_intent", session["payment_intent"] or "")
    charge = account.store.find("charge", intent["latest_charge"] or "") if intent else None
    if charge is None or charge["status"] != "succeeded":
        raise StripeError("This Checkout Session took no money that could be disputed.")
    if any(is_open(dispute) for dispute in _disputes_of(account, charge)):
        raise StripeError("A dispute of this Checkout Session is open already.")
    return charge


def _new_dispute(account: Account, charge: Object, reason: str, inquiry: bool) -> Object:
    method = charge["payment_method_details"]["type"]
    details: dict[str, Any] = {"type": method}
    if method == "card":
        details["card"] = {
            "brand": "visa",
            "case_type": "inquiry" if inquiry else "chargeback",
            "network_reason_code": "10.4",
        }
    return {
        "id": new_id("du_1"),
        "object": "dispute",
        "amount": charge["amount"] - charge["amount_refunded"] or charge["amount"],
        "balance_transactions": [],
        "charge": charge["id"],
        "created": account.now(),
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {},
        "evidence_details": {"due_by": account.now() + RESPONSE_SECONDS, **_NO_EVIDENCE},
        "is_charge_refundable": inquiry,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": details,
        "reason": reason,
        "status": "warning_needs_response" if inquiry else "needs_response",
    }
