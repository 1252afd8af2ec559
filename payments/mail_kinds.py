"""The kinds of mail about orders and money; their composers are in `payments.mails`."""

ORDER_FULFILLED = "order_fulfilled"  # about an order's public id
ORDER_WAITING = "order_waiting"  # about an order's public id
ORDER_REVIEW = "order_review"  # about an order's public id
DEBIT_FAILED = "debit_failed"  # about a checkout's pk
ORDER_REFUNDED = "order_refunded"  # about a refund's pk
ORDER_PAID_TWICE = "order_paid_twice"  # about a refund's pk
ORDER_CLOSED = "order_closed"  # about a refund's pk
CARD_TESTING_ALERT = "card_testing_alert"  # about an hour, UTC: 2026-11-23T14
YEARLY_SUMMARY = "yearly_summary"  # about <purchaser's pk>:<year>:<day of the request>
