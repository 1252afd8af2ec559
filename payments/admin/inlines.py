"""Rows shown beneath an order."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from payments.models import Checkout, OrderLine, Payment
from payments.money import format_money


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
    fields = ["position", "inscription", "money", "refund"]
    readonly_fields = ["money"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[OrderLine]:
        """With the names: an order may have a hundred."""
        lines: QuerySet[OrderLine] = super().get_queryset(request)
        return lines.select_related("order", "inscription__person", "refund")

    @admin.display(description=_("price"))
    def money(self, line: OrderLine) -> str:
        """As it is written."""
        return line.order.show(line.price)


class CheckoutInline(ReadOnlyInline):
    """The attempts to pay."""

    model = Checkout
    fields = ["number", "state", "session_id", "created_at", "expires_at"]


class PaymentInline(ReadOnlyInline):
    """The money that came."""

    model = Payment
    show_change_link = True
    fields = ["method", "reference", "money", "problem", "received_at"]
    readonly_fields = ["money"]

    @admin.display(description=_("amount"))
    def money(self, payment: Payment) -> str:
        """As it is written."""
        return format_money(payment.amount, payment.currency)
