"""Faults that charge another amount than was asked, or in another currency."""

from dev.stripe_simulator.faults import Faults
from dev.stripe_simulator.store import Object


def change_amount(faults: Faults, session: Object) -> None:
    """Change the session's total or currency, before its charge, if the plan says so."""
    total = session["amount_total"]
    if faults.triggers("amount_changed"):
        less = max(1, total // 2)
        session["amount_total"] = faults.pick([total + 1, total * 2, less if less < total else 2])
    if faults.triggers("currency_changed"):
        session["currency"] = "eur" if session["currency"] == "usd" else "usd"
