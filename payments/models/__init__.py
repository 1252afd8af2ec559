"""Orders, what was paid for them, and what went back."""

from payments.models.balance import BALANCES, BalanceEntry, Deposit
from payments.models.fund import FundEntry, FundQuota
from payments.models.offline import OfflinePayment
from payments.models.order import OFFLINE, Method, Order, OrderLine
from payments.models.payment import Checkout, Payment, StripeEvent
from payments.models.receipt import Organisation, Receipt
from payments.models.refund import Dispute, Refund
from payments.models.watch import CheckoutRequest, NameLookup, Reconciliation

__all__ = [
    "BALANCES",
    "OFFLINE",
    "BalanceEntry",
    "Checkout",
    "CheckoutRequest",
    "Deposit",
    "Dispute",
    "FundEntry",
    "FundQuota",
    "Method",
    "NameLookup",
    "OfflinePayment",
    "Order",
    "OrderLine",
    "Organisation",
    "Payment",
    "Receipt",
    "Reconciliation",
    "Refund",
    "StripeEvent",
]
