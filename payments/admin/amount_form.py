"""A form with an amount of money in one of the currencies that letters are sold in."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from letters.models import Price
from payments.money import parse_money


class AmountForm(forms.Form):
    """An amount as it is typed; in minor units once it is clean."""

    amount = forms.CharField(
        label=gettext_lazy("Amount"), max_length=20, widget=UnfoldAdminTextInputWidget
    )
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), widget=UnfoldAdminSelectWidget)
    signed = False  # whether a minus is allowed

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = Price.objects.order_by("currency").values_list("currency", flat=True).distinct()
        self.fields["currency"].choices = [(code, code.upper()) for code in codes]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "amount" in cleaned and "currency" in cleaned:
            digits = cleaned["amount"].replace("−", "-").strip()
            sign = -1 if self.signed and digits.startswith("-") else 1
            try:
                cleaned["amount"] = sign * parse_money(
                    digits.removeprefix("-") if self.signed else digits, cleaned["currency"]
                )
            except ValueError:
                self.add_error("amount", _("Please write an amount, such as 18 or 18.50."))
        return cleaned
