"""Money that came, and what Stripe told."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from letters.admin import EstimatedPaginator, ReadOnlyAdmin
from payments.models import Payment, StripeEvent
from payments.money import format_money


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
