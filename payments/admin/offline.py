"""Money by transfer, cash or cheque in the admin: recorded, approved by a second, rejected."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import Case, Model, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.decorators import action, display
from core.admin.steps import Step, change_url, object_or_404, render_step
from letters.admin import EstimatedPaginator, ReadOnlyAdmin
from payments.admin.offline_form import OfflinePaymentForm
from payments.admin.permissions import OfflineMoneyPermissions
from payments.fulfilment import AUTO_REFUND_STATES, UNPAID_STATES
from payments.methods.offline import (
    AlreadyRecorded,
    NotPending,
    SecondPersonRequired,
    approve,
    record_receipt,
    reject,
    single_approval_limit,
)
from payments.models import OfflinePayment, Order
from payments.money import format_money
from payments.orders.place import NotPayable

RECORD, APPROVE, REJECT = "record-payment", "approve", "reject"
_STATUS_COLOURS = {"waiting": "warning", "accepted": "success", "withdrawn": "info"}


class ApprovalActions(OfflineMoneyPermissions, ReadOnlyAdmin):
    """The buttons of a payment that awaits approval by a second person."""

    def pending_payment(self, row: Any) -> OfflinePayment | None:
        """The payment that awaits approval, of the row whose page this is."""
        raise NotImplementedError

    def get_actions_detail(self, request: HttpRequest, object_id: str) -> list[Any]:
        """Both while a payment awaits approval; no approval by who recorded it."""
        actions: list[Any] = super().get_actions_detail(request, object_id)
        row = self.get_object(request, unquote(str(object_id)))
        payment = self.pending_payment(row) if row else None
        hidden = {APPROVE, REJECT} if payment is None else set()
        if payment and payment.recorded_by_id == request.user.pk:
            hidden = {APPROVE}
        return [each for each in actions if each.path not in hidden]

    @action(
        description=gettext_lazy("Confirm as the second"),
        url_path=APPROVE,
        icon="visibility",
        permissions=["approve_money"],
    )
    def approve(self, request: HttpRequest, object_id: str) -> HttpResponse:
        text = _("Please check the bank statement yourself. The letters are then drawn at once.")
        return self._decide(
            request, object_id, _("Confirm as the second"), text, _("I saw this money"), approve
        )

    @action(
        description=gettext_lazy("Withdraw"),
        url_path=REJECT,
        icon="undo",
        permissions=["approve_money"],
    )
    def reject(self, request: HttpRequest, object_id: str) -> HttpResponse:
        text = _("The money did not arrive after all. The order awaits payment again.")
        return self._decide(
            request, object_id, _("Withdraw the confirmation"), text, _("Withdraw"), reject
        )

    def _decide(
        self,
        request: HttpRequest,
        object_id: str,
        title: str,
        text: str,
        button: str,
        act: Callable[..., OfflinePayment],
    ) -> HttpResponse:
        """Ask for confirmation, then act; somebody else may have acted meanwhile."""
        row: Model = object_or_404(self, request, object_id)
        payment = self.pending_payment(row)
        if payment is None:
            messages.warning(request, _("This confirmation is already settled."))
            return redirect(change_url(row))
        if request.method != "POST":
            step = Step(title=title, button=button, paragraphs=[text], facts=_facts(payment))
            return render_step(self, request, row, step)
        try:
            act(payment=payment, by=request.user)
        except (NotPending, SecondPersonRequired) as error:
            messages.warning(request, str(error))
        else:
            self.log_change(request, row, title)
            messages.success(request, _("Done."))
        return redirect(change_url(row))


class OfflinePaymentActions(ApprovalActions):
    """The order's part about money by transfer, cash or cheque."""

    def pending_payment(self, row: Order) -> OfflinePayment | None:
        return row.offline_payments.filter(accepted_at=None, rejected_at=None).first()

    def get_actions_detail(self, request: HttpRequest, object_id: str) -> list[Any]:
        """Record a payment once, and not while the order is under review."""
        actions: list[Any] = super().get_actions_detail(request, object_id)
        order = self.get_object(request, unquote(str(object_id)))
        recordable = (
            order
            and order.state in UNPAID_STATES | AUTO_REFUND_STATES
            and not order.offline_payments.filter(rejected_at=None).exists()
        )
        return [each for each in actions if each.path != RECORD or recordable]

    @action(
        description=gettext_lazy("Record a transfer, cash or cheque"),
        url_path=RECORD,
        icon="account_balance",
        permissions=["record_money"],
    )
    def record_payment(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Record a payment; up to the limit the letters are drawn at once."""
        order: Order = object_or_404(self, request, object_id)
        form = OfflinePaymentForm(request.POST or None, order=order)
        if not form.is_valid():
            return render_step(self, request, order, _record_step(order, form))
        try:
            row = record_receipt(order=order, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as error:
            form.add_errors(error)
            return render_step(self, request, order, _record_step(order, form))
        except (NotPayable, AlreadyRecorded) as error:
            messages.warning(request, str(error))
            return redirect(change_url(order))
        self.log_change(request, order, f"offline payment {row.pk}")
        text = _("Done.") if row.accepted_at else _("It waits for a second pair of eyes.")
        messages.success(request, text)
        return redirect(change_url(order))

    def get_readonly_fields(self, request: HttpRequest, obj: Order | None = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), "offline_money"]

    @admin.display(description=gettext_lazy("money by transfer, cash or cheque"))
    def offline_money(self, order: Order) -> SafeString | str:
        """Each payment with who recorded and approved it."""
        rows = order.offline_payments.select_related("recorded_by", "approved_by").order_by("pk")
        links = (
            (change_url(row), str(row), row.reference, " · ".join(v for _k, v in _approvals(row)))
            for row in rows
        )
        line = '<a class="block" href="{}">{} · <bdi>{}</bdi> · {}</a>'
        return format_html_join("", line, links) or "—"


@admin.register(OfflinePayment)
class OfflinePaymentAdmin(ApprovalActions):
    """Money by transfer, cash and cheque; payments that await approval come first."""

    list_display = [
        "money",
        "method",
        "reference",
        "received_on",
        "order_link",
        "status",
        "recorded_by",
        "approved_by",
    ]
    list_filter = ["method", "currency", ("accepted_at", admin.EmptyFieldListFilter)]
    list_select_related = ["order", "recorded_by", "approved_by"]
    search_fields = ["=reference", "=order__public_id"]
    search_help_text = gettext_lazy("The bank’s or the cheque’s number, or an order’s id")
    ordering = [Case(When(accepted_at=None, rejected_at=None, then=0), default=1), "-pk"]
    paginator = EstimatedPaginator
    fields = [
        "order_link",
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
    readonly_fields = ["order_link", "money", "state"]
    actions_detail = ["approve", "reject"]

    def pending_payment(self, row: OfflinePayment) -> OfflinePayment | None:
        return None if row.accepted_at or row.rejected_at else row

    @admin.display(description=gettext_lazy("amount"))
    def money(self, row: OfflinePayment) -> str:
        return format_money(row.amount, row.currency)

    @admin.display(description=gettext_lazy("order"))
    def order_link(self, row: OfflinePayment) -> SafeString:
        return format_html(
            '<a href="{}"><bdi>{}</bdi></a>', change_url(row.order), row.order.public_id
        )

    @display(description=gettext_lazy("state"), label=_STATUS_COLOURS)
    def status(self, row: OfflinePayment) -> tuple[str, str]:
        return _status(row)

    @admin.display(description=gettext_lazy("state"))
    def state(self, row: OfflinePayment) -> str:
        return _status(row)[1]


def _record_step(order: Order, form: OfflinePaymentForm) -> Step:
    limit = order.show(single_approval_limit(order))
    paragraphs = [
        _("Up to %(limit)s you confirm alone; above it another member of the staff looks too.")
        % {"limit": limit}
    ]
    if order.state in AUTO_REFUND_STATES:
        paragraphs.insert(0, _("This order is already paid. The second payment must be refunded."))
    return Step(
        title=_("Record a transfer, cash or cheque"),
        button=_("Payment received"),
        paragraphs=paragraphs,
        facts=[(_("Ordered by"), order.email), (_("Total"), order.show(order.total))],
        form=form,
        errors=[str(error) for error in form.non_field_errors()],
    )


def _status(row: OfflinePayment) -> tuple[str, str]:
    if row.rejected_at:
        return "withdrawn", _("withdrawn")
    if row.accepted_at:
        return "accepted", _("accepted")
    return "waiting", _("waits for a second pair of eyes")


def _facts(row: OfflinePayment) -> list[tuple[str, str]]:
    return [
        (_("Ordered by"), row.order.email),
        (_("Amount"), format_money(row.amount, row.currency)),
        (_("Method"), row.get_method_display()),
        (_("Reference"), row.reference),
        (_("Received on"), date_format(row.received_on)),
        *_approvals(row)[:-1],
    ]


def _approvals(row: OfflinePayment) -> list[tuple[str, str]]:
    """Who recorded and approved the payment, and when; last its status."""
    approvals = [(_("Confirmed by"), f"{row.recorded_by}, {_moment(row.recorded_at)}")]
    if row.approved_at:
        approvals.append((_("Second"), f"{row.approved_by}, {_moment(row.approved_at)}"))
    return [*approvals, (_("State"), _status(row)[1])]


def _moment(moment: Any) -> str:
    return date_format(localtime(moment), "SHORT_DATETIME_FORMAT")
