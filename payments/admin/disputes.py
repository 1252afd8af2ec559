"""Disputes in the admin: their status, their deadline and the evidence."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from core.admin.steps import change_url, link_to
from core.amounts.money import format_money
from letters.admin import EstimatedPaginator, ReadOnlyAdmin
from payments.admin.pending import disputes_to_answer
from payments.models import Dispute
from payments.refunds.chargebacks import bank_has_it, taken_twice
from payments.refunds.decide import is_unallocated
from payments.refunds.disputes import evidence


class StatusFilter(admin.SimpleListFilter):
    title = _("status")
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
        "refunds",
        "evidence_text",
    ]
    readonly_fields = ["order", "money", "refunds", "evidence_text"]
    change_form_outer_before_template = "admin/payments/refund_notices.html"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Add what the bank took, and what is to be decided."""
        dispute = self.get_object(request, unquote(object_id))
        context = {**(extra_context or {}), "notices": _notices(dispute) if dispute else []}
        answer: HttpResponse = super().change_view(request, object_id, form_url, context)
        return answer

    @admin.display(description=_("taken back by the bank"))
    def refunds(self, dispute: Dispute) -> SafeString | str:
        rows = (
            (change_url(row), format_money(row.amount, row.currency), row.get_state_display())
            for row in dispute.refunds.order_by("pk")
        )
        return format_html_join("", '<a class="block step-link" href="{}">{} · {}</a>', rows) or "—"

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


def _notices(dispute: Dispute) -> list[str]:
    notices = [bank_has_it(dispute.payment)] if dispute.takes_money else []
    if twice := taken_twice(dispute):
        text = gettext(
            "%(sum)s of this had been refunded already: answer the dispute with the refund as "
            "evidence."
        )
        notices.append(text % {"sum": format_money(twice, dispute.currency)})
    if any(is_unallocated(row) for row in dispute.refunds.effective()):
        notices.append(gettext("The bank took this money back. Decide whether the letters stay."))
    return notices
