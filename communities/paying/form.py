"""The form with which a list is paid for."""

import secrets
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.amounts.money import format_money
from letters.models import Price
from payments.orders.consent import CONSENT_HELP, LIST


class PayForm(forms.Form):
    """Currency, fee, and that the people of the list have consented."""

    currency = forms.ChoiceField(label=_("Currency"))
    cover_fee = forms.BooleanField(label=_("Cover the card fee"), required=False)
    agreed = forms.BooleanField(
        label=LIST,
        help_text=CONSENT_HELP,
        error_messages={"required": _("Without their consent the names cannot be saved.")},
    )
    shown = forms.IntegerField(widget=forms.HiddenInput)
    token = forms.CharField(widget=forms.HiddenInput, max_length=64)
    solution = forms.CharField(widget=forms.HiddenInput, required=False)
    zone = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, prices: Sequence[Price], names: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prices = {price.currency: price for price in prices}
        field = self.fields["currency"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
        field.choices = [
            (code, _label_with_total(price, names)) for code, price in self.prices.items()
        ]
        if len(self.prices) == 1:
            field.widget = forms.HiddenInput()
        self.initial.setdefault("currency", next(iter(self.prices), ""))
        self.initial.setdefault("token", secrets.token_urlsafe(16))

    @property
    def price(self) -> Price:
        """The price in the selected currency, or in the first one."""
        currency = str(self["currency"].value())
        return self.prices.get(currency) or next(iter(self.prices.values()))


def _label_with_total(price: Price, names: int) -> str:
    """The label of a currency, with the total of so many names."""
    code = price.currency
    total = f" · {format_money(price.letter * names, code)}" if names else ""
    return code.upper() + total
