"""Money that did not come by card, as a volunteer records it: by the admin's rules and limits."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.calendar.local_day import today
from families.models import Call, CallStep
from families.telephone.calls import take_step
from payments.admin.manual_form import ManualPaymentForm
from payments.methods.manual import choose_offline, record
from payments.models import OFFLINE, ManualPayment, Method, Order

_SHORT = {"class": "input-short", "dir": "ltr", "autocomplete": "off"}


class MoneyForm(ManualPaymentForm):
    """The admin's form with the widgets of the site; of an order that is not paid yet."""

    method = forms.ChoiceField(
        label=_("Method"), choices=[(method.value, method.label) for method in OFFLINE]
    )
    amount = forms.CharField(label=_("Amount"), max_length=20, widget=forms.TextInput(attrs=_SHORT))
    currency = forms.ChoiceField(label=_("Currency"))
    reference = forms.CharField(
        label=_("Reference"),
        help_text=_("The bank’s, the cheque’s or the receipt’s number"),
        max_length=100,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    received_on = forms.DateField(
        label=_("Received on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    same_transfer = forms.BooleanField(
        label=_("The same transfer covered other payments too"), required=False
    )

    def __init__(self, *args: Any, order: Order | None = None, **kwargs: Any) -> None:
        super().__init__(*args, order=order, **kwargs)
        self.initial["received_on"] = today(settings.HOME_ZONE).civil
        del self.fields["to_refund"]  # money for a paid order is the treasurer's to record

    def add_errors(self, error: ValidationError) -> None:
        """Show the errors beside their fields; show the field that answers a question."""
        if "same_transfer" in error.error_dict:
            self.fields["same_transfer"].widget = forms.CheckboxInput()
        self.add_error(None, error)


@transaction.atomic
def record_money(call: Call, by: User, form: MoneyForm) -> ManualPayment:
    """Record the money of a valid form, and that it was in this call. Raises as `record`."""
    payment = record(by=by, **form.money)
    take_step(call, CallStep.Kind.PAID, str(payment.pk), order=payment.order)
    return payment


@transaction.atomic
def choose_method(call: Call, order: Order, method: Method, key: str) -> None:
    """Note how the caller will pay. Raises NotPayable."""
    choose_offline(order=order, method=method)
    take_step(call, CallStep.Kind.METHOD, key, order=order)
