"""The SQL of the audit's rows: each row with what it must agree with."""

LINES = """
SELECT line.position, line.order_id, orders.state, line.refund_id,
       refund.state AS refund_state, refunded.order_id AS refund_order,
       coalesce(refund.state = 'succeeded', false) AS back,
       letter.scroll_id, letter.ordinal, scroll.state AS scroll_state,
       certificate.id AS certificate, certificate.voided_at, person.erased_at,
       good.id AS payment
FROM payments_orderline AS line
JOIN payments_order AS orders ON orders.id = line.order_id
LEFT JOIN payments_refund AS refund ON refund.id = line.refund_id
LEFT JOIN payments_payment AS refunded ON refunded.id = refund.payment_id
LEFT JOIN letters_letter AS letter ON letter.inscription_id = line.inscription_id
LEFT JOIN letters_scroll AS scroll ON scroll.id = letter.scroll_id
LEFT JOIN letters_certificate AS certificate ON certificate.inscription_id = line.inscription_id
JOIN letters_inscription AS inscription ON inscription.id = line.inscription_id
JOIN letters_person AS person ON person.id = inscription.person_id
LEFT JOIN payments_payment AS good ON good.order_id = orders.id AND good.review_reason = ''
"""

ORDERS = """
SELECT orders.*, good.id AS payment, good.amount AS paid, good.currency AS paid_in,
       lines.prices, lines.unreturned, returned.given_back,
       coalesce(returned.charged_back, false) AS charged_back
FROM payments_order AS orders
LEFT JOIN payments_payment AS good ON good.order_id = orders.id AND good.review_reason = ''
LEFT JOIN (
    SELECT order_id, sum(price) AS prices,
           count(*) FILTER (WHERE refund.state IS DISTINCT FROM 'succeeded') AS unreturned
    FROM payments_orderline AS line LEFT JOIN payments_refund AS refund ON refund.id = refund_id
    GROUP BY order_id
) AS lines ON lines.order_id = orders.id
LEFT JOIN (
    SELECT payment_id, sum(amount) FILTER (WHERE state = 'succeeded') AS given_back,
           bool_or(reason = 'charged_back') AS charged_back
    FROM payments_refund GROUP BY payment_id
) AS returned ON returned.payment_id = good.id
"""

PAYMENTS = """
SELECT payment.*, orders.state, manual.accepted_at,
       coalesce(refunds.effective, 0) AS effective, coalesce(refunds.given_back, 0) AS given_back,
       good.id IS NOT NULL AS bought
FROM payments_payment AS payment
JOIN payments_order AS orders ON orders.id = payment.order_id
LEFT JOIN payments_manualpayment AS manual
    ON 'manual-' || manual.id = payment.reference AND manual.method = payment.method
    AND manual.order_id = payment.order_id
LEFT JOIN payments_payment AS good ON good.order_id = orders.id AND good.review_reason = ''
LEFT JOIN (
    SELECT payment_id, sum(amount) FILTER (WHERE state NOT IN ('failed', 'canceled')) AS effective,
           sum(amount) FILTER (WHERE state = 'succeeded') AS given_back
    FROM payments_refund GROUP BY payment_id
) AS refunds ON refunds.payment_id = payment.id
"""

REFUNDS = """
SELECT refund.*, payment.order_id, payment.method, payment.currency AS paid_in
FROM payments_refund AS refund
JOIN payments_payment AS payment ON payment.id = refund.payment_id
"""

MANUAL = """
SELECT manual.*, payment.id AS payment
FROM payments_manualpayment AS manual
LEFT JOIN payments_payment AS payment
    ON payment.reference = 'manual-' || manual.id AND payment.method = manual.method
    AND payment.order_id = manual.order_id AND payment.amount = manual.amount
    AND payment.currency = manual.currency
WHERE manual.order_id IS NOT NULL
"""

# An order gets all its letters or none: it rightly waits while fewer are free than it has lines,
# and while the bank has its money and the committee has not decided.
WAITING = """
SELECT orders.id, lines.count AS lines, letters.count AS free
FROM payments_order AS orders
JOIN (
    SELECT order_id, count(*) FROM payments_orderline WHERE refund_id IS NULL GROUP BY order_id
) AS lines ON lines.order_id = orders.id
JOIN (
    SELECT scroll.series_id, count(*) FROM letters_letter AS letter
    JOIN letters_scroll AS scroll ON scroll.id = letter.scroll_id
    WHERE scroll.state IN ('open', 'prepared')
        AND letter.inscription_id IS NULL AND NOT letter.reserved
    GROUP BY scroll.series_id
) AS letters ON letters.series_id = orders.series_id
WHERE orders.state = 'waiting' AND NOT EXISTS (
    SELECT FROM payments_refund AS refund
    JOIN payments_payment AS payment ON payment.id = refund.payment_id
    WHERE payment.order_id = orders.id AND payment.review_reason = '' AND refund.by_id IS NULL
        AND refund.reason = 'charged_back' AND refund.state IN ('pending', 'succeeded')
)
"""

MISSING_RECEIPTS = """
SELECT number FROM generate_series(1, (SELECT max(number) FROM payments_receipt)) AS number
WHERE NOT EXISTS (SELECT FROM payments_receipt AS receipt WHERE receipt.number = number.number)
"""

# What each dispute took of its payment, and the row that records it: at most what no other refund
# has taken.
DISPUTES = """
SELECT dispute.id, dispute.status, payment.order_id, row.id AS refund, row.amount AS recorded,
       row.state AS recorded_state, orders.review_reason, row.by_id,
       dispute.status IN ('lost', 'appeal_needs_response', 'appeal_under_review') AS lost,
       CASE WHEN dispute.status NOT IN ('needs_response', 'under_review', 'lost',
                                        'appeal_needs_response', 'appeal_under_review') THEN 0
            WHEN dispute.currency <> payment.currency THEN payment.amount - others.amount
            ELSE least(dispute.amount, payment.amount - others.amount) END AS taken,
       EXISTS (SELECT FROM payments_orderline
               WHERE order_id = payment.order_id AND refund_id IS NULL) AS has_lines,
       EXISTS (SELECT FROM payments_orderline WHERE refund_id = row.id) AS allocated,
       payment.review_reason = '' AS bought
FROM payments_dispute AS dispute
JOIN payments_payment AS payment ON payment.id = dispute.payment_id
JOIN payments_order AS orders ON orders.id = payment.order_id
LEFT JOIN payments_refund AS row ON row.dispute_id = dispute.id AND row.state <> 'canceled'
CROSS JOIN LATERAL (
    SELECT coalesce(sum(amount), 0) AS amount FROM payments_refund AS refund
    WHERE refund.payment_id = payment.id AND refund.state NOT IN ('failed', 'canceled')
        AND refund.id IS DISTINCT FROM row.id
) AS others
"""

STRAY_DISPUTES = """
SELECT dispute.id FROM payments_dispute AS dispute
LEFT JOIN payments_payment AS payment ON payment.id = dispute.payment_id
WHERE payment.method IS DISTINCT FROM 'stripe'
"""

# A webhook may be late or lost: then the buyer's return applies the payment, and the next
# reconciliation compares it with Stripe.
UNCONFIRMED_PAYMENTS = """
SELECT payment.id, payment.reference, payment.order_id FROM payments_payment AS payment
WHERE payment.method = 'stripe' AND payment.received_at < now() - interval '1 day'
    AND NOT EXISTS (
        SELECT FROM payments_stripeevent AS event
        WHERE event.body -> 'data' -> 'object' ->> 'payment_intent' = payment.reference
    )
    AND NOT EXISTS (
        SELECT FROM payments_reconciliation AS run
        WHERE run.ended_at IS NOT NULL
            AND run.since <= payment.received_at AND payment.received_at <= run.started_at
    )
"""

# The payments that handled events of paid sessions of ours name.
EVENT_PAYMENTS = """
SELECT event.id, event.session ->> 'payment_intent' AS reference, payment.id AS payment
FROM (
    SELECT id, body -> 'data' -> 'object' AS session FROM payments_stripeevent
    WHERE outcome = 'handled' AND type IN (
        'checkout.session.completed', 'checkout.session.async_payment_succeeded'
    )
) AS event
JOIN payments_order AS orders ON orders.public_id = event.session ->> 'client_reference_id'
LEFT JOIN payments_payment AS payment
    ON payment.method = 'stripe' AND payment.reference = event.session ->> 'payment_intent'
WHERE event.session ->> 'payment_status' = 'paid'
"""
