"""Refunds: partial or full, until nothing is left of the charge."""

from collections.abc import Mapping
from typing import Any

from dev.stripe_simulator import money, parameters
from dev.stripe_simulator.account import NO_REQUEST, Account, Cause
from dev.stripe_simulator.errors import StripeError, missing_object
from dev.stripe_simulator.identifiers import new_id
from dev.stripe_simulator.resources import events
from dev.stripe_simulator.resources.disputes import check_not_disputed
from dev.stripe_simulator.resources.sessions import get_session
from dev.stripe_simulator.store import Object

CAN_FAIL = ("pending", "succeeded")

_NEW = parameters.fields(
    {
        "amount": parameters.integer(1, money.MAX_AMOUNT),
        "charge": parameters.text(),
        "expand": parameters.array(parameters.text()),
        "metadata": parameters.metadata,
        "payment_intent": parameters.text(),
        "reason": parameters.choice("duplicate", "fraudulent", "requested_by_customer"),
    },
    unsimulated=[
        "currency",
        "customer",
        "instructions_email",
        "origin",
        "refund_application_fee",
        "reverse_transfer",
    ],
)


def read_new(raw: dict[str, Any]) -> dict[str, Any]:
    """The parameters of a new refund, typed. Raises StripeError."""
    params: dict[str, Any] = _NEW("", raw)
    if "charge" not in params and "payment_intent" not in params:
        raise StripeError(
            "One of the following params should be provided for this request: payment_intent or "
            "charge.",
            code="parameter_missing",
        )
    return params


def create_refund(account: Account, params: Mapping[str, Any], cause: Cause = NO_REQUEST) -> Object:
    """Refund an amount, by default all that is left. Raises StripeError."""
    charge = _charge(account, params)
    check_not_disputed(account, charge)
    rest = charge["amount"] - charge["amount_refunded"]
    amount = params.get("amount", rest)
    if not rest:
        raise StripeError(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    money.check_divisible(amount, charge["currency"], "amount")
    if amount > rest:
        of = "unrefunded amount on charge" if charge["amount_refunded"] else "charge amount"
        raise StripeError(
            f"Refund amount ({money.show(amount, charge['currency'])}) is greater than {of} "
            f"({money.show(rest, charge['currency'])})",
            param="amount",
        )
    before = {name: charge[name] for name in ("amount_refunded", "refunded")}
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    account.store.save(charge)
    refund = _new_refund(account, charge, amount, params)
    if account.faults.triggers("refund_pending"):
        refund.update(status="pending", balance_transaction=None)
    elif account.faults.triggers("refund_late_failure"):
        late = account.faults.seconds("refund_late_failure")
        account.set_timer(late, "refund/fail", refund["id"])
    account.store.save(refund)
    previous = {name: value for name, value in before.items() if charge[name] != value}
    events.emit(account, "charge.refunded", charge, cause=cause, previous=previous)
    events.emit(account, "refund.created", refund, cause=cause)
    return refund


def refund_session(account: Account, identifier: str, form: Mapping[str, str]) -> Object:
    """A refund made in the dashboard, without metadata. Raises StripeError."""
    params: dict[str, Any] = {}
    if "amount" in form:
        params["amount"] = parameters.integer(1, money.MAX_AMOUNT)("amount", form["amount"])
    with account.store.transaction():
        session = get_session(account, identifier)
        if not session["payment_intent"]:
            raise StripeError("This Checkout Session took no money that could be refunded.")
        return create_refund(account, {**params, "payment_intent": session["payment_intent"]})


def succeed_refund(account: Account, identifier: str) -> Object:
    """End a pending refund. Raises StripeError unless it is pending."""
    with account.store.transaction():
        refund = get_refund(account, identifier)
        if refund["status"] != "pending":
            raise StripeError(f"This refund is not pending: it is {refund['status']}.")
        refund.update(status="succeeded", balance_transaction=new_id("txn_3"))
        account.store.save(refund)
        events.emit(account, "refund.updated", refund, previous={"status": "pending"})
    return refund


def fail_refund(account: Account, identifier: str) -> Object:
    """Fail a refund: the bank returned the money, and the charge is no longer refunded.

    A refund that succeeded can still fail days later. Raises StripeError if it failed already.
    """
    with account.store.transaction():
        refund = get_refund(account, identifier)
        before = refund["status"]
        if before not in CAN_FAIL:
            raise StripeError(f"This refund can't fail: it is {before}.")
        refund.update(
            status="failed",
            failure_reason="expired_or_canceled_card",
            failure_balance_transaction=new_id("txn_3"),
        )
        account.store.save(refund)
        charge = account.store.find("charge", refund["charge"])
        assert charge is not None  # noqa: S101 - no object is ever deleted
        charge["amount_refunded"] -= refund["amount"]
        charge["refunded"] = False
        account.store.save(charge)
        events.emit(account, "refund.updated", refund, previous={"status": before})
        events.emit(account, "refund.failed", refund)
    return refund


def get_refund(account: Account, identifier: str) -> Object:
    """Raises StripeError (404)."""
    refund = account.store.find("refund", identifier)
    if refund is None:
        raise missing_object("refund", identifier, param="refund")
    return refund


def update_refund(
    account: Account, refund: Object, metadata: Mapping[str, str], cause: Cause
) -> Object:
    """Set and unset keys of a refund's metadata; the other keys stay."""
    before = refund["metadata"]
    merged = {**before, **metadata}
    refund["metadata"] = {key: value for key, value in merged.items() if value}
    if refund["metadata"] != before:
        account.store.save(refund)
        changed = {key: before.get(key) for key in metadata if before.get(key) != metadata[key]}
        events.emit(account, "refund.updated", refund, cause=cause, previous={"metadata": changed})
    return refund


def _charge(account: Account, params: Mapping[str, Any]) -> Object:
    identifier = params.get("charge")
    if identifier is None:
        name = params["payment_intent"]
        intent = account.store.find("payment_intent", name)
        if intent is None:
            raise missing_object("payment_intent", name, param="payment_intent")
        if intent["status"] != "succeeded":
            raise StripeError(
                f"This PaymentIntent ({name}) does not have a successful charge to refund.",
                param="payment_intent",
            )
        identifier = intent["latest_charge"]
    charge = account.store.find("charge", identifier)
    if charge is None:
        raise missing_object("charge", identifier, param="charge")
    if params.get("payment_intent") not in (None, charge["payment_intent"]):
        raise StripeError("This charge does not belong to this PaymentIntent.", param="charge")
    if charge["status"] != "succeeded":
        raise StripeError(f"Charge {identifier} was not successful and can't be refunded.")
    return charge


def _new_refund(account: Account, charge: Object, amount: int, params: Mapping[str, Any]) -> Object:
    return {
        "id": new_id("re_3"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": new_id("txn_3"),
        "charge": charge["id"],
        "created": account.now(),
        "currency": charge["currency"],
        "destination_details": {"type": charge["payment_method_details"]["type"]},
        "metadata": params.get("metadata", {}),
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": params.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }
