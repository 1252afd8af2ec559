"""A form with an amount of money in one of the currencies that letters are sold in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from core.amounts.typed_amount import read_amount
from letters.models import Price


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
            try:
                cleaned["amount"] = read_amount(
                    cleaned["amount"], cleaned["currency"], signed=self.signed
                )
            except ValidationError as error:
                self.add_error("amount", error)
        return cleaned
