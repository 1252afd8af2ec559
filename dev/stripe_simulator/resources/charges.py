"""Charges: every attempt to take the money, successful or not."""

from dev.stripe_simulator.account import Account
from dev.stripe_simulator.identifiers import new_id
from dev.stripe_simulator.store import Object

_BANK = {"bank_name": "STRIPE TEST BANK", "last4": "6789"}

# The fields of every new charge.
_DEFAULTS: Object = {
    "amount_refunded": 0,
    "application": None,
    "application_fee": None,
    "application_fee_amount": None,
    "calculated_statement_descriptor": "SIMULATOR",
    "customer": None,
    "disputed": False,
    "failure_balance_transaction": None,
    "failure_code": None,
    "failure_message": None,
    "fraud_details": {},
    "livemode": False,
    "on_behalf_of": None,
    "receipt_number": None,
    "receipt_url": None,
    "refunded": False,
    "review": None,
    "shipping": None,
    "source_transfer": None,
    "transfer_data": None,
    "transfer_group": None,
}


def add_charge(
    account: Account, intent: Object, *, method: str, status: str, email: str | None
) -> Object:
    """Save a new charge of an intent; `status` is succeeded, pending or failed."""
    succeeded = status == "succeeded"
    charge: Object = {
        "id": new_id("ch_3"),
        "object": "charge",
        **_DEFAULTS,
        "amount": intent["amount"],
        "amount_captured": intent["amount"] if succeeded else 0,
        "balance_transaction": new_id("txn_3") if succeeded else None,
        "billing_details": {
            "address": None,
            "email": email,
            "name": None,
            "phone": None,
            "tax_id": None,
        },
        "captured": succeeded,
        "created": account.now(),
        "currency": intent["currency"],
        "description": intent["description"],
        "metadata": intent["metadata"],
        "outcome": _outcome(succeeded),
        "paid": status != "failed",
        "payment_intent": intent["id"],
        "payment_method": intent["payment_method"],
        "payment_method_details": {"type": method, method: _method_details(method)},
        "receipt_email": intent["receipt_email"],
        "statement_descriptor": intent["statement_descriptor"],
        "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": status,
    }
    if status == "failed":
        mark_failed(charge, "card_declined", "Your card was declined.")
    account.store.save(charge)
    return charge


def mark_succeeded(charge: Object) -> None:
    """Mark a pending charge as paid by the bank."""
    charge.update(
        status="succeeded",
        captured=True,
        amount_captured=charge["amount"],
        balance_transaction=new_id("txn_3"),
        outcome=_outcome(True),
    )


def mark_failed(charge: Object, code: str, message: str) -> None:
    """Mark a charge as refused by the bank."""
    charge.update(
        status="failed",
        paid=False,
        failure_code=code,
        failure_message=message,
        outcome=_declined_outcome(),
    )


def _outcome(succeeded: bool) -> Object:
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "approved_by_network" if succeeded else None,
        "reason": None,
        "risk_level": "normal",
        "risk_score": 12,
        "seller_message": "Payment complete." if succeeded else None,
        "type": "authorized",
    }


def _declined_outcome() -> Object:
    return {
        **_outcome(False),
        "network_status": "declined_by_network",
        "reason": "generic_decline",
        "seller_message": "The bank did not return any further details with this decline.",
        "type": "issuer_declined",
    }


def _method_details(method: str) -> Object:
    if method == "card":
        return {
            "brand": "visa",
            "checks": {
                "address_line1_check": None,
                "address_postal_code_check": None,
                "cvc_check": "pass",
            },
            "country": "US",
            "exp_month": 12,
            "exp_year": 2034,
            "fingerprint": "Xt5EWLLDS7FJjR1c",
            "funding": "credit",
            "installments": None,
            "last4": "4242",
            "mandate": None,
            "network": "visa",
            "three_d_secure": None,
            "wallet": None,
        }
    return dict(_BANK)
