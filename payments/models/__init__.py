"""Orders, payments, refunds and the ledgers."""

from payments.models.abuse import CheckoutRequest
from payments.models.balance import BalanceEntry
from payments.models.fund import FundEntry, FundQuota
from payments.models.manual import ManualPayment
from payments.models.order import OFFLINE, Method, Order, OrderLine
from payments.models.payment import Checkout, Payment, StripeEvent
from payments.models.receipt import Receipt
from payments.models.reconciliation import Reconciliation
from payments.models.refund import Dispute, Refund

__all__ = [
    "OFFLINE",
    "BalanceEntry",
    "Checkout",
    "CheckoutRequest",
    "Dispute",
    "FundEntry",
    "FundQuota",
    "ManualPayment",
    "Method",
    "Order",
    "OrderLine",
    "Payment",
    "Receipt",
    "Reconciliation",
    "Refund",
    "StripeEvent",
]
