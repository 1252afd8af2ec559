"""Faults of the till: it takes another amount than was asked, or in another currency."""

from dev.stripe_simulator.faults import Faults
from dev.stripe_simulator.store import Object


def misprice(faults: Faults, session: Object) -> None:
    """Change the session's total or currency if the plan says so; intent and charge follow it."""
    total = session["amount_total"]
    if faults.strikes("amount_changed"):
        less = max(1, total // 2)
        session["amount_total"] = faults.pick([total + 1, total * 2, less if less < total else 2])
    if faults.strikes("currency_changed"):
        session["currency"] = "eur" if session["currency"] == "usd" else "usd"
