"""Orders in the admin, read-only, with actions."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from letters.admin import EstimatedPaginator, ReadOnlyAdmin, people_named
from payments.admin.fund import FundPaymentAction
from payments.admin.inlines import CheckoutInline, LineInline, PaymentInline
from payments.admin.manual import ManualPaymentActions
from payments.admin.pending import orders_to_review
from payments.admin.refund_actions import RefundActions
from payments.methods.options import order_id_from_code, transfer_code
from payments.models import Dispute, Order, Refund


class IssueFilter(admin.SimpleListFilter):
    title = _("concern")
    parameter_name = "issue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("review", _("with a problem")),
            ("disputed", _("disputed")),
            ("part", _("refunded in part")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        if self.value() == "review":
            return orders_to_review(queryset)
        if self.value() == "disputed":
            return queryset.filter(Exists(Dispute.objects.filter(payment__order=OuterRef("pk"))))
        if self.value() == "part":
            back = Refund.objects.filter(
                payment__order=OuterRef("pk"),
                payment__review_reason="",
                state=Refund.State.SUCCEEDED,
                dispute=None,
            )
            return queryset.filter(Exists(back)).exclude(state=Order.State.REFUNDED)
        return queryset


@admin.register(Order)
class OrderAdmin(RefundActions, ManualPaymentActions, FundPaymentAction, ReadOnlyAdmin):
    list_display = ["public_id", "email", "state", "amount", "review_reason", "created_at"]
    list_filter = [IssueFilter, "state", "currency", "language"]
    search_fields = ["email"]
    search_help_text = _(
        "An e-mail address, an order’s id, the code on a transfer, or a name in either script"
    )
    inlines = [LineInline, CheckoutInline, PaymentInline]
    paginator = EstimatedPaginator
    date_hierarchy = None
    # Formatted amounts are shown instead, never minor units.
    exclude = ["form_key", "letters_amount", "fee_amount", "gift_amount", "postage_amount", "total"]
    readonly_fields = ["code", "letters", "fee", "gift", "postage", "amount"]
    actions_detail = ["record_payment", "approve", "reject", "pay_from_fund", "refund"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Order], term: str
    ) -> tuple[QuerySet[Order], bool]:
        """By e-mail address, id, the code on a transfer, or a name on the order."""
        term = term.strip()
        if not term:
            return queryset, False
        if number := order_id_from_code(term):
            return queryset.filter(pk=number), False
        if "@" in term:
            return queryset.filter(email__icontains=term), False
        if queryset.filter(public_id=term).exists():
            return queryset.filter(public_id=term), False
        return queryset.filter(lines__inscription__person__in=people_named(term)).distinct(), False

    @admin.display(description=_("code on a transfer"))
    def code(self, order: Order) -> str:
        return transfer_code(order)

    @admin.display(description=_("letters"))
    def letters(self, order: Order) -> str:
        return order.show(order.letters_amount)

    @admin.display(description=_("fee covered"))
    def fee(self, order: Order) -> str:
        return order.show(order.fee_amount)

    @admin.display(description=_("gift"))
    def gift(self, order: Order) -> str:
        return order.show(order.gift_amount)

    @admin.display(description=_("postage"))
    def postage(self, order: Order) -> str:
        return order.show(order.postage_amount)

    @admin.display(description=_("total"))
    def amount(self, order: Order) -> str:
        return order.show(order.total)
