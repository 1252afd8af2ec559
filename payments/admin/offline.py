"""Money by transfer, cash or cheque in the admin: confirmed, seen by a second, withdrawn."""

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
from unfold.decorators import action, display

from core.admin.steps import Step, change_url, object_or_404, render_step
from letters.admin import EstimatedPaginator, ReadOnlyAdmin
from payments.admin.offline_form import OfflinePaymentForm
from payments.admin.permissions import OfflineMoneyPermissions
from payments.fulfilment import PAST_PAYING, UNPAID
from payments.methods.offline import (
    AlreadyConfirmed,
    NotWaiting,
    SameEyes,
    alone_limit,
    confirm,
    second,
    withdraw,
)
from payments.models import OfflinePayment, Order
from payments.money import format_money
from payments.orders.place import AlreadyPaid

RECORD, APPROVE, REJECT = "money-came", "second-look", "withdraw-money"
_COLOURS = {"waiting": "warning", "accepted": "success", "withdrawn": "info"}


class ApprovalActions(OfflineMoneyPermissions, ReadOnlyAdmin):
    """The two buttons of a confirmation that waits: the second pair of eyes, and withdrawing."""

    def waiting_row(self, thing: Any) -> OfflinePayment | None:
        """The confirmation that waits for a second, of the thing whose page this is."""
        raise NotImplementedError

    def get_actions_detail(self, request: HttpRequest, object_id: str) -> list[Any]:
        """Without the two where nothing waits, and without the second's for the first."""
        actions: list[Any] = super().get_actions_detail(request, object_id)
        thing = self.get_object(request, unquote(str(object_id)))
        row = self.waiting_row(thing) if thing else None
        hidden = {APPROVE, REJECT} if row is None else set()
        if row and row.first_id == request.user.pk:
            hidden = {APPROVE}
        return [each for each in actions if each.path not in hidden]

    @action(
        description=gettext_lazy("Confirm as the second"),
        url_path=APPROVE,
        icon="visibility",
        permissions=["second"],
    )  # type: ignore[untyped-decorator]
    def second_look(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Another of the staff says that the money came."""
        paragraph = _(
            "Please check the bank statement yourself. The letters are then drawn at once."
        )
        return self._decide(
            request, object_id, _("Confirm as the second"), paragraph, _("I saw this money"), second
        )

    @action(
        description=gettext_lazy("Withdraw"),
        url_path=REJECT,
        icon="undo",
        permissions=["second"],
    )  # type: ignore[untyped-decorator]
    def withdraw_money(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The money did not come after all."""
        paragraph = _("The money did not come after all. The order waits for payment again.")
        return self._decide(
            request, object_id, _("Withdraw the confirmation"), paragraph, _("Withdraw"), withdraw
        )

    def _decide(
        self,
        request: HttpRequest,
        object_id: str,
        title: str,
        paragraph: str,
        button: str,
        act: Callable[..., OfflinePayment],
    ) -> HttpResponse:
        """Show the confirmation; do it once the button is pressed; another may be quicker."""
        thing: Model = object_or_404(self, request, object_id)
        row = self.waiting_row(thing)
        if row is None:
            messages.warning(request, _("This confirmation is already settled."))
            return redirect(change_url(thing))
        if request.method != "POST":
            step = Step(title=title, button=button, paragraphs=[paragraph], facts=_facts(row))
            return render_step(self, request, thing, step)
        try:
            act(payment=row, by=request.user)
        except (NotWaiting, SameEyes) as refused:
            messages.warning(request, str(refused))
        else:
            self.log_change(request, thing, title)
            messages.success(request, _("Done."))
        return redirect(change_url(thing))


class OfflinePaymentActions(ApprovalActions):
    """What the order's page says and does about money by transfer, cash or cheque."""

    def waiting_row(self, thing: Order) -> OfflinePayment | None:
        """Of this order."""
        return thing.offline_payments.filter(accepted_at=None, withdrawn_at=None).first()

    def get_actions_detail(self, request: HttpRequest, object_id: str) -> list[Any]:
        """Money is confirmed once, and not while the committee has the order before it."""
        actions: list[Any] = super().get_actions_detail(request, object_id)
        order = self.get_object(request, unquote(str(object_id)))
        may_come = (
            order
            and order.state in UNPAID | PAST_PAYING
            and not order.offline_payments.filter(withdrawn_at=None).exists()
        )
        return [each for each in actions if each.path != RECORD or may_come]

    @action(
        description=gettext_lazy("Money came by transfer, cash or cheque"),
        url_path=RECORD,
        icon="account_balance",
        permissions=["confirm_money"],
    )  # type: ignore[untyped-decorator]
    def money_came(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Write down what came; up to the limit the letters are drawn at once."""
        order: Order = object_or_404(self, request, object_id)
        form = OfflinePaymentForm(request.POST or None, order=order)
        if not form.is_valid():
            return render_step(self, request, order, _record_step(order, form))
        try:
            row = confirm(order=order, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as wrong:
            form.refuse(wrong)
            return render_step(self, request, order, _record_step(order, form))
        except (AlreadyPaid, AlreadyConfirmed) as late:
            messages.warning(request, str(late))
            return redirect(change_url(order))
        self.log_change(request, order, f"offline payment {row.pk}")
        said = _("Done.") if row.accepted_at else _("It waits for a second pair of eyes.")
        messages.success(request, said)
        return redirect(change_url(order))

    def get_readonly_fields(self, request: HttpRequest, obj: Order | None = None) -> list[str]:
        """Also who confirmed what, and when."""
        return [*super().get_readonly_fields(request, obj), "offline_money"]

    @admin.display(description=gettext_lazy("money by transfer, cash or cheque"))
    def offline_money(self, order: Order) -> SafeString | str:
        """Each confirmation with who gave it and what became of it."""
        rows = order.offline_payments.select_related("first", "second").order_by("pk")
        told = (
            (change_url(row), str(row), row.reference, " · ".join(v for _k, v in _approvals(row)))
            for row in rows
        )
        line = '<a class="block" href="{}">{} · <bdi>{}</bdi> · {}</a>'
        return format_html_join("", line, told) or "—"


@admin.register(OfflinePayment)
class OfflinePaymentAdmin(ApprovalActions):
    """Money by transfer, cash and cheque; what waits for a second pair of eyes comes first."""

    list_display = [
        "money",
        "method",
        "reference",
        "received_on",
        "order_link",
        "standing",
        "first",
        "second",
    ]
    list_filter = ["method", "currency", ("accepted_at", admin.EmptyFieldListFilter)]
    list_select_related = ["order", "first", "second"]
    search_fields = ["=reference", "=order__public_id"]
    search_help_text = gettext_lazy("The bank’s or the cheque’s number, or an order’s id")
    ordering = [Case(When(accepted_at=None, withdrawn_at=None, then=0), default=1), "-pk"]
    paginator = EstimatedPaginator
    fields = [
        "order_link",
        "money",
        "method",
        "reference",
        "received_on",
        "state",
        "first",
        "first_at",
        "second",
        "second_at",
        "accepted_at",
        "withdrawn_at",
    ]
    readonly_fields = ["order_link", "money", "state"]
    actions_detail = ["second_look", "withdraw_money"]

    def waiting_row(self, thing: OfflinePayment) -> OfflinePayment | None:
        """Itself, while it waits."""
        return None if thing.accepted_at or thing.withdrawn_at else thing

    @admin.display(description=gettext_lazy("amount"))
    def money(self, row: OfflinePayment) -> str:
        """As it is written."""
        return format_money(row.amount, row.currency)

    @admin.display(description=gettext_lazy("order"))
    def order_link(self, row: OfflinePayment) -> SafeString:
        """The way to it."""
        return format_html(
            '<a href="{}"><bdi>{}</bdi></a>', change_url(row.order), row.order.public_id
        )

    @display(description=gettext_lazy("state"), label=_COLOURS)  # type: ignore[untyped-decorator]
    def standing(self, row: OfflinePayment) -> tuple[str, str]:
        """In its colour, for the list."""
        return _status(row)

    @admin.display(description=gettext_lazy("state"))
    def state(self, row: OfflinePayment) -> str:
        """In words."""
        return _status(row)[1]


def _record_step(order: Order, form: OfflinePaymentForm) -> Step:
    limit = order.show(alone_limit(order))
    paragraph = [
        _("Up to %(limit)s you confirm alone; above it another member of the staff looks too.")
        % {"limit": limit}
    ]
    if order.state in PAST_PAYING:
        paragraph.insert(0, _("This order is paid already. What came again must go back."))
    return Step(
        title=_("Money came by transfer, cash or cheque"),
        button=_("Payment received"),
        paragraphs=paragraph,
        facts=[(_("Ordered by"), order.email), (_("Comes to"), order.show(order.total))],
        form=form,
        errors=[str(error) for error in form.non_field_errors()],
    )


def _status(row: OfflinePayment) -> tuple[str, str]:
    if row.withdrawn_at:
        return "withdrawn", _("withdrawn")
    if row.accepted_at:
        return "accepted", _("accepted")
    return "waiting", _("waits for a second pair of eyes")


def _facts(row: OfflinePayment) -> list[tuple[str, str]]:
    return [
        (_("Ordered by"), row.order.email),
        (_("Sum"), format_money(row.amount, row.currency)),
        (_("Method"), row.get_method_display()),
        (_("Reference"), row.reference),
        (_("Received on"), date_format(row.received_on)),
        *_approvals(row)[:-1],
    ]


def _approvals(row: OfflinePayment) -> list[tuple[str, str]]:
    """Who said what and when, and last what became of it."""
    eyes = [(_("Confirmed by"), f"{row.first}, {_moment(row.first_at)}")]
    if row.second_at:
        eyes.append((_("Second"), f"{row.second}, {_moment(row.second_at)}"))
    return [*eyes, (_("State"), _status(row)[1])]


def _moment(moment: Any) -> str:
    return date_format(localtime(moment), "SHORT_DATETIME_FORMAT")
