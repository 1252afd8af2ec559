"""Checkout Sessions: created, read, listed, expired."""

from collections.abc import Mapping
from typing import Any

from dev.stripe_simulator.account import NO_REQUEST, Account, Cause
from dev.stripe_simulator.errors import StripeError, missing_object
from dev.stripe_simulator.identifiers import new_id
from dev.stripe_simulator.resources import events
from dev.stripe_simulator.resources.intents import cancel_intent
from dev.stripe_simulator.store import Object, json_object

MIN_LIFE = 30 * 60
MAX_LIFE = 24 * 60 * 60

BANK_DEBITS = {
    "usd": "us_bank_account",
    "eur": "sepa_debit",
    "gbp": "bacs_debit",
    "cad": "acss_debit",
    "aud": "au_becs_debit",
}

# The fields of every new session.
_DEFAULTS: Object = {
    "after_expiration": None,
    "allow_promotion_codes": None,
    "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
    "client_secret": None,
    "collected_information": None,
    "consent": None,
    "consent_collection": None,
    "currency_conversion": None,
    "custom_fields": [],
    "custom_text": {
        "after_submit": None,
        "shipping_address": None,
        "submit": None,
        "terms_of_service_acceptance": None,
    },
    "customer": None,
    "customer_account": None,
    "customer_details": None,
    "discounts": [],
    "invoice": None,
    "invoice_creation": None,
    "livemode": False,
    "origin_context": None,
    "payment_intent": None,
    "payment_link": None,
    "payment_method_collection": "if_required",
    "payment_method_configuration_details": None,
    "payment_method_options": {},
    "payment_status": "unpaid",
    "permissions": None,
    "phone_number_collection": {"enabled": False},
    "recovered_from": None,
    "saved_payment_method_options": None,
    "setup_intent": None,
    "shipping_address_collection": None,
    "shipping_cost": None,
    "shipping_options": [],
    "status": "open",
    "subscription": None,
    "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
    "ui_mode": "hosted_page",
    "url": None,
    "wallet_options": None,
}


def create_session(account: Account, params: Mapping[str, Any]) -> Object:
    """Save a new open session of checked parameters (see `session_parameters.read`)."""
    items = [_line_item(item, account.now()) for item in params["line_items"]]
    total = sum(item["amount_total"] for item in items)
    session = _new_session(account, params, items[0]["currency"], total)
    session["_line_items"] = items
    session["_payment_intent_data"] = params.get("payment_intent_data", {})
    account.store.save(session)
    return session


def get_session(account: Account, identifier: str) -> Object:
    """The session, expired if its time is over. Raises StripeError (404)."""
    session = account.store.find("checkout.session", identifier)
    if session is None:
        raise missing_object("checkout.session", identifier, param="session")
    if session["status"] == "open" and session["expires_at"] <= account.now():
        return _expire_due(account, identifier)
    return session


def update_session(account: Account, session: Object, metadata: Mapping[str, str]) -> Object:
    """Set and unset keys of a session's metadata; the other keys stay."""
    merged = {**session["metadata"], **metadata}
    session["metadata"] = {key: value for key, value in merged.items() if value}
    account.store.save(session)
    return session


def expire_session(account: Account, identifier: str, *, cause: Cause = NO_REQUEST) -> Object:
    """Expire an open session. Raises StripeError when it is not open."""
    session = get_session(account, identifier)
    if session["status"] != "open":
        raise StripeError(
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout '
            f"Session has a status of {session['status']}."
        )
    _set_expired(account, session, cause)
    return session


def expire_due_sessions(account: Account) -> None:
    """Expire the open sessions whose time is over."""
    # Without the index, all sessions are read.
    due = account.store.rows(
        "SELECT body FROM objects INDEXED BY sessions_that_expire"
        " WHERE kind = 'checkout.session' AND json_extract(body, '$.status') = 'open'"
        " AND json_extract(body, '$.expires_at') <= ?",
        account.now(),
    )
    for row in due:
        _expire_due(account, json_object(row)["id"])


def _expire_due(account: Account, identifier: str) -> Object:
    with account.store.transaction():
        session = account.store.find("checkout.session", identifier)
        assert session is not None  # noqa: S101 - no object is ever deleted
        if session["status"] == "open":
            _set_expired(account, session, NO_REQUEST)
        return session


def _set_expired(account: Account, session: Object, cause: Cause) -> None:
    session["status"] = "expired"
    account.store.save(session)
    if session["payment_intent"]:
        cancel_intent(account, session["payment_intent"], cause=cause)
    events.emit(account, "checkout.session.expired", session, cause=cause)


def _line_item(params: Mapping[str, Any], now: int) -> Object:
    price = params["price_data"]
    amount = price["unit_amount"] * params["quantity"]
    return {
        "id": new_id("li_1"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": price["currency"],
        "description": price["product_data"]["name"],
        "metadata": params.get("metadata", {}),
        "price": {
            "id": new_id("price_1"),
            "object": "price",
            "active": False,
            "billing_scheme": "per_unit",
            "created": now,
            "currency": price["currency"],
            "livemode": False,
            "lookup_key": None,
            "metadata": {},
            "nickname": None,
            "product": new_id("prod_", 14),
            "recurring": None,
            "tax_behavior": price.get("tax_behavior", "unspecified"),
            "type": "one_time",
            "unit_amount": price["unit_amount"],
            "unit_amount_decimal": str(price["unit_amount"]),
        },
        "quantity": params["quantity"],
        "taxes": [],
    }


def _methods(params: Mapping[str, Any], currency: str) -> list[str]:
    """The methods of the simulated Dashboard, cards and the currency's debit, after filters."""
    offered = ["card", *filter(None, [BANK_DEBITS.get(currency)])]
    allowed = params.get("allowed_payment_method_types", offered)
    excluded = params.get("excluded_payment_method_types", [])
    methods = [name for name in offered if name in allowed and name not in excluded]
    if not methods:
        raise StripeError(
            "No valid payment method types for this Checkout Session. The simulator offers: "
            f"{', '.join(offered)}.",
            param="allowed_payment_method_types",
        )
    return methods


def _new_session(account: Account, params: Mapping[str, Any], currency: str, total: int) -> Object:
    now = account.now()
    # Callers use the real time: 31 minutes are 31 minutes, however far our clock is ahead.
    ahead = account.clock.ahead if "expires_at" in params else 0
    return {
        "id": new_id("cs_test_a1", 58),
        "object": "checkout.session",
        **_DEFAULTS,
        "adaptive_pricing": params.get("adaptive_pricing", {"enabled": True}),
        "allowed_payment_method_types": params.get("allowed_payment_method_types"),
        "amount_subtotal": total,
        "amount_total": total,
        "billing_address_collection": params.get("billing_address_collection"),
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "created": now,
        "currency": currency,
        "customer_creation": params.get("customer_creation", "if_required"),
        "customer_email": params.get("customer_email"),
        "expires_at": params.get("expires_at", now + MAX_LIFE) + ahead,
        "_ahead": ahead,
        "locale": params.get("locale"),
        "metadata": params.get("metadata", {}),
        "mode": params["mode"],
        "payment_method_types": _methods(params, currency),
        "submit_type": params.get("submit_type"),
        "success_url": params["success_url"],
        # Left out where nothing was given, unlike the fields above, which are null.
        **{name: params[name] for name in ("excluded_payment_method_types",) if name in params},
    }
