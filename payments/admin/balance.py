"""The balances of communities in the admin: deposits with two approvals, and the ledger."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from core.admin.decorators import action, display
from core.admin.steps import (
    Step,
    change_url,
    changelist_url,
    object_or_404,
    render_step,
    render_step_page,
)
from letters.admin import EstimatedPaginator, ReadOnlyAdmin
from letters.models import Community, Price
from payments.admin.offline_form import DayWidget
from payments.admin.permissions import OfflineMoneyPermissions
from payments.methods.balance import (
    InsufficientBalance,
    approve,
    record_deposit,
    record_withdrawal,
    reject,
)
from payments.methods.offline import NotPending, SecondPersonRequired
from payments.models import OFFLINE, BalanceEntry, Deposit
from payments.money import format_money, parse_money

APPROVE, REJECT = "approve", "reject"
_STATUS_COLOURS = {"waiting": "warning", "accepted": "success", "withdrawn": "info"}


class CommunityAmountForm(forms.Form):
    community = forms.ModelChoiceField(
        label=gettext_lazy("Community"),
        queryset=Community.objects.order_by("name"),
        widget=UnfoldAdminSelectWidget,
    )
    amount = forms.CharField(
        label=gettext_lazy("Amount"), max_length=20, widget=UnfoldAdminTextInputWidget
    )
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), widget=UnfoldAdminSelectWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = Price.objects.order_by("currency").values_list("currency", flat=True).distinct()
        self.fields["currency"].choices = [(code, code.upper()) for code in codes]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The sum in minor units of the currency."""
        cleaned = super().clean() or {}
        if "amount" in cleaned and "currency" in cleaned:
            try:
                cleaned["amount"] = parse_money(cleaned["amount"], cleaned["currency"])
            except ValueError:
                self.add_error("amount", _("Please write an amount, such as 18 or 18.50."))
        return cleaned


class DepositForm(CommunityAmountForm):
    """A deposit as the bank's statement shows it."""

    method = forms.ChoiceField(
        label=gettext_lazy("Method"),
        choices=[(method.value, method.label) for method in OFFLINE],
        widget=UnfoldAdminSelectWidget,
    )
    reference = forms.CharField(
        label=gettext_lazy("Reference"),
        help_text=gettext_lazy("The bank’s, the cheque’s or the receipt’s number"),
        max_length=100,
        widget=UnfoldAdminTextInputWidget,
    )
    received_on = forms.DateField(label=gettext_lazy("Received on"), widget=DayWidget)
    same_transfer = forms.BooleanField(
        label=gettext_lazy("The same transfer covered other payments too"),
        required=False,
        widget=UnfoldBooleanWidget,
    )


class WithdrawalForm(CommunityAmountForm):
    """Money that leaves a balance for something other than letters."""

    note = forms.CharField(
        label=gettext_lazy("Where it went, or what was wrong"),
        help_text=gettext_lazy("The entry is permanent"),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
    )


@admin.register(Deposit)
class DepositAdmin(OfflineMoneyPermissions, ReadOnlyAdmin):
    """What communities paid in advance; deposits that await approval have buttons."""

    list_display = ["community", "money", "method", "reference", "received_on", "status"]
    list_filter = ["method", "currency", ("accepted_at", admin.EmptyFieldListFilter)]
    list_select_related = ["community", "recorded_by", "approved_by"]
    search_fields = ["=reference", "community__name", "community__slug"]
    ordering = ["-pk"]
    paginator = EstimatedPaginator
    actions_list = ["record_deposit"]
    actions_detail = ["approve", "reject"]
    fields = [
        "community",
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
    readonly_fields = ["money", "state"]

    def get_actions_detail(self, request: HttpRequest, object_id: str) -> list[Any]:
        """Both while the deposit awaits approval; no approval by who recorded it."""
        actions: list[Any] = super().get_actions_detail(request, object_id)
        row = self.get_object(request, unquote(str(object_id)))
        hidden = {APPROVE, REJECT} if row is None or not row.awaits_approval else set()
        if row and row.awaits_approval and row.recorded_by_id == request.user.pk:
            hidden = {APPROVE}
        return [each for each in actions if each.path not in hidden]

    @action(
        description=gettext_lazy("Prepayment received"),
        url_path="record",
        icon="add",
        permissions=["record_money"],
    )
    def record_deposit(self, request: HttpRequest) -> HttpResponse:
        """Record a deposit; up to the limit it counts at once."""
        form = DepositForm(request.POST or None)
        if form.is_valid():
            try:
                row = record_deposit(by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            except ValidationError as error:
                form.add_error(None, error)
            else:
                self.log_addition(request, row, "entered")
                waits = _("It waits for a second pair of eyes.")
                messages.success(request, waits if row.awaits_approval else _("Done."))
                return redirect(change_url(row))
        step = Step(
            title=_("Prepayment received"),
            button=_("Payment received"),
            paragraphs=[
                _("The community can pay for its lists with it. Up to the limit you confirm alone.")
            ],
            form=form,
            errors=[str(error) for error in form.non_field_errors()],
        )
        return render_step_page(self, request, step, back=changelist_url(Deposit))

    @action(
        description=gettext_lazy("Confirm as the second"),
        url_path=APPROVE,
        icon="visibility",
        permissions=["approve_money"],
    )
    def approve(self, request: HttpRequest, object_id: str) -> HttpResponse:
        text = _("Please check the bank statement yourself. The community can then use the money.")
        title, button = _("Confirm as the second"), _("I saw this money")
        return self._decide(request, object_id, title, text, button, approve)

    @action(
        description=gettext_lazy("Withdraw"),
        url_path=REJECT,
        icon="undo",
        permissions=["approve_money"],
    )
    def reject(self, request: HttpRequest, object_id: str) -> HttpResponse:
        text = _("The money did not arrive after all.")
        title, button = _("Withdraw the confirmation"), _("Withdraw")
        return self._decide(request, object_id, title, text, button, reject)

    def _decide(
        self,
        request: HttpRequest,
        object_id: str,
        title: str,
        text: str,
        button: str,
        act: Callable[..., Deposit],
    ) -> HttpResponse:
        row: Deposit = object_or_404(self, request, object_id)
        if request.method != "POST":
            step = Step(title=title, button=button, paragraphs=[text], facts=_facts(row))
            return render_step(self, request, row, step)
        try:
            act(row=row, by=request.user)
        except (NotPending, SecondPersonRequired) as error:
            messages.warning(request, str(error))
        else:
            self.log_change(request, row, title)
            messages.success(request, _("Done."))
        return redirect(change_url(row))

    @admin.display(description=gettext_lazy("amount"))
    def money(self, row: Deposit) -> str:
        return format_money(row.amount, row.currency)

    @display(description=gettext_lazy("state"), label=_STATUS_COLOURS)
    def status(self, row: Deposit) -> tuple[str, str]:
        return _status(row)

    @admin.display(description=gettext_lazy("state"))
    def state(self, row: Deposit) -> str:
        return _status(row)[1]


@admin.register(BalanceEntry)
class BalanceEntryAdmin(OfflineMoneyPermissions, ReadOnlyAdmin):
    """The ledger of the balances: rows are only ever added."""

    list_display = ["created_at", "community", "kind", "money", "order_link", "by", "note"]
    list_filter = ["kind", "currency"]
    list_select_related = ["community", "order", "by"]
    search_fields = ["community__name", "community__slug", "=order__public_id", "note"]
    ordering = ["-pk"]
    paginator = EstimatedPaginator
    actions_list = ["withdraw_from_balance"]
    fields = ["created_at", "community", "kind", "money", "order_link", "deposit", "by", "note"]
    readonly_fields = ["money", "order_link"]

    @action(
        description=gettext_lazy("Take money out"),
        url_path="withdraw",
        icon="remove",
        permissions=["approve_money"],
    )
    def withdraw_from_balance(self, request: HttpRequest) -> HttpResponse:
        form = WithdrawalForm(request.POST or None)
        if form.is_valid():
            try:
                record_withdrawal(by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            except (ValidationError, InsufficientBalance) as error:
                form.add_error(None, error if isinstance(error, ValidationError) else str(error))
            else:
                messages.success(request, _("Entered in the ledger."))
                return redirect(changelist_url(BalanceEntry))
        step = Step(
            title=_("Take money out"),
            button=_("Write it in the ledger"),
            paragraphs=[_("Money that was sent back to a community, or that was never there.")],
            form=form,
            errors=[str(error) for error in form.non_field_errors()],
        )
        return render_step_page(self, request, step, back=changelist_url(BalanceEntry))

    @admin.display(description=gettext_lazy("amount"), ordering="amount")
    def money(self, entry: BalanceEntry) -> SafeString:
        return format_html('<bdi dir="ltr">{}</bdi>', format_money(entry.amount, entry.currency))

    @admin.display(description=gettext_lazy("order"))
    def order_link(self, entry: BalanceEntry) -> SafeString | str:
        if entry.order is None:
            return "—"
        return format_html(
            '<a href="{}"><bdi>{}</bdi></a>', change_url(entry.order), entry.order.public_id
        )


def _status(row: Deposit) -> tuple[str, str]:
    if row.rejected_at:
        return "withdrawn", _("withdrawn")
    if row.accepted_at:
        return "accepted", _("accepted")
    return "waiting", _("waits for a second pair of eyes")


def _facts(row: Deposit) -> list[tuple[str, str]]:
    return [
        (_("Community"), str(row.community)),
        (_("Amount"), format_money(row.amount, row.currency)),
        (_("Method"), row.get_method_display()),
        (_("Reference"), row.reference),
        (_("Received on"), date_format(row.received_on)),
        (_("Confirmed by"), str(row.recorded_by)),
    ]
