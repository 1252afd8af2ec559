"""What the admin's pages of manual payments show: the steps, and a payment's state."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.admin.steps import Step
from core.amounts.money import format_money
from core.calendar.local_day import home_time
from payments.admin.manual_form import ManualPaymentForm
from payments.fulfilment import AUTO_REFUND_STATES
from payments.methods.manual import single_approval_limit
from payments.models import ManualPayment, Order


def order_step(order: Order, form: ManualPaymentForm) -> Step:
    limit = order.show(single_approval_limit(order, order.currency))
    paragraphs = [
        _("Up to %(limit)s you record it alone; above it another member of the staff approves.")
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


def prepayment_step(form: ManualPaymentForm) -> Step:
    return Step(
        title=_("Prepayment received"),
        button=_("Payment received"),
        paragraphs=[
            _("The community can pay for its lists with it. Up to the limit you record it alone.")
        ],
        form=form,
        errors=[str(error) for error in form.non_field_errors()],
    )


def approve_step(payment: ManualPayment) -> Step:
    if payment.order:
        text = _("Please check the bank statement yourself. The letters are then drawn at once.")
    else:
        text = _("Please check the bank statement yourself. The community can then use the money.")
    return Step(
        title=_("Approve the payment"),
        button=_("I saw this money"),
        paragraphs=[text],
        facts=_facts(payment),
    )


def reject_step(payment: ManualPayment) -> Step:
    if payment.order:
        text = _("The money did not arrive after all. The order awaits payment again.")
    else:
        text = _("The money did not arrive after all.")
    return Step(
        title=_("Reject the payment"),
        button=_("Reject"),
        paragraphs=[text],
        facts=_facts(payment),
    )


def status_of(row: ManualPayment) -> tuple[str, str]:
    if row.rejected_at:
        return "withdrawn", _("withdrawn")
    if row.accepted_at:
        return "accepted", _("accepted")
    return "waiting", _("awaits approval")


def _facts(row: ManualPayment) -> list[tuple[str, str]]:
    return [
        (_("Ordered by"), row.order.email) if row.order else (_("Community"), str(row.community)),
        (_("Amount"), format_money(row.amount, row.currency)),
        (_("Method"), row.get_method_display()),
        (_("Reference"), row.reference),
        (_("Received on"), date_format(row.received_on)),
        *approvals(row)[:-1],
    ]


def approvals(row: ManualPayment) -> list[tuple[str, str]]:
    """Who recorded and approved the payment, and when; last its status."""
    people = [(_("Recorded by"), f"{row.recorded_by}, {_moment(row.recorded_at)}")]
    if row.approved_at:
        people.append((_("Approved by"), f"{row.approved_by}, {_moment(row.approved_at)}"))
    return [*people, (_("State"), status_of(row)[1])]


def _moment(moment: datetime) -> str:
    return date_format(home_time(moment), "SHORT_DATETIME_FORMAT")
