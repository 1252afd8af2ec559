"""Orders and money in the admin: to be read."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from letters.admin import EstimatedPaginator, ReadOnlyAdmin, people_named
from payments.models import Checkout, Order, OrderLine, Payment, StripeEvent
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
    fields = ["position", "inscription", "price"]


class CheckoutInline(ReadOnlyInline):
    """The attempts to pay."""

    model = Checkout
    fields = ["number", "state", "session_id", "created_at", "expires_at"]


class PaymentInline(ReadOnlyInline):
    """The money that came."""

    model = Payment
    fields = ["method", "reference", "amount", "currency", "problem", "received_at"]


@admin.register(Order)
class OrderAdmin(ReadOnlyAdmin):
    """Orders by what became of them."""

    list_display = ["public_id", "email", "state", "amount", "problem", "created_at"]
    list_filter = ["state", "currency", "language"]
    search_fields = ["email"]
    search_help_text = _("An e-mail address, an order’s id, or a name in either script")
    inlines = [LineInline, CheckoutInline, PaymentInline]
    paginator = EstimatedPaginator
    date_hierarchy = None
    exclude = ["form_key"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Order], term: str
    ) -> tuple[QuerySet[Order], bool]:
        """By address, by id, or by a name on the order."""
        term = term.strip()
        if not term:
            return queryset, False
        if "@" in term:
            return queryset.filter(email__icontains=term), False
        if queryset.filter(public_id=term).exists():
            return queryset.filter(public_id=term), False
        return queryset.filter(lines__inscription__person__in=people_named(term)).distinct(), False

    @admin.display(description=_("total"))
    def amount(self, order: Order) -> str:
        """As it is written."""
        return order.show(order.total)


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin):
    """Money; what did not buy its order's letters first to be seen by its filter."""

    list_display = ["reference", "order", "money", "problem", "received_at"]
    list_filter = [("problem", admin.EmptyFieldListFilter), "currency"]
    list_select_related = ["order"]
    search_fields = ["=reference", "=session_id"]
    paginator = EstimatedPaginator

    @admin.display(description=_("amount"))
    def money(self, payment: Payment) -> str:
        """As it is written."""
        return format_money(payment.amount, payment.currency)


@admin.register(StripeEvent)
class StripeEventAdmin(ReadOnlyAdmin):
    """Events as Stripe sent them, and what became of them."""

    list_display = ["id", "type", "outcome", "error", "received_at"]
    list_filter = ["outcome", "type"]
    search_fields = ["=id"]
    paginator = EstimatedPaginator
