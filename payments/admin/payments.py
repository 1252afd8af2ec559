"""Payments in the admin; those under review can be refunded."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget

from core.admin.decorators import object_action
from core.admin.steps import Step, change_url, refusals_as_warnings, render_step
from core.amounts.money import format_money
from letters.admin import EstimatedPaginator, ReadOnlyAdmin
from payments.admin.pending import payments_to_review
from payments.admin.permissions import RefundPermission
from payments.models import Payment
from payments.refunds.chargebacks import bank_has_it
from payments.refunds.decide import NothingToRefund, Reason, refund_payment, refundable_amount


class DecisionFilter(admin.SimpleListFilter):
    title = gettext_lazy("decision")
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("pending", gettext_lazy("Before the committee"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Payment]) -> QuerySet[Payment]:
        return payments_to_review(queryset) if self.value() else queryset


class ReasonForm(forms.Form):
    """The reason of a refund."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[
            (reason.value, reason.label)
            for reason in (Reason.MISMATCH, Reason.DUPLICATE, Reason.SERIES_CLOSED, Reason.FRAUD)
        ],
        widget=UnfoldAdminSelectWidget,
    )


@admin.register(Payment)
class PaymentAdmin(RefundPermission, ReadOnlyAdmin):
    """Payments, with a filter for those under review."""

    list_display = ["reference", "order", "money", "review_reason", "received_at"]
    list_filter = [
        DecisionFilter,
        ("review_reason", admin.EmptyFieldListFilter),
        "method",
        "currency",
    ]
    list_select_related = ["order"]
    search_fields = ["=reference", "=session_id"]
    paginator = EstimatedPaginator
    fields = ["order", "method", "reference", "session_id", "money", "review_reason", "received_at"]
    readonly_fields = ["money"]
    change_form_outer_before_template = "admin/payments/refund_notices.html"
    actions_detail = ["refund"]

    @admin.display(description=gettext_lazy("amount"))
    def money(self, payment: Payment) -> str:
        return format_money(payment.amount, payment.currency)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Add what is wrong, and how much can still be refunded."""
        payment = self.get_object(request, unquote(object_id))
        context = {**(extra_context or {}), "notices": _notices(payment) if payment else []}
        answer: HttpResponse = super().change_view(request, object_id, form_url, context)
        return answer

    def offered_actions(self, request: HttpRequest, obj: Payment, paths: set[str]) -> set[str]:
        offered = obj.review_reason and refundable_amount(obj) and not bank_has_it(obj)
        return paths if offered else set()

    @object_action(
        description=gettext_lazy("Refund"),
        url_path="refund",
        icon="undo",
        permissions=["refund"],
    )
    def refund(self, request: HttpRequest, payment: Payment) -> HttpResponse:
        """Refund what is left of a payment that bought nothing."""
        form = ReasonForm(request.POST or None)
        if not form.is_valid():
            return render_step(self, request, payment, _refund_step(payment, form))
        reason = Reason(form.cleaned_data["reason"])
        with refusals_as_warnings(request, NothingToRefund):
            row = refund_payment(payment=payment, reason=reason, by=request.user)  # type: ignore[arg-type]
            amount = format_money(row.amount, row.currency)
            self.log_change(request, payment, f"refund {row.pk}: {amount}")
            text = _("%(sum)s is being refunded.") % {"sum": amount}
            messages.success(request, text)
        return redirect(change_url(payment))


def _notices(payment: Payment) -> list[str]:
    if bank := bank_has_it(payment):
        return [bank]
    if not payment.review_reason or not (rest := refundable_amount(payment)):
        return []
    text = _("This money bought no letters: %(problem)s. %(rest)s of it can be refunded.")
    return [text % {"problem": payment.review_reason, "rest": format_money(rest, payment.currency)}]


def _refund_step(payment: Payment, form: ReasonForm) -> Step:
    rest = format_money(refundable_amount(payment), payment.currency)
    return Step(
        title=_("Refund"),
        button=_("Refund %(sum)s") % {"sum": rest},
        paragraphs=[_("This payment bought no letters. All that is left of it will be refunded.")],
        facts=[
            (_("Ordered by"), payment.order.email),
            (_("What is wrong"), payment.review_reason),
            (_("Refund"), rest),
        ],
        form=form,
    )
