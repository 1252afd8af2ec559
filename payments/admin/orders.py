"""Orders in the admin: to be read, with what may be done to one."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from letters.admin import EstimatedPaginator, ReadOnlyAdmin, people_named
from payments.admin.inlines import CheckoutInline, LineInline, PaymentInline
from payments.models import Order


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
