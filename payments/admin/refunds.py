"""Refunds in the admin, with actions for those that need the committee."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from core.admin.decorators import display, object_action
from core.admin.steps import (
    Step,
    change_url,
    link_to,
    refusals_as_warnings,
    render_step,
)
from core.amounts.money import format_money
from core.forms.text_input import parse_positive_ints
from letters.admin import EstimatedPaginator, ReadOnlyAdmin
from payments.admin.permissions import RefundPermission
from payments.admin.refund_actions import refundable_rows
from payments.models import OFFLINE, Refund
from payments.refunds.chargebacks import bank_has_it
from payments.refunds.decide import (
    NothingToRefund,
    allocate_refund,
    is_unallocated,
    record_manual_refund,
    retry_refund,
    waive,
)
from payments.refunds.transitions import refund_lines

State = Refund.State
_STATE_COLOURS: dict[str, str] = {
    State.UNSENT: "info",
    State.PENDING: "info",
    State.SUCCEEDED: "success",
    State.FAILED: "danger",
}
_PERMISSIONS = ["refund"]


class ManualRefundForm(forms.Form):
    """The reference of a refund that was sent without Stripe."""

    reference = forms.CharField(
        label=gettext_lazy("Reference"),
        help_text=gettext_lazy("The bank’s, the cheque’s or the receipt’s number"),
        max_length=100,
        widget=UnfoldAdminTextInputWidget,
    )


@admin.register(Refund)
class RefundAdmin(RefundPermission, ReadOnlyAdmin):
    """Refunds; failed ones are handled here."""

    list_display = ["number", "money", "order", "reason", "status", "failure", "created_at"]
    list_display_links = ["number", "money"]
    list_filter = ["state", "reason", "currency"]
    list_select_related = ["payment__order"]
    search_fields = ["=stripe_id", "=payment__order__public_id", "payment__order__email"]
    search_help_text = gettext_lazy(
        "Stripe’s id of the refund, an order’s id, or an e-mail address"
    )
    paginator = EstimatedPaginator
    ordering = ["-pk"]
    fields = [
        "order",
        "payment",
        "money",
        "letters",
        "reason",
        "dispute",
        "state",
        "failure",
        "reference",
        "stripe_id",
        "by",
        "created_at",
        "ended_at",
    ]
    readonly_fields = ["order", "money", "letters"]
    change_form_outer_before_template = "admin/payments/refund_notices.html"
    actions_detail = ["sent_manually", "retry", "allocate", "waive"]

    @admin.display(description=gettext_lazy("number"), ordering="pk")
    def number(self, row: Refund) -> int:
        return row.pk

    @admin.display(description=gettext_lazy("order"))
    def order(self, row: Refund) -> SafeString:
        return link_to(row.payment.order)

    @admin.display(description=gettext_lazy("amount"))
    def money(self, row: Refund) -> str:
        return format_money(row.amount, row.currency)

    @display(description=gettext_lazy("state"), label=_STATE_COLOURS, ordering="state")
    def status(self, row: Refund) -> tuple[str, str]:
        return row.state, row.get_state_display()

    @admin.display(description=gettext_lazy("letters"))
    def letters(self, row: Refund) -> str:
        names = [str(line.inscription) for line in refund_lines(row)]
        return ", ".join(names) or "—"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Add what is to be done about it."""
        row = self.get_object(request, unquote(object_id))
        context = {**(extra_context or {}), "notices": _notices(row) if row else []}
        answer: HttpResponse = super().change_view(request, object_id, form_url, context)
        return answer

    def offered_actions(self, request: HttpRequest, obj: Refund, paths: set[str]) -> set[str]:
        return paths & _available_actions(obj)

    @object_action(
        description=gettext_lazy("Returned manually"),
        url_path="sent-manually",
        permissions=_PERMISSIONS,
    )
    def sent_manually(self, request: HttpRequest, row: Refund) -> HttpResponse:
        form = ManualRefundForm(request.POST or None)
        step = Step(
            title=_("Returned manually"),
            button=_("It was sent"),
            paragraphs=[_("Send the money first, then enter the reference it was sent under.")],
            form=form,
        )

        def act() -> None:
            reference = form.cleaned_data["reference"]
            record_manual_refund(row=row, reference=reference, by=request.user)  # type: ignore[arg-type]

        return self._do(request, row, step, act, ready=form.is_valid())

    @object_action(
        description=gettext_lazy("Send again"), url_path="retry", permissions=_PERMISSIONS
    )
    def retry(self, request: HttpRequest, row: Refund) -> HttpResponse:
        step = Step(
            title=_("Send again"),
            button=_("Send again"),
            paragraphs=[_("Stripe is asked once more, for the same money and the same letters.")],
        )
        act = partial(retry_refund, row=row, by=request.user)  # type: ignore[arg-type]
        return self._do(request, row, step, act, ready=request.method == "POST")

    @object_action(description=gettext_lazy("Leave it"), url_path="waive", permissions=_PERMISSIONS)
    def waive(self, request: HttpRequest, row: Refund) -> HttpResponse:
        step = Step(
            title=_("Leave it"),
            button=_("Leave it"),
            paragraphs=[
                _(
                    "Nothing is refunded: the money stays here, and the letters stay with their "
                    "holders."
                )
            ],
        )
        return self._do(request, row, step, partial(waive, row=row), ready=request.method == "POST")

    @object_action(
        description=gettext_lazy("Say which letters"), url_path="allocate", permissions=_PERMISSIONS
    )
    def allocate(self, request: HttpRequest, row: Refund) -> HttpResponse:
        selected = request.POST.getlist("lines")
        if row.dispute:
            paragraphs = [
                _("The bank took this money back, and the letters have stayed with their names."),
                _("Tick the letters to be given back. Tick none if all of them stay."),
            ]
        else:
            paragraphs = [
                _("This refund was made in Stripe’s dashboard, which knows nothing of letters."),
                _("Tick those it was for. Tick none if all of them stay."),
            ]
        step = Step(
            title=_("Say which letters"),
            button=_("These letters go back"),
            paragraphs=paragraphs,
            rows=refundable_rows(row.payment.order, selected),
            selectable=True,
        )
        positions = parse_positive_ints(selected)
        act = partial(allocate_refund, row=row, lines=positions, by=request.user)  # type: ignore[arg-type]
        return self._do(request, row, step, act, ready=request.method == "POST")

    def _do(
        self,
        request: HttpRequest,
        row: Refund,
        step: Step,
        act: Callable[[], object],
        *,
        ready: bool,
    ) -> HttpResponse:
        """Ask for confirmation, then act; somebody else may have acted meanwhile."""
        if not ready:
            facts = [
                (_("Ordered by"), row.payment.order.email),
                (_("Amount"), format_money(row.amount, row.currency)),
            ]
            return render_step(self, request, row, replace(step, facts=facts))
        with refusals_as_warnings(request, NothingToRefund):
            act()
            self.log_change(request, row, step.title)
            messages.success(request, _("Done."))
        return redirect(change_url(row.payment.order))


def _available_actions(row: Refund) -> set[str]:
    """The URL paths of the actions that a refund's state allows."""
    if row.state == State.FAILED:
        return {"waive"} if bank_has_it(row.payment) else {"sent-manually", "retry", "waive"}
    if row.state == State.UNSENT and row.payment.method in OFFLINE:
        return {"sent-manually"}
    return {"allocate"} if is_unallocated(row) else set()


def _notices(row: Refund) -> list[str]:
    if row.state == State.FAILED:
        if bank := bank_has_it(row.payment):
            return [_("This refund failed: %(failure)s.") % {"failure": row.failure}, bank]
        return [
            _("This refund failed: %(failure)s. The money is still here.")
            % {"failure": row.failure}
        ]
    if row.state == State.UNSENT and row.payment.method in OFFLINE:
        return [_("This was a manual payment and has to be returned manually.")]
    if is_unallocated(row):
        if row.dispute:
            return [_("The bank took this money back. Decide whether the letters stay.")]
        return [_("Made in Stripe’s dashboard: say which letters it was for.")]
    return []
