"""Kinds of mail about orders and money (composed in `payments.mails`), and their `about`."""

ORDER_FULFILLED = "order_fulfilled"  # an order's public id
ORDER_WAITING = "order_waiting"  # an order's public id
ORDER_REVIEW = "order_review"  # an order's public id
DEBIT_FAILED = "debit_failed"  # a checkout's pk
ORDER_REFUNDED = "order_refunded"  # a refund's pk
ORDER_PAID_TWICE = "order_paid_twice"  # a refund's pk
ORDER_CLOSED = "order_closed"  # a refund's pk
CARD_TESTING_ALERT = "card_testing_alert"  # an hour, UTC: 2026-11-23T14
BABY_NAME = "baby_name"  # an order line's pk
LETTER_MOVED = "letter_moved"  # an order line's pk
YEARLY_SUMMARY = "yearly_summary"  # <purchaser's pk>:<year>:<day of the request>
