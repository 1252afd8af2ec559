"""Audit of the fund's ledger, and which gifts paid for each grant."""

from collections.abc import Iterator

from django.contrib.auth.models import User
from django.db import connection

from payments.methods.fund import UNLIMITED_PERMISSION
from payments.models import FundEntry

Finding = tuple[int, str]

# First in, first out. Gifts count less their refunds, returned grants not at all. With running
# totals each amount in and each amount out is an interval; where an interval in overlaps one out,
# the gift paid for that much of the grant.
_SOURCES = """
WITH flow AS (
    SELECT min(id) AS id, sum(amount) AS amount FROM payments_fundentry
    WHERE currency = %(currency)s
    GROUP BY coalesce(order_id, -id), kind LIKE 'gift%%'
), came AS (
    SELECT id, sum(amount) OVER (ORDER BY id) AS until, amount FROM flow WHERE amount > 0
), went AS (
    SELECT id, sum(-amount) OVER (ORDER BY id) AS until, -amount AS amount
    FROM flow WHERE amount < 0
)
SELECT came.id, least(came.until, went.until)
                - greatest(came.until - came.amount, went.until - went.amount)
FROM came JOIN went
    ON came.until - came.amount < went.until AND came.until > went.until - went.amount
WHERE went.id = %(entry)s ORDER BY came.id
"""

# An order's gift in the fund, and how much of its payment was refunded or is with the bank.
_GIFTS = """
SELECT o.id FROM payments_order o
JOIN payments_payment p ON p.order_id = o.id AND p.review_reason = ''
JOIN (SELECT order_id, sum(amount) AS held FROM payments_fundentry WHERE kind LIKE 'gift%'
      GROUP BY order_id) gift ON gift.order_id = o.id
CROSS JOIN LATERAL (SELECT coalesce(sum(amount), 0) AS amount FROM payments_refund
    WHERE payment_id = p.id
        AND (state = 'succeeded' OR state = 'pending' AND reason = 'charged_back')) gone
CROSS JOIN LATERAL (SELECT CASE WHEN o.postage_spent THEN o.postage_amount ELSE 0 END
    AS postage) kept
"""

_FINDINGS = {
    "order {} is fulfilled and its gift is not in the fund as it was given": """
        SELECT o.id FROM payments_order o
        LEFT JOIN payments_fundentry g ON g.order_id = o.id AND g.kind = 'gift'
        WHERE o.state = 'fulfilled' AND o.gift_amount > 0
            AND (g.amount, g.currency) IS DISTINCT FROM (o.gift_amount, o.currency)
            AND EXISTS (SELECT FROM payments_payment p
                        WHERE p.order_id = o.id AND p.review_reason = '' AND p.method <> 'fund')
        ORDER BY o.id""",
    "fund entry {} is a gift that no fulfilled order gave": """
        SELECT g.id FROM payments_fundentry g JOIN payments_order o ON o.id = g.order_id
        WHERE g.kind = 'gift' AND (o.fulfilled_at IS NULL
            OR (g.amount, g.currency) IS DISTINCT FROM (o.gift_amount, o.currency))
        ORDER BY g.id""",
    "order {} has more of its gift refunded than it gave": """
        SELECT order_id FROM payments_fundentry WHERE kind LIKE 'gift%'
        GROUP BY order_id HAVING sum(amount) < 0 ORDER BY order_id""",
    "order {} has its gift in the fund, and its money was refunded or taken back": _GIFTS
    + "WHERE gift.held > 0 AND gone.amount >= p.amount - kept.postage ORDER BY 1",
    "order {} has its money, and its gift is not in the fund": _GIFTS
    + "WHERE gift.held BETWEEN 0 AND o.gift_amount - 1"
    " AND gone.amount < p.amount - kept.postage ORDER BY 1",
    "order {}: what the fund paid and what its ledger granted differ": """
        SELECT coalesce(p.order_id, g.order_id)
        FROM (SELECT * FROM payments_payment WHERE method = 'fund' AND review_reason = '') p
        FULL JOIN (SELECT * FROM payments_fundentry WHERE kind = 'grant') g
            ON p.reference = 'fund-' || g.id AND p.order_id = g.order_id
            AND p.amount = -g.amount AND p.currency = g.currency
        WHERE p.id IS NULL OR g.id IS NULL ORDER BY 1""",
    "order {}: what went back to the fund and what its ledger returned differ": """
        SELECT coalesce(r.order_id, u.order_id)
        FROM (SELECT p.order_id, sum(r.amount) AS amount FROM payments_refund r
              JOIN payments_payment p ON p.id = r.payment_id
              WHERE p.method = 'fund' AND r.state = 'succeeded' GROUP BY p.order_id) r
        FULL JOIN (SELECT * FROM payments_fundentry WHERE kind = 'grant_returned') u
            ON r.order_id = u.order_id AND r.amount = u.amount
        WHERE r.order_id IS NULL OR u.id IS NULL ORDER BY 1""",
    "fund entry {} took more out of the fund than was in it": """
        SELECT id FROM (
            SELECT id, amount, kind, sum(amount) OVER (PARTITION BY currency ORDER BY id) AS left_
            FROM payments_fundentry) e
        WHERE left_ < 0 AND amount < 0 AND kind NOT IN ('gift_returned', 'gift_taken')
        ORDER BY id""",
}

_BEYOND_QUOTA = """
SELECT q.user_id FROM payments_fundquota q
JOIN payments_fundentry g ON g.by_id = q.user_id AND g.kind = 'grant'
JOIN payments_orderline l ON l.order_id = g.order_id
WHERE NOT EXISTS (SELECT FROM payments_fundentry u
                  WHERE u.order_id = g.order_id AND u.kind = 'grant_returned')
GROUP BY q.user_id, q.letters HAVING count(*) > q.letters ORDER BY q.user_id
"""


def sources(entry: FundEntry) -> list[tuple[FundEntry, int]]:
    """The entries that paid for a grant, with the amount of each in minor units.

    First in, first out, computed at each call: a gift refunded later paid for nothing. They sum to
    less than the grant if too much was refunded, and are empty for a returned grant.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SOURCES, {"currency": entry.currency, "entry": entry.pk})
        parts: dict[int, int] = {pk: int(amount) for pk, amount in cursor.fetchall()}
    entries = FundEntry.objects.select_related("order").in_bulk(parts)
    return [(entries[pk], amount) for pk, amount in parts.items()]


def findings() -> Iterator[Finding]:
    """Violations of invariant 4 in the fund's ledger.

    A quota is never set below what was granted on it, so more is a violation; a committee member is
    unlimited even if an old quota is left.
    """
    for finding, query in _FINDINGS.items():
        yield from ((4, finding.format(pk)) for pk in _ids(query))
    for user in User.objects.filter(pk__in=_ids(_BEYOND_QUOTA)).order_by("pk"):
        if not user.has_perm(UNLIMITED_PERMISSION):
            yield 4, f"user {user.pk} granted more letters than the quota allows"


def _ids(query: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [pk for (pk,) in cursor.fetchall()]
