"""Refunds that contradict letters, orders or payments."""

# ruff: noqa: S608 - statements composed of constants

from tests.project.audit_violations.statements import (
    EACH_LINE,
    LINE_2,
    NEW,
    ONE,
    RESERVED,
    Violation,
    free,
    refund,
    state,
    void,
)

VIOLATIONS = [
    Violation(
        "a refunded letter that is still assigned",
        refund(100) + LINE_2,
        [
            f"3. line 2 of order {{order}} was refunded by refund {NEW} and has letter "
            "{scroll}:{ordinal} of an open scroll"
        ],
    ),
    Violation(
        "a certificate of a refunded letter",
        refund(100) + LINE_2 + free(ONE),
        [
            f"3. line 2 of order {{order}} was refunded by refund {NEW} and its certificate "
            "{certificate} is not voided"
        ],
    ),
    Violation("a correctly refunded letter", refund(100) + LINE_2 + free(ONE) + void(ONE), []),
    Violation(
        "a correctly refunded letter of a full scroll",
        refund(100) + LINE_2 + RESERVED + "UPDATE letters_scroll SET state = 'full';",
        [],
    ),
    Violation("a refund under way", refund(100, "pending") + LINE_2, []),
    Violation(
        "a refund under way that took its letter already",
        refund(100, "pending") + LINE_2 + free(ONE),
        ["3. line 2 of the fulfilled order {order} has no letter"],
    ),
    Violation(
        "a line under a refund that failed",
        refund(100, "failed") + LINE_2,
        [
            f"3. line 2 of order {{order}} is allocated to refund {NEW}, which is of another "
            "order or failed"
        ],
    ),
    Violation(
        "a line under another order's refund",
        refund(100, "pending").replace("{payment}", "{payment} + 1") + LINE_2,
        [
            f"3. line 2 of order {{order}} is allocated to refund {NEW}, which is of another "
            "order or failed"
        ],
    ),
    Violation(
        "a refunded order that keeps a line",
        refund(200) + EACH_LINE + "UPDATE payments_orderline SET refund_id = NULL"
        " WHERE order_id = {order} AND position = 3;" + free() + void() + state("refunded"),
        ["4. order {order} is refunded and its line 3 is not"],
    ),
    Violation(
        "an order refunded in full",
        refund(300) + EACH_LINE + free() + void() + state("refunded"),
        [],
    ),
    Violation(
        "an order that lost its letters to a refund that failed",
        refund(300, "failed") + free() + void() + state("review"),
        [],
    ),
    Violation(
        "a refund in another currency",
        refund(100)
        + LINE_2
        + free(ONE)
        + void(ONE)
        + "UPDATE payments_refund SET currency = 'eur';",
        [f"4. refund {NEW} is in eur, and payment {{payment}} in usd"],
    ),
    Violation(
        "a refund that was never sent",
        refund(100, "unsent")
        + LINE_2
        + "UPDATE payments_refund SET created_at = '2026-01-02T03:04Z';",
        [
            f"4. refund {NEW} of order {{order}} is unsent since 2026-01-02 03:04:00+00, and "
            "Stripe does not have it"
        ],
    ),
    Violation("a refund created just now", refund(100, "unsent") + LINE_2, []),
    Violation(
        "more refunded than paid",
        refund(301, "pending"),
        ["4. the refunds of payment {payment} come to 301, more than its 300"],
    ),
    Violation(
        "odd money of a refunded order",
        free()
        + state("refunded")
        + "UPDATE payments_payment SET review_reason = 'paid in eur' WHERE id = {payment};",
        ["4. order {order} is refunded, and payment {payment} is not"],
    ),
]
