"""Audit checks of orders and money. A finding is (number of the invariant, text)."""

from collections.abc import Iterator

from core.audit import Check, Finding, run_checks
from payments.audit import balances, fund, queries
from payments.models import OFFLINE

_OFFLINE = ", ".join(f"'{method.value}'" for method in OFFLINE)
_LINES = [
    Check(
        3,
        "line {position} of the fulfilled order {order_id} has no letter",
        "state = 'fulfilled' AND NOT back AND ordinal IS NULL",
    ),
    Check(
        3,
        "line {position} of order {order_id}, {state}, has letter {scroll_id}:{ordinal}",
        "ordinal IS NOT NULL AND (state IN ('awaiting', 'processing', 'waiting', 'canceled')"
        " OR (state IN ('review', 'refunded') AND payment IS NULL))",
    ),
    Check(
        3,
        "line {position} of order {order_id} was refunded by refund {refund_id} and has letter "
        "{scroll_id}:{ordinal} of an open scroll",
        "back AND scroll_state IN ('prepared', 'open')",
    ),
    Check(
        3,
        "line {position} of order {order_id} was refunded by refund {refund_id} and its "
        "certificate {certificate} is not voided",
        "back AND ordinal IS NULL AND certificate IS NOT NULL AND voided_at IS NULL",
    ),
    Check(
        3,
        "line {position} of order {order_id} is allocated to refund {refund_id}, which is of "
        "another order or failed",
        "refund_order <> order_id OR refund_state IN ('failed', 'canceled')",
    ),
    Check(
        4,
        "order {order_id} is refunded and its line {position} is not",
        "state = 'refunded' AND payment IS NOT NULL AND NOT back",
    ),
    Check(
        7,
        "line {position} of the fulfilled order {order_id} has no certificate",
        "state = 'fulfilled' AND NOT back AND (certificate IS NULL"
        " OR (voided_at IS NOT NULL AND erased_at IS NULL))",
    ),
    Check(
        7,
        "line {position} of order {order_id} has the valid certificate {certificate} of a deleted "
        "name",
        "erased_at IS NOT NULL AND certificate IS NOT NULL AND voided_at IS NULL",
    ),
]

_ORDERS = [
    Check(
        4,
        "order {id} is {state} and has no payment",
        "state IN ('waiting', 'fulfilled') AND payment IS NULL",
    ),
    Check(
        4,
        "order {id} is {state} and has the good payment {payment}",
        "payment IS NOT NULL AND (state IN ('awaiting', 'processing', 'canceled')"
        " OR (state = 'review' AND NOT charged_back AND NOT EXISTS (SELECT FROM payments_refund"
        " WHERE payment_id = payment AND state = 'failed')))",
    ),
    Check(
        4,
        "payment {payment} is {paid} {paid_in}, order {id} comes to {total} {currency}",
        "paid <> total OR paid_in <> currency",
    ),
    Check(
        4,
        "order {id} is {total}, not {letters_amount} + {fee_amount} + {gift_amount} + "
        "{postage_amount}",
        "total <> letters_amount + fee_amount + gift_amount + postage_amount",
    ),
    Check(
        4,
        "the lines of order {id} come to {prices}, its letters to {letters_amount}",
        "prices IS DISTINCT FROM letters_amount",
    ),
    Check(
        4,
        "order {id} is {state}, and payment {payment} is refunded in full",
        "given_back = paid AND state <> 'refunded' AND NOT charged_back",
    ),
    Check(
        4,
        "order {id} is {state}, and each of its lines is refunded",
        "unreturned = 0 AND state IN ('waiting', 'fulfilled')",
    ),
    Check(
        7,
        "order {id} is fulfilled and no mail about it was ever enqueued",
        "state = 'fulfilled' AND public_id NOT IN"
        " (SELECT about FROM messaging_message WHERE kind = 'order_fulfilled')",
    ),
    Check(
        7,
        "order {id} is in review and no mail about it was ever enqueued",
        "state = 'review' AND payment IS NULL AND public_id NOT IN"
        " (SELECT about FROM messaging_message WHERE kind = 'order_review')",
    ),
]

_REFUNDS = [
    Check(
        4,
        "refund {id} is in {currency}, and payment {payment_id} in {paid_in}",
        "currency <> paid_in",
    ),
    Check(
        4,
        "refund {id} of order {order_id} is unsent since {created_at}, and Stripe does not have it",
        "state = 'unsent' AND method = 'stripe' AND created_at < now() - interval '1 day'",
    ),
    Check(
        7,
        "refund {id} of order {order_id} is {state} and no mail about it was ever enqueued",
        "state IN ('pending', 'succeeded') AND method <> 'fund' AND reason <> 'charged_back'"
        " AND id::text NOT IN"
        " (SELECT about FROM messaging_message"
        " WHERE kind IN ('order_refunded', 'order_paid_twice', 'order_closed'))",
    ),
]

_PAYMENTS = [
    Check(
        4,
        "the refunds of payment {id} come to {effective}, more than its {amount}",
        "effective > amount",
    ),
    Check(
        4,
        "order {order_id} is refunded, and payment {id} is not",
        "review_reason <> '' AND state = 'refunded' AND given_back < amount AND NOT bought",
    ),
    Check(
        4,
        "payment {id} ({reference}) of order {order_id} is manual, and nobody accepted it",
        f"method IN ({_OFFLINE}) AND accepted_at IS NULL",
    ),
]

_MANUAL = [
    Check(
        4,
        "the {method} {id} of order {order_id} was accepted, and has no matching payment",
        "accepted_at IS NOT NULL AND payment IS NULL",
    )
]

_WAITING = [
    Check(
        6,
        "order {id} waits for {lines} letters while {free} are free",
        "lines <= free",
    )
]

_RECEIPTS = [Check(4, "no receipt has the number {number}", "true")]
_STRAY_DISPUTES = [Check(4, "dispute {id} is of no payment of Stripe's", "true")]
_DISPUTES = [
    Check(
        4,
        "dispute {id} of order {order_id}, {status}, took {taken}, and no refund records it",
        "taken > 0 AND refund IS NULL",
    ),
    Check(
        4,
        "refund {refund} records {recorded}, and dispute {id} of order {order_id}, {status}, took "
        "{taken}",
        "refund IS NOT NULL AND recorded <> taken",
    ),
    Check(
        4,
        "refund {refund} is {recorded_state}, and dispute {id} of order {order_id} is {status}",
        "refund IS NOT NULL AND taken > 0 AND lost <> (recorded_state = 'succeeded')",
    ),
    Check(
        4,
        "dispute {id} of order {order_id} is lost, and nobody is asked about its letters",
        "lost AND refund IS NOT NULL AND bought AND by_id IS NULL AND NOT allocated AND has_lines"
        " AND review_reason = ''",
    ),
]
_UNCONFIRMED_PAYMENTS = [
    Check(
        4,
        "payment {id} ({reference}) of order {order_id} has no event, and no reconciliation saw it",
        "true",
    )
]
_EVENT_PAYMENTS = [
    Check(4, "event {id} is of payment {reference}, which is not recorded", "payment IS NULL")
]

_UNDECIDED_PAYMENTS = [
    Check(
        4,
        "payment {id} ({reference}) of order {order_id}: {amount} {currency}, {review_reason}",
        "review_reason <> '' AND effective < amount",
    )
]
_UNDECIDED_REFUNDS = [
    Check(
        4,
        "refund {id} of order {order_id}: {amount} {currency} could not be sent ({failure})",
        "state = 'failed'",
    ),
    Check(
        4,
        "refund {id} of order {order_id}: {amount} {currency} to be returned by hand ({method})",
        "state = 'unsent' AND method <> 'stripe'",
    ),
]
_UNDECIDED_DISPUTES = [
    Check(
        4,
        "dispute {id} of order {order_id} is lost: say whether its letters stay",
        "lost AND refund IS NOT NULL AND bought AND by_id IS NULL AND NOT allocated AND has_lines",
    ),
]


def findings() -> Iterator[Finding]:
    """All violations of the invariants of orders, payments and refunds."""
    yield from run_checks(queries.LINES, _LINES)
    yield from run_checks(queries.ORDERS, _ORDERS)
    yield from run_checks(queries.PAYMENTS, _PAYMENTS)
    yield from run_checks(queries.REFUNDS, _REFUNDS)
    yield from run_checks(queries.MANUAL, _MANUAL)
    yield from run_checks(queries.WAITING, _WAITING)
    yield from run_checks(queries.MISSING_RECEIPTS, _RECEIPTS)
    yield from run_checks(queries.STRAY_DISPUTES, _STRAY_DISPUTES)
    yield from run_checks(queries.DISPUTES, _DISPUTES)
    yield from run_checks(queries.UNCONFIRMED_PAYMENTS, _UNCONFIRMED_PAYMENTS)
    yield from run_checks(queries.EVENT_PAYMENTS, _EVENT_PAYMENTS)
    yield from fund.findings()
    yield from balances.findings()


def pending_reviews() -> Iterator[str]:
    """Payments, refunds and disputes that wait for the committee; not violations."""
    for _, what in run_checks(queries.PAYMENTS, _UNDECIDED_PAYMENTS):
        yield what
    for _, what in run_checks(queries.REFUNDS, _UNDECIDED_REFUNDS):
        yield what
    for _, what in run_checks(queries.DISPUTES, _UNDECIDED_DISPUTES):
        yield what
