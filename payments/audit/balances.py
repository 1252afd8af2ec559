"""Audit of the ledger of the communities' balances."""

from collections.abc import Iterator

from django.db import connection

Finding = tuple[int, str]

_FINDINGS = {
    "order {}: what its community's balance paid and what the ledger spent differ": """
        SELECT coalesce(p.order_id, s.order_id)
        FROM (SELECT p.*, o.community_id FROM payments_payment p
              JOIN payments_order o ON o.id = p.order_id
              WHERE p.method = 'balance' AND p.review_reason = '') p
        FULL JOIN (SELECT * FROM payments_balanceentry WHERE kind = 'spent') s
            ON p.reference = 'balance-' || s.id AND p.order_id = s.order_id
            AND p.amount = -s.amount AND p.currency = s.currency
            AND p.community_id = s.community_id
        WHERE p.id IS NULL OR s.id IS NULL ORDER BY 1""",
    "refund {} and what came back to a balance by it differ": """
        SELECT coalesce(r.id, b.refund_id)
        FROM (SELECT r.*, p.order_id, o.community_id FROM payments_refund r
              JOIN payments_payment p ON p.id = r.payment_id
              JOIN payments_order o ON o.id = p.order_id
              WHERE p.method = 'balance' AND r.state = 'succeeded') r
        FULL JOIN (SELECT * FROM payments_balanceentry WHERE kind = 'returned') b
            ON b.refund_id = r.id AND b.amount = r.amount AND b.currency = r.currency
            AND b.order_id = r.order_id AND b.community_id = r.community_id
        WHERE r.id IS NULL OR b.id IS NULL ORDER BY 1""",
    "manual payment {} and what its community's balance got by it differ": """
        SELECT coalesce(m.id, e.manual_payment_id)
        FROM (SELECT * FROM payments_manualpayment
              WHERE accepted_at IS NOT NULL AND community_id IS NOT NULL) m
        FULL JOIN (SELECT * FROM payments_balanceentry WHERE kind = 'deposit') e
            ON e.manual_payment_id = m.id AND e.amount = m.amount AND e.currency = m.currency
            AND e.community_id = m.community_id
        WHERE m.id IS NULL OR e.id IS NULL ORDER BY 1""",
    "balance entry {} took more than its community's balance": """
        SELECT id FROM (
            SELECT id, amount, sum(amount) OVER (
                PARTITION BY community_id, currency ORDER BY id) AS left_
            FROM payments_balanceentry) e
        WHERE left_ < 0 AND amount < 0 ORDER BY id""",
}


def findings() -> Iterator[Finding]:
    """Violations of invariant 4 in the balances' ledger."""
    for finding, query in _FINDINGS.items():
        with connection.cursor() as cursor:
            cursor.execute(query)
            ids = [pk for (pk,) in cursor.fetchall()]
        yield from ((4, finding.format(pk)) for pk in ids)
