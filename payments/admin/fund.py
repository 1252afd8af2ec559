"""The fund for sponsored letters in the admin: its ledger, its quotas, and payments from it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Model, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminTextInputWidget

from core.admin.decorators import action, object_action
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
from payments.admin.amount_form import AmountForm
from payments.audit.fund import sources
from payments.methods.fund import (
    UNLIMITED_PERMISSION,
    InsufficientFunds,
    QuotaExceeded,
    check_quota,
    fund_balance,
    grant,
    letters_granted,
    letters_left,
    record_entry,
    set_quota,
)
from payments.models import FundEntry, FundQuota, Order
from payments.orders.place import NotPayable

FROM_FUND = "from-fund"


class EntryForm(AmountForm):
    """An entry that the committee makes."""

    note = forms.CharField(
        label=gettext_lazy("Where the money came from, or what it is for"),
        help_text=gettext_lazy("The entry is permanent"),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
    )
    signed = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].help_text = _("With a minus before it: taken out of the fund")


class FundPaymentAction(ReadOnlyAdmin):
    """The order's button "Pay from the fund"."""

    def has_pay_from_fund_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        """The committee, and users with a quota that is not used up."""
        return letters_left(request.user) != 0  # type: ignore[arg-type]

    def offered_actions(self, request: HttpRequest, obj: Order, paths: set[str]) -> set[str]:
        """Only for unpaid orders without a manual payment."""
        offered = super().offered_actions(request, obj, paths)
        unpaid = obj.state == Order.State.AWAITING and not obj.manual_payments.effective().exists()
        return offered if unpaid else offered - {FROM_FUND}

    @object_action(
        description=gettext_lazy("Pay from the fund"),
        url_path=FROM_FUND,
        icon="volunteer_activism",
        permissions=["pay_from_fund"],
    )
    def pay_from_fund(self, request: HttpRequest, order: Order) -> HttpResponse:
        """Show what the fund would pay; pay once that is confirmed."""
        if request.method != "POST":
            return render_step(self, request, order, _payment_step(order, request.user))
        with refusals_as_warnings(request, NotPayable, InsufficientFunds, QuotaExceeded):
            grant(order=order, by=request.user)  # type: ignore[arg-type]
            self.log_change(request, order, "paid from the fund")
            messages.success(request, _("The fund has paid, and the letters are drawn."))
        return redirect(change_url(order))


def _payment_step(order: Order, user: Any) -> Step:
    left = letters_left(user)
    paragraphs = [_("The fund pays for the letters, and they are drawn at once.")]
    if order.fee_amount or order.gift_amount:
        paragraphs.append(_("The card fee and the gift of this order fall away."))
    if order.by_post:
        paragraphs.append(
            _("The printed certificates by post fall away: the fund pays no postage.")
        )
    facts = [
        (_("Ordered by"), order.email),
        (_("Letters"), str(order.lines.count())),
        (_("The fund pays"), order.show(order.letters_amount)),
        (_("In the fund"), order.show(fund_balance(order.currency))),
        (_("Left of your quota"), _("no bound") if left is None else str(left)),
    ]
    return Step(
        title=_("Pay from the fund"),
        button=_("Pay from the fund"),
        paragraphs=paragraphs,
        facts=facts,
    )


@admin.register(FundEntry)
class FundEntryAdmin(ReadOnlyAdmin):
    """The append-only ledger."""

    list_display = ["created_at", "kind", "money", "order_link", "by", "note"]
    list_filter = ["kind", "currency"]
    list_select_related = ["order", "by"]
    search_fields = ["=order__public_id", "note"]
    search_help_text = gettext_lazy("An order’s id, or words of a note")
    ordering = ["-pk"]
    paginator = EstimatedPaginator
    list_before_template = "admin/payments/fund_balance.html"
    actions_list = ["enter_sum"]
    fields = ["created_at", "kind", "money", "order_link", "by", "quota", "funded_by", "note"]
    readonly_fields = ["money", "order_link", "quota", "funded_by"]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Add the fund's balances."""
        sums = (
            FundEntry.objects.order_by("currency").values_list("currency").annotate(Sum("amount"))
        )
        balances = [format_money(amount, currency) for currency, amount in sums]
        context = {**(extra_context or {}), "balances": balances}
        answer: HttpResponse = super().changelist_view(request, context)
        return answer

    def get_fields(self, request: HttpRequest, obj: FundEntry | None = None) -> list[str]:
        """A grant also shows its quota and the gifts that paid for it."""
        grants_only = {"quota", "funded_by"}
        granted = obj and obj.kind == FundEntry.Kind.GRANT
        return [name for name in self.fields if granted or name not in grants_only]

    def has_enter_sum_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        return request.user.has_perm(UNLIMITED_PERMISSION)

    @action(
        description=gettext_lazy("Enter an amount"),
        url_path="enter",
        icon="add",
        permissions=["enter_sum"],
    )
    def enter_sum(self, request: HttpRequest) -> HttpResponse:
        form = EntryForm(request.POST or None)
        if form.is_valid():
            try:
                entry = record_entry(by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            except (ValidationError, InsufficientFunds) as error:
                form.add_error(None, error if isinstance(error, ValidationError) else str(error))
            else:
                self.log_addition(request, entry, "entered")
                messages.success(request, _("Entered in the ledger."))
                return redirect(changelist_url(FundEntry))
        step = Step(
            title=_("Enter an amount"),
            button=_("Write it in the ledger"),
            paragraphs=[
                _(
                    "A cheque for the fund, or money taken out of it. Gifts are entered "
                    "automatically."
                )
            ],
            form=form,
            errors=[str(error) for error in form.non_field_errors()],
        )
        return render_step_page(self, request, step, back=changelist_url(FundEntry))

    @admin.display(description=gettext_lazy("amount"), ordering="amount")
    def money(self, entry: FundEntry) -> SafeString:
        return format_html('<bdi dir="ltr">{}</bdi>', format_money(entry.amount, entry.currency))

    @admin.display(description=gettext_lazy("order"))
    def order_link(self, entry: FundEntry) -> SafeString | str:
        return _link(entry.order, entry.order.public_id) if entry.order else "—"

    @admin.display(description=gettext_lazy("quota"))
    def quota(self, entry: FundEntry) -> str:
        left = letters_left(entry.by) if entry.by else 0
        if entry.by is None or left is None:
            return _("the committee’s, without a bound")
        return _("%(granted)s letters granted, %(left)s left") % {
            "granted": letters_granted(entry.by),
            "left": left,
        }

    @admin.display(description=gettext_lazy("source"))
    def funded_by(self, entry: FundEntry) -> SafeString | str:
        """The gifts and cheques that paid for this grant, first in, first out."""
        rows = (
            (
                _link(gift, format_money(amount, gift.currency)),
                gift.get_kind_display(),
                _source_label(gift),
            )
            for gift, amount in sources(entry)
        )
        return (
            format_html_join("", '<span class="block">{} · {} · <bdi>{}</bdi></span>', rows) or "—"
        )


class QuotaForm(forms.ModelForm):  # type: ignore[type-arg]
    """A quota is never below what was granted on it."""

    class Meta:
        model = FundQuota
        fields = ["user", "letters", "note"]

    def clean(self) -> dict[str, Any]:
        """Checked under the fund's lock, held until the admin's transaction has saved the row."""
        cleaned = super().clean() or {}
        user = cleaned.get("user", self.instance.user if self.instance.pk else None)
        if user and "letters" in cleaned:
            check_quota(user=user, letters=cleaned["letters"])
        return cleaned


@admin.register(FundQuota)
class FundQuotaAdmin(ModelAdmin):  # type: ignore[misc]
    """Users outside the committee who may pay from the fund, and for how many letters."""

    form = QuotaForm
    list_display = ["user", "letters", "granted", "left", "note"]
    list_select_related = ["user"]
    search_fields = ["user__username", "user__email", "note"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A quota's user can't be changed."""
        return ["user"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A quota can only be lowered to what was granted on it."""
        return False

    def save_model(self, request: HttpRequest, obj: FundQuota, form: Any, change: bool) -> None:
        """Save with `set_quota`, which takes the fund's lock."""
        obj.pk = set_quota(user=obj.user, letters=obj.letters, note=obj.note).pk

    @admin.display(description=gettext_lazy("granted"))
    def granted(self, quota: FundQuota) -> int:
        return letters_granted(quota.user)

    @admin.display(description=gettext_lazy("left"))
    def left(self, quota: FundQuota) -> int:
        return max(0, quota.letters - letters_granted(quota.user))


def _link(row: Model, text: str) -> SafeString:
    return format_html('<a href="{}"><bdi>{}</bdi></a>', change_url(row), text)


def _source_label(gift: FundEntry) -> str:
    return gift.order.email if gift.order else gift.note
