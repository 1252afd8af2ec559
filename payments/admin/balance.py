"""The ledger of the communities' balances in the admin."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from core.admin.decorators import action
from core.admin.steps import Step, change_url, changelist_url, render_step_page
from core.amounts.money import format_money
from letters.admin import EstimatedPaginator, ReadOnlyAdmin
from letters.models import Community
from payments.admin.amount_form import AmountForm
from payments.admin.permissions import ManualPaymentPermissions
from payments.methods.balance import InsufficientBalance, record_withdrawal
from payments.models import BalanceEntry


class WithdrawalForm(AmountForm):
    """Money that leaves a balance for something other than letters."""

    community = forms.ModelChoiceField(
        label=gettext_lazy("Community"),
        queryset=Community.objects.order_by("name"),
        widget=UnfoldAdminSelectWidget,
    )
    note = forms.CharField(
        label=gettext_lazy("Where it went, or what was wrong"),
        help_text=gettext_lazy("The entry is permanent"),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
    )
    field_order = ("community",)


@admin.register(BalanceEntry)
class BalanceEntryAdmin(ManualPaymentPermissions, ReadOnlyAdmin):
    """The ledger of the balances: rows are only ever added."""

    list_display = ["created_at", "community", "kind", "money", "order_link", "by", "note"]
    list_filter = ["kind", "currency"]
    list_select_related = ["community", "order", "by"]
    search_fields = ["community__name", "community__slug", "=order__public_id", "note"]
    ordering = ["-pk"]
    paginator = EstimatedPaginator
    actions_list = ["withdraw_from_balance"]
    fields = [
        "created_at",
        "community",
        "kind",
        "money",
        "order_link",
        "manual_payment",
        "by",
        "note",
    ]
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
