"""The form in which staff record a transfer, cash or cheque."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from payments.fulfilment import AUTO_REFUND_STATES
from payments.models import OFFLINE, Order
from payments.money import parse_money


class DayWidget(UnfoldAdminTextInputWidget):  # type: ignore[misc]
    input_type = "date"


class OfflinePaymentForm(forms.Form):
    """A payment as the bank's statement shows it; the amount is typed, not prefilled."""

    method = forms.ChoiceField(
        label=gettext_lazy("Method"),
        choices=[(method.value, method.label) for method in OFFLINE],
        widget=UnfoldAdminSelectWidget,
    )
    amount = forms.CharField(
        label=gettext_lazy("Amount"), max_length=20, widget=UnfoldAdminTextInputWidget
    )
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), widget=UnfoldAdminSelectWidget)
    reference = forms.CharField(
        label=gettext_lazy("Reference"),
        help_text=gettext_lazy("The bank’s, the cheque’s or the receipt’s number"),
        max_length=100,
        widget=UnfoldAdminTextInputWidget,
    )
    received_on = forms.DateField(label=gettext_lazy("Received on"), widget=DayWidget)
    same_transfer = forms.BooleanField(
        label=gettext_lazy("The same transfer paid both orders"),
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

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        currencies = order.series.prices.values_list("currency", flat=True)
        self.fields["currency"].choices = [  # type: ignore[attr-defined]
            (code, code.upper()) for code in sorted({*currencies, order.currency})
        ]
        self.initial = {"method": order.method, "currency": order.currency}
        for name, shown in (
            ("same_transfer", "same_transfer" in self.data),
            ("to_refund", order.state in AUTO_REFUND_STATES),
        ):
            if not shown:
                self.fields[name].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """The sum in minor units of the currency."""
        cleaned = super().clean() or {}
        if "amount" in cleaned and "currency" in cleaned:
            try:
                cleaned["amount"] = parse_money(cleaned["amount"], cleaned["currency"])
            except ValueError:
                self.add_error("amount", _("Please write an amount, such as 18 or 18.50."))
        return cleaned

    def add_errors(self, error: ValidationError) -> None:
        """Show the errors beside their fields; show the field that answers a question."""
        if "same_transfer" in error.error_dict:
            self.fields["same_transfer"].widget = UnfoldBooleanWidget()
        self.add_error(None, error)
