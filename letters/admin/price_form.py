"""The form of a price: amounts are typed in the currency's units, and stored in minor units."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from core.amounts.currencies import CODES
from core.amounts.money import plain_amount
from core.amounts.typed_amount import read_amount
from letters.models import Price

_AMOUNTS = ("letter", "minimum", "fee_fixed", "single_approval_limit")


def _amount(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=20, widget=UnfoldAdminTextInputWidget)


class PriceForm(forms.ModelForm):  # type: ignore[type-arg]
    """A price in one currency."""

    currency = forms.TypedChoiceField(
        label=_("Currency"),
        choices=[("", ""), *((code, code.upper()) for code in CODES)],
        coerce=str,
        widget=UnfoldAdminSelectWidget,
    )
    letter = _amount(_("price of a letter"))
    minimum = _amount(_("least card payment"))
    fee_fixed = _amount(_("fixed part of the card fee"))
    single_approval_limit = _amount(_("largest manual payment that one person confirms"))

    class Meta:
        model = Price
        fields = [
            "currency",
            "letter",
            "minimum",
            "fee_basis_points",
            "fee_fixed",
            "single_approval_limit",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.instance.currency or "usd"
        for name in _AMOUNTS:
            amount = getattr(self.instance, name)
            if amount is not None:
                self.initial[name] = plain_amount(amount, code)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        code = cleaned.get("currency")
        for name in _AMOUNTS:
            if not code:
                cleaned.pop(name, None)  # it can't be read
            elif name in cleaned:
                try:
                    cleaned[name] = read_amount(cleaned[name], code)
                except ValidationError as error:
                    self.add_error(name, error)
        return cleaned
