"""The order's button "Refund": choose, see the amount, confirm."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminSelectWidget

from core.admin.decorators import object_action
from core.admin.steps import Row, Step, change_url, render_step
from core.amounts.money import format_money
from letters.admin import ReadOnlyAdmin
from letters.models import Scroll
from payments.admin.permissions import RefundPermission
from payments.models import Dispute, Method, Order, OrderLine, Refund
from payments.refunds.chargebacks import bank_has_it
from payments.refunds.decide import NothingToRefund, Reason, RefundQuote, quote_refund, refund_order

ALL, SOME = "all", "some"


class RefundForm(forms.Form):
    """What is refunded, and why."""

    what = forms.ChoiceField(
        label=gettext_lazy("What is refunded"),
        choices=[
            (SOME, gettext_lazy("The letters selected above")),
            (ALL, gettext_lazy("Everything that is left, with fee and gift")),
        ],
        initial=SOME,
        widget=UnfoldAdminRadioSelectWidget,
    )
    lines = forms.TypedMultipleChoiceField(
        coerce=int, required=False, widget=forms.MultipleHiddenInput
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[(reason.value, reason.label) for reason in (Reason.REQUESTED, Reason.FRAUD)],
        widget=UnfoldAdminSelectWidget,
    )

    def __init__(self, *args: Any, positions: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lines"].choices = [(position, position) for position in positions]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("what") == SOME and not cleaned.get("lines") and not self.errors:
            raise forms.ValidationError(_("Tick the letters that go back, or choose everything."))
        return cleaned

    @property
    def chosen(self) -> list[int] | None:
        """The positions that were chosen, or None for everything."""
        return None if self.cleaned_data["what"] == ALL else self.cleaned_data["lines"]


class RefundActions(RefundPermission, ReadOnlyAdmin):
    """The order's part about refunds."""

    change_form_outer_before_template = "admin/payments/refund_notices.html"

    @object_action(
        description=gettext_lazy("Refund"),
        url_path="refund",
        icon="undo",
        permissions=["refund"],
    )
    def refund(self, request: HttpRequest, order: Order) -> HttpResponse:
        """Choose what is refunded, show the amount, then refund it."""
        positions = [line.position for line in order.lines.all()]
        form = RefundForm(request.POST or None, positions=positions)
        try:
            answer = _next_step(request, order, form)
        except NothingToRefund as error:
            messages.warning(request, str(error))
            return redirect(change_url(order))
        if isinstance(answer, Step):
            return render_step(self, request, order, answer)
        self.log_change(request, order, f"refund {answer.pk}: {_money(answer)}")
        messages.success(request, _("%(sum)s is being refunded.") % {"sum": _money(answer)})
        return redirect(change_url(order))

    def offered_actions(self, request: HttpRequest, obj: Order, paths: set[str]) -> set[str]:
        offered = super().offered_actions(request, obj, paths)
        return offered if is_refundable(obj) else offered - {"refund"}

    def get_readonly_fields(self, request: HttpRequest, obj: Order | None = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), "refunds", "disputes"]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Add what the committee must not overlook."""
        order = self.get_object(request, unquote(object_id))
        context = {**(extra_context or {}), "notices": _notices(order) if order else []}
        response: HttpResponse = super().change_view(request, object_id, form_url, context)
        return response

    @admin.display(description=gettext_lazy("refunded amount"))
    def refunds(self, order: Order) -> SafeString | str:
        rows = Refund.objects.filter(payment__order=order).order_by("pk")
        return _links((row, _money(row), row.get_state_display()) for row in rows)

    @admin.display(description=gettext_lazy("disputes"))
    def disputes(self, order: Order) -> SafeString | str:
        rows = Dispute.objects.filter(payment__order=order).order_by("opened_at")
        return _links((row, row.pk, row.status) for row in rows)


def _next_step(request: HttpRequest, order: Order, form: RefundForm) -> Step | Refund:
    """The next page, or the refund once it is confirmed. Raises NothingToRefund."""
    if not form.is_valid():
        quote_refund(order, None)  # raises where nothing is left
        return _selection_step(request, order, form)
    reason = Reason(form.cleaned_data["reason"])
    back = quote_refund(order, form.chosen)
    if request.POST.get("sum") != str(back.amount):
        return _confirmation_step(back, form, reason)
    # Two concurrent refunds serialise on the order's lock: the second finds another amount.
    with transaction.atomic():
        row = refund_order(order=order, reason=reason, by=request.user, lines=form.chosen)  # type: ignore[arg-type]
        if row.amount == back.amount:
            return row
        transaction.set_rollback(True)
    return _confirmation_step(quote_refund(order, form.chosen), form, reason)


def _selection_step(request: HttpRequest, order: Order, form: RefundForm) -> Step:
    return Step(
        title=_("Give money back"),
        button=_("Show the amount"),
        paragraphs=[
            _(
                "Each letter is refunded at its price; the fee and the gift only with a full "
                "refund."
            ),
            *_about_postage(order),
        ],
        rows=refundable_rows(order, request.POST.getlist("lines")),
        selectable=True,
        form=form,
        errors=[str(error) for error in form.non_field_errors()],
    )


def _about_postage(order: Order) -> list[str]:
    if not order.postage_amount:
        return []
    postage = order.show(order.postage_amount)
    if order.postage_spent:
        text = _("The certificates were posted: the postage of %(postage)s is not refunded.")
    else:
        text = _("The postage of %(postage)s is refunded only with a full refund.")
    return [text % {"postage": postage}]


def _confirmation_step(back: RefundQuote, form: RefundForm, reason: Reason) -> Step:
    order = back.payment.order
    chosen = {line.position for line in back.lines}
    hidden = [("what", form.cleaned_data["what"]), ("reason", reason.value)]
    hidden += [("lines", str(position)) for position in form.chosen or []]
    return Step(
        title=_("Give money back"),
        button=_("Refund %(sum)s") % {"sum": format_money(back.amount, order.currency)},
        facts=[
            (_("Ordered by"), order.email),
            (_("Reason"), str(reason.label)),
            (_("Refund"), format_money(back.amount, order.currency)),
            (_("Method"), str(Method(back.payment.method).label)),
        ],
        rows=[row for row in refundable_rows(order) if row.value in chosen],
        paragraphs=_about_postage(order),
        hidden=[*hidden, ("sum", str(back.amount))],
    )


def is_refundable(order: Order) -> bool:
    """Whether anything of the order can be refunded."""
    try:
        quote_refund(order, None)
    except NothingToRefund:
        return False
    return True


def refundable_rows(order: Order, ticked: Collection[str] = ()) -> list[Row]:
    """The letters of an order, and what a refund does to each."""
    lines = order.lines.select_related(
        "inscription__person", "inscription__letter__scroll", "refund"
    )
    return [
        Row(
            value=line.position,
            name=f"{line.inscription.person.line} {line.inscription.person.honorific}".strip(),
            mark=order.show(line.price),
            detail=_line_status(line),
            selectable=line.refund is None,
            selected=str(line.position) in ticked,
        )
        for line in lines
    ]


def _line_status(line: OrderLine) -> str:
    if line.refund and line.refund.state == Refund.State.SUCCEEDED:
        return _("already refunded")
    if line.refund:
        return _("refund under way")
    letter = getattr(line.inscription, "letter", None)
    if letter is None:
        return _("has no letter now")
    if letter.scroll.state in {Scroll.State.PREPARED, Scroll.State.OPEN}:
        return _("has a letter in an open scroll: the letter will be available again")
    return _("has a letter in a full scroll: the letter stays, only the money is refunded")


def _notices(order: Order) -> list[str]:
    open_disputes = Dispute.objects.filter(payment__order=order, closed_at=None)
    disputed = _("The payment is disputed at the bank: %(status)s.")
    taken = (bank_has_it(payment) for payment in order.payments.order_by("pk"))
    return [
        *([order.review_reason] if order.review_reason else []),
        *(disputed % {"status": dispute.status} for dispute in open_disputes),
        *filter(None, taken),
    ]


def _links(rows: Iterable[tuple[Model, str, str]]) -> SafeString | str:
    links = ((change_url(row), name, state) for row, name, state in rows)
    link = '<a class="block step-link" href="{}"><bdi>{}</bdi> · {}</a>'
    return format_html_join("", link, links) or "—"


def _money(row: Refund) -> str:
    return format_money(row.amount, row.currency)
