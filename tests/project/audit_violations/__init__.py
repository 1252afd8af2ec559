"""Violations of the audit's sentences, and the findings expected of each."""

# ruff: noqa: S608 - statements composed of constants

from tests.project.audit_violations import disputes, messages, orders, refunds, register
from tests.project.audit_violations.statements import (
    ASKED,
    NEW,
    RECONCILIATION,
    UNREPORTED,
    Violation,
    dispute,
    refund,
    taken,
)

__all__ = ["RECONCILIATION", "UNREPORTED", "VIOLATIONS", "WAITING", "Violation"]

VIOLATIONS = [
    each for part in (register, orders, refunds, disputes, messages) for each in part.VIOLATIONS
]
WAITING = [
    (
        dispute("lost") + taken("succeeded") + ASKED,
        "dispute dp_1 of order {order} is lost: say whether its letters stay",
    ),
    (
        "UPDATE payments_payment SET review_reason = 'paid in eur' WHERE id = {payment};",
        "payment {payment} ({reference}) of order {order}: 300 usd, paid in eur",
    ),
    (refund(100, "failed"), f"refund {NEW} of order {{order}}: 100 usd could not be sent ()"),
    (
        "UPDATE payments_payment SET method = 'cash' WHERE id = {payment};" + refund(100, "unsent"),
        f"refund {NEW} of order {{order}}: 100 usd to be returned by hand (cash)",
    ),
]
