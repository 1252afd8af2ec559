"""Disputes, and what the bank took by them."""

from tests.project.audit_violations.statements import (
    ASKED,
    EACH_LINE,
    NEW,
    Violation,
    by_giver,
    dispute,
    free,
    refund,
    state,
    taken,
    void,
)

VIOLATIONS = [
    Violation(
        "a dispute of no payment",
        "INSERT INTO payments_dispute (id, payment_id, amount, currency, reason, status, opened_at)"
        " VALUES ('dp_1', 0, 300, 'usd', 'fraudulent', 'lost', now());",
        ["4. dispute dp_1 is of no payment of Stripe's"],
    ),
    Violation(
        "a lost dispute that no book knows",
        dispute("lost"),
        ["4. dispute dp_1 of order {order}, lost, took 300, and no refund records it"],
    ),
    Violation(
        "an open dispute that no book knows",
        dispute("needs_response"),
        ["4. dispute dp_1 of order {order}, needs_response, took 300, and no refund records it"],
    ),
    Violation(
        "a dispute that was won and whose money is missing",
        dispute("won") + taken("pending"),
        [f"4. refund {NEW} records 300, and dispute dp_1 of order {{order}}, won, took 0"],
    ),
    Violation(
        "a dispute that took another amount",
        dispute("lost", 200) + taken("succeeded", 100) + ASKED,
        [f"4. refund {NEW} records 100, and dispute dp_1 of order {{order}}, lost, took 200"],
    ),
    Violation(
        "a lost dispute that is said to be open",
        dispute("lost") + taken("pending") + ASKED,
        [f"4. refund {NEW} is pending, and dispute dp_1 of order {{order}} is lost"],
    ),
    Violation(
        "an open dispute that is said to be lost",
        dispute("under_review") + taken("succeeded"),
        [f"4. refund {NEW} is succeeded, and dispute dp_1 of order {{order}} is under_review"],
    ),
    Violation(
        "a lost dispute whose letters nobody is asked about",
        dispute("lost") + taken("succeeded"),
        ["4. dispute dp_1 of order {order} is lost, and nobody is asked about its letters"],
    ),
    Violation("a lost dispute", dispute("lost") + taken("succeeded") + ASKED, []),
    Violation("an open dispute", dispute("needs_response") + taken("pending"), []),
    Violation("a dispute that was won", dispute("won") + taken("canceled"), []),
    Violation("an inquiry", dispute("warning_needs_response"), []),
    Violation(
        "a dispute of money that was refunded already",
        refund(300) + EACH_LINE + free() + void() + state("refunded") + dispute("lost"),
        [],
    ),
    Violation(
        "an order that waits while the bank has its money",
        dispute("needs_response") + taken("pending") + free() + state("waiting"),
        [],
    ),
    Violation(
        "a gift in the fund after the bank took it",
        by_giver(dispute("lost") + taken("succeeded") + ASKED),
        ["4. order {giver} has its gift in the fund, and its money was refunded or taken back"],
    ),
    Violation(
        "a gift taken out of the fund while its money is here",
        "INSERT INTO payments_fundentry (kind, currency, amount, order_id, note, created_at)"
        " SELECT 'gift_taken', currency, -amount, order_id, '', now() FROM payments_fundentry"
        " WHERE order_id = {giver};",
        ["4. order {giver} has its money, and its gift is not in the fund"],
    ),
]
