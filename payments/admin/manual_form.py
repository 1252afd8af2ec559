"""The form in which staff record a transfer, cash or cheque."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from letters.models import Community
from payments.admin.amount_form import AmountForm
from payments.fulfilment import AUTO_REFUND_STATES
from payments.models import OFFLINE, Order


class DayWidget(UnfoldAdminTextInputWidget):  # type: ignore[misc]
    input_type = "date"


class ManualPaymentForm(AmountForm):
    """Money as the bank's statement shows it; the amount is typed, not prefilled.

    Without an order it is for the balance of a community.
    """

    community = forms.ModelChoiceField(
        label=gettext_lazy("Community"),
        queryset=Community.objects.order_by("name"),
        widget=UnfoldAdminSelectWidget,
    )
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
    to_refund = forms.BooleanField(
        label=gettext_lazy(
            "The order is already paid: record the second payment in order to refund it"
        ),
        required=False,
        widget=UnfoldBooleanWidget,
    )
    field_order = ("community", "method", "amount", "currency")

    def __init__(self, *args: Any, order: Order | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order = order
        if order:
            del self.fields["community"]
            self.initial = {"method": order.method, "currency": order.currency}
        if not order or order.state not in AUTO_REFUND_STATES:
            self.fields["to_refund"].widget = forms.HiddenInput()
        if "same_transfer" not in self.data:
            self.fields["same_transfer"].widget = forms.HiddenInput()

    @property
    def money(self) -> dict[str, Any]:
        """The validated arguments of `record`."""
        typed = {**self.cleaned_data}
        return {"target": self.order or typed.pop("community"), **typed}

    def add_errors(self, error: ValidationError) -> None:
        """Show the errors beside their fields; show the field that answers a question."""
        if "same_transfer" in error.error_dict:
            self.fields["same_transfer"].widget = UnfoldBooleanWidget()
        self.add_error(None, error)
