"""Rows shown beneath an order."""

from django.http import HttpRequest
from unfold.admin import TabularInline

from payments.models import Checkout, OrderLine, Payment


class ReadOnlyInline(TabularInline):  # type: ignore[misc]
    """Rows beneath an order, to be read."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Written by the program."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Changed by the program."""
        return False


class LineInline(ReadOnlyInline):
    """The names of an order."""

    model = OrderLine
    fields = ["position", "inscription", "price", "refund"]


class CheckoutInline(ReadOnlyInline):
    """The attempts to pay."""

    model = Checkout
    fields = ["number", "state", "session_id", "created_at", "expires_at"]


class PaymentInline(ReadOnlyInline):
    """The money that came."""

    model = Payment
    show_change_link = True
    fields = ["method", "reference", "amount", "currency", "problem", "received_at"]
