"""PaymentIntents: one for each session, created when the buyer first confirms."""

from dev.stripe_simulator.account import NO_REQUEST, Account, Cause
from dev.stripe_simulator.identifiers import new_id
from dev.stripe_simulator.resources import events
from dev.stripe_simulator.store import Object

# The fields of every new intent.
_DEFAULTS: Object = {
    "amount_capturable": 0,
    "amount_details": {"tip": {}},
    "amount_received": 0,
    "application": None,
    "application_fee_amount": None,
    "automatic_payment_methods": None,
    "canceled_at": None,
    "cancellation_reason": None,
    "capture_method": "automatic_async",
    "confirmation_method": "automatic",
    "customer": None,
    "customer_account": None,
    "last_payment_error": None,
    "latest_charge": None,
    "livemode": False,
    "next_action": None,
    "on_behalf_of": None,
    "payment_method": None,
    "payment_method_configuration_details": None,
    "payment_method_options": {},
    "processing": None,
    "review": None,
    "setup_future_usage": None,
    "shipping": None,
    "source": None,
    "transfer_data": None,
    "transfer_group": None,
}


def get_or_create_intent(account: Account, session: Object) -> Object:
    """The session's intent; if it has none, a new one, which the caller saves with the session."""
    if session["payment_intent"]:
        found = account.store.find("payment_intent", session["payment_intent"])
        if found:
            return found
    intent = _new_intent(account, session)
    session["payment_intent"] = intent["id"]
    return intent


def cancel_intent(account: Account, identifier: str, *, cause: Cause = NO_REQUEST) -> None:
    """Cancel the intent of a session that expired after a failed attempt."""
    intent = account.store.find("payment_intent", identifier)
    if intent is None:
        return
    intent.update(
        status="canceled",
        canceled_at=account.now(),
        cancellation_reason="automatic",
        next_action=None,
    )
    account.store.save(intent)
    events.emit(account, "payment_intent.canceled", intent, cause=cause)


def _new_intent(account: Account, session: Object) -> Object:
    identifier = new_id("pi_3")
    about = session["_payment_intent_data"]
    return {
        "id": identifier,
        "object": "payment_intent",
        **_DEFAULTS,
        "allowed_payment_method_types": session["allowed_payment_method_types"],
        "amount": session["amount_total"],
        "client_secret": f"{identifier}_secret_{new_id('', 24)}",
        "created": account.now(),
        "currency": session["currency"],
        "description": about.get("description"),
        "metadata": about.get("metadata", {}),
        "payment_method_types": session["payment_method_types"],
        "receipt_email": about.get("receipt_email"),
        "statement_descriptor": about.get("statement_descriptor"),
        "statement_descriptor_suffix": about.get("statement_descriptor_suffix"),
        "status": "requires_payment_method",
        **{name: session[name] for name in ("excluded_payment_method_types",) if name in session},
    }
