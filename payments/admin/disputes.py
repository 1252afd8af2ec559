"""Disputes in the admin: their status, their deadline and the evidence."""

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.admin.steps import link_to
from letters.admin import EstimatedPaginator, ReadOnlyAdmin
from payments.admin.pending import disputes_to_answer
from payments.models import Dispute
from payments.money import format_money
from payments.refunds.disputes import evidence


class StatusFilter(admin.SimpleListFilter):
    title = _("standing")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("answer", _("needs a response")),
            ("open", _("open")),
            ("won", _("won")),
            ("lost", _("lost")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Dispute]) -> QuerySet[Dispute]:
        if self.value() == "answer":
            return disputes_to_answer(queryset)
        if self.value() == "open":
            return queryset.filter(closed_at=None)
        return queryset.filter(status=self.value()) if self.value() else queryset


@admin.register(Dispute)
class DisputeAdmin(ReadOnlyAdmin):
    """Disputed payments, open ones first."""

    list_display = ["id", "order", "money", "reason", "status", "due_by", "opened_at"]
    list_filter = [StatusFilter, "reason"]
    list_select_related = ["payment__order"]
    search_fields = ["=id", "=payment__order__public_id", "payment__order__email"]
    search_help_text = _("Stripe’s id of the dispute, an order’s id, or an e-mail address")
    paginator = EstimatedPaginator
    ordering = [F("closed_at").desc(nulls_first=True), "due_by"]
    fields = [
        "id",
        "order",
        "payment",
        "money",
        "reason",
        "status",
        "due_by",
        "opened_at",
        "closed_at",
        "evidence_text",
    ]
    readonly_fields = ["order", "money", "evidence_text"]

    @admin.display(description=_("order"))
    def order(self, dispute: Dispute) -> SafeString:
        return link_to(dispute.payment.order)

    @admin.display(description=_("amount"))
    def money(self, dispute: Dispute) -> str:
        return format_money(dispute.amount, dispute.currency)

    @admin.display(description=_("evidence, to be copied"))
    def evidence_text(self, dispute: Dispute) -> SafeString:
        """What happened and when, in English for the bank."""
        with override("en"):
            facts = [f"{fact.at:%Y-%m-%d %H:%M} UTC  {fact.what}" for fact in evidence(dispute)]
        return format_html('<pre class="step-proof" dir="ltr">{}</pre>', "\n".join(facts))
