"""Ending what was superseded by a payment: pages on which the same names could be paid again."""

import logging

from payments import gateway
from payments.checkout.cancel import cancel_unpaid, expire_sessions
from payments.models import Order
from payments.orders.place import NotPayable

logger = logging.getLogger(__name__)

# Orders paid in another way, by another session or from a balance, with a page that is still open.
_PAID = """
SELECT orders.* FROM payments_order AS orders
JOIN payments_checkout AS checkout ON checkout.order_id = orders.id AND checkout.state = 'open'
WHERE orders.state IN ('fulfilled', 'waiting') AND checkout.expires_at > now()
ORDER BY orders.id LIMIT 100
"""
# Unpaid orders whose every name the same purchaser has paid for since, in another order.
_PAID_ELSEWHERE = """
SELECT orders.* FROM payments_order AS orders
JOIN payments_checkout AS checkout ON checkout.order_id = orders.id AND checkout.state = 'open'
WHERE orders.state = 'awaiting' AND orders.community_id IS NULL AND checkout.expires_at > now()
    AND EXISTS (
        SELECT FROM payments_order AS paid
        WHERE paid.purchaser_id = orders.purchaser_id AND paid.series_id = orders.series_id
            AND paid.state IN ('fulfilled', 'waiting') AND paid.created_at > orders.created_at
            AND NOT EXISTS (
                SELECT person.exact_match_key, person.relation, person.departed
                FROM payments_orderline AS line
                JOIN letters_inscription AS inscription ON inscription.id = line.inscription_id
                JOIN letters_person AS person ON person.id = inscription.person_id
                WHERE line.order_id = orders.id
                EXCEPT ALL
                SELECT person.exact_match_key, person.relation, person.departed
                FROM payments_orderline AS line
                JOIN letters_inscription AS inscription ON inscription.id = line.inscription_id
                JOIN letters_person AS person ON person.id = inscription.person_id
                WHERE line.order_id = paid.id AND line.refund_id IS NULL
            )
    )
ORDER BY orders.id LIMIT 100
"""


def end_superseded_checkouts() -> None:
    """Expire the open pages of orders paid otherwise, and cancel orders whose names were paid.

    Stops where Stripe can't be reached: the next run goes on.
    """
    try:
        for order in Order.objects.raw(_PAID):
            expire_sessions(order)
        for order in Order.objects.raw(_PAID_ELSEWHERE):
            _cancel(order)
    except gateway.StripeUnavailable:
        logger.warning("superseded payment pages stay open: Stripe can't be reached")


def _cancel(order: Order) -> None:
    try:
        cancel_unpaid(order)
    except NotPayable:  # paid this moment: the purchaser gets its letters, and is asked by mail
        logger.warning("order %s was paid although its names were paid for", order.pk)
