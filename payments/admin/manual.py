"""Money by transfer, cash or cheque in the admin: recorded, approved by a second, rejected."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Case, Model, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.decorators import action, display, object_action
from core.admin.steps import (
    Step,
    change_url,
    changelist_url,
    refusals_as_warnings,
    render_step,
    render_step_page,
)
from core.amounts.money import format_money
from letters.admin import EstimatedPaginator, ReadOnlyAdmin
from payments.admin.manual_form import ManualPaymentForm
from payments.admin.manual_steps import (
    approvals,
    approve_step,
    order_step,
    prepayment_step,
    reject_step,
    status_of,
)
from payments.admin.permissions import ManualPaymentPermissions
from payments.fulfilment import AUTO_REFUND_STATES, UNPAID_STATES
from payments.methods.manual import (
    AlreadyRecorded,
    NotPending,
    SecondPersonRequired,
    approve,
    record,
    reject,
)
from payments.models import ManualPayment, Order
from payments.orders.place import NotPayable

RECORD, APPROVE, REJECT = "record-payment", "approve", "reject"
_STATUS_COLOURS = {"waiting": "warning", "accepted": "success", "rejected": "info"}


class ApprovalActions(ManualPaymentPermissions, ReadOnlyAdmin):
    """The buttons of a payment that awaits approval by a second person, and their page."""

    def pending_payment(self, row: Any) -> ManualPayment | None:
        """The payment that awaits approval, of the row whose page this is."""
        raise NotImplementedError

    def offered_actions(self, request: HttpRequest, obj: Any, paths: set[str]) -> set[str]:
        """Both while a payment awaits approval; no approval by who recorded it."""
        offered = super().offered_actions(request, obj, paths)
        payment = self.pending_payment(obj)
        if payment is None:
            return offered - {APPROVE, REJECT}
        return offered - {APPROVE} if payment.recorded_by_id == request.user.pk else offered

    @object_action(
        description=gettext_lazy("Approve"),
        url_path=APPROVE,
        icon="visibility",
        permissions=["approve_money"],
    )
    def approve(self, request: HttpRequest, row: Model) -> HttpResponse:
        return self._decide(request, row, approve_step, approve)

    @object_action(
        description=gettext_lazy("Reject"),
        url_path=REJECT,
        icon="undo",
        permissions=["approve_money"],
    )
    def reject(self, request: HttpRequest, row: Model) -> HttpResponse:
        return self._decide(request, row, reject_step, reject)

    def _decide(
        self,
        request: HttpRequest,
        row: Model,
        make_step: Callable[[ManualPayment], Step],
        act: Callable[..., ManualPayment],
    ) -> HttpResponse:
        """Ask for confirmation, then act; somebody else may have acted meanwhile."""
        payment = self.pending_payment(row)
        if payment is None:
            messages.warning(request, _("This payment was already approved or rejected."))
            return redirect(change_url(row))
        step = make_step(payment)
        if request.method != "POST":
            return render_step(self, request, row, step)
        with refusals_as_warnings(request, NotPending, SecondPersonRequired):
            act(payment=payment, by=request.user)
            self.log_change(request, row, step.title)
            messages.success(request, _("Done."))
        return redirect(change_url(row))


class ManualPaymentActions(ApprovalActions):
    """The order's part about money by transfer, cash or cheque."""

    def pending_payment(self, row: Order) -> ManualPayment | None:
        return row.manual_payments.pending().first()

    def offered_actions(self, request: HttpRequest, obj: Order, paths: set[str]) -> set[str]:
        """Record a payment once, and not while the order is under review."""
        offered = super().offered_actions(request, obj, paths)
        recordable = (
            obj.state in UNPAID_STATES | AUTO_REFUND_STATES
            and not obj.manual_payments.effective().exists()
        )
        return offered if recordable else offered - {RECORD}

    @object_action(
        description=gettext_lazy("Record a transfer, cash or cheque"),
        url_path=RECORD,
        icon="account_balance",
        permissions=["record_money"],
    )
    def record_payment(self, request: HttpRequest, order: Order) -> HttpResponse:
        """Record a payment; up to the limit the letters are drawn at once."""
        answer = _record(self, request, order)
        if isinstance(answer, HttpResponse):
            return answer
        self.log_change(request, order, f"manual payment {answer.pk}")
        return redirect(change_url(order))

    def get_readonly_fields(self, request: HttpRequest, obj: Order | None = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), "manual_money"]

    @admin.display(description=gettext_lazy("money by transfer, cash or cheque"))
    def manual_money(self, order: Order) -> SafeString | str:
        """Each payment with who recorded and approved it."""
        rows = order.manual_payments.select_related("recorded_by", "approved_by").order_by("pk")
        links = (
            (change_url(row), str(row), row.reference, " · ".join(v for _k, v in approvals(row)))
            for row in rows
        )
        line = '<a class="block" href="{}">{} · <bdi>{}</bdi> · {}</a>'
        return format_html_join("", line, links) or "—"


@admin.register(ManualPayment)
class ManualPaymentAdmin(ApprovalActions):
    """Money by transfer, cash and cheque; payments that await approval come first."""

    list_display = [
        "money",
        "method",
        "reference",
        "received_on",
        "target",
        "status",
        "recorded_by",
        "approved_by",
    ]
    list_filter = [
        "method",
        "currency",
        ("community", admin.EmptyFieldListFilter),
        ("accepted_at", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["order", "community", "recorded_by", "approved_by"]
    search_fields = ["=reference", "=order__public_id", "community__name", "community__slug"]
    search_help_text = gettext_lazy(
        "The bank’s or the cheque’s number, an order’s id, or a community"
    )
    ordering = [Case(When(accepted_at=None, rejected_at=None, then=0), default=1), "-pk"]
    paginator = EstimatedPaginator
    actions_list = ["record_prepayment"]
    actions_detail = ["approve", "reject"]
    fields = [
        "target",
        "money",
        "method",
        "reference",
        "received_on",
        "state",
        "recorded_by",
        "recorded_at",
        "approved_by",
        "approved_at",
        "accepted_at",
        "rejected_at",
    ]
    readonly_fields = ["target", "money", "state"]

    def pending_payment(self, row: ManualPayment) -> ManualPayment | None:
        return row if row.awaits_approval else None

    @action(
        description=gettext_lazy("Prepayment received"),
        url_path="record",
        icon="add",
        permissions=["record_money"],
    )
    def record_prepayment(self, request: HttpRequest) -> HttpResponse:
        """Record money for a community's balance; up to the limit it counts at once."""
        answer = _record(self, request)
        if isinstance(answer, HttpResponse):
            return answer
        self.log_addition(request, answer, "entered")
        return redirect(change_url(answer))

    @admin.display(description=gettext_lazy("amount"))
    def money(self, row: ManualPayment) -> str:
        return format_money(row.amount, row.currency)

    @admin.display(description=gettext_lazy("for"))
    def target(self, row: ManualPayment) -> SafeString | str:
        """The order, or the community whose balance it is for."""
        if row.order is None:
            return _("the balance of %(community)s") % {"community": row.community}
        return format_html(
            '<a href="{}"><bdi>{}</bdi></a>', change_url(row.order), row.order.public_id
        )

    @display(description=gettext_lazy("state"), label=_STATUS_COLOURS)
    def status(self, row: ManualPayment) -> tuple[str, str]:
        return status_of(row)

    @admin.display(description=gettext_lazy("state"))
    def state(self, row: ManualPayment) -> str:
        return status_of(row)[1]


def _record(
    model_admin: ApprovalActions, request: HttpRequest, order: Order | None = None
) -> ManualPayment | HttpResponse:
    """The payment once it is recorded, until then the page of the form."""
    back = change_url(order) if order else changelist_url(ManualPayment)
    form = ManualPaymentForm(request.POST or None, order=order)
    if form.is_valid():
        try:
            row = record(by=request.user, **form.money)  # type: ignore[arg-type]
        except ValidationError as error:
            form.add_errors(error)
        except (NotPayable, AlreadyRecorded) as error:
            messages.warning(request, str(error))
            return redirect(back)
        else:
            waits = _("It awaits approval by another member of the staff.")
            messages.success(request, waits if row.awaits_approval else _("Done."))
            return row
    step = order_step(order, form) if order else prepayment_step(form)
    return render_step_page(model_admin, request, step, back=back, original=order)
