"""The form of a price of posting, typed in the currency's units and stored in minor units."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from core.amounts.currencies import CODES
from core.amounts.money import plain_amount
from core.amounts.typed_amount import read_amount
from core.countries import countries
from letters.models import PostagePrice


class PostagePriceForm(forms.ModelForm):  # type: ignore[type-arg]
    """The price of one country, or of all that have none of their own."""

    currency = forms.TypedChoiceField(
        label=_("Currency"),
        choices=[("", ""), *((code, code.upper()) for code in CODES)],
        coerce=str,
        widget=UnfoldAdminSelectWidget,
    )
    country = forms.ChoiceField(label=_("Country"), required=False, widget=UnfoldAdminSelectWidget)
    amount = forms.CharField(
        label=_("printed and posted, for an order"),
        help_text=_("one price for all certificates of an order; 0 is free"),
        max_length=20,
        widget=UnfoldAdminTextInputWidget,
    )

    class Meta:
        model = PostagePrice
        fields = ["currency", "country", "amount"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("every other country")), *countries()]
        self.fields["country"].choices = choices  # type: ignore[attr-defined]
        if self.instance.amount is not None:
            self.initial["amount"] = plain_amount(self.instance.amount, self.instance.currency)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        code, typed = cleaned.get("currency"), cleaned.pop("amount", None)
        if code and typed is not None:
            try:
                cleaned["amount"] = read_amount(typed, code)
            except ValidationError as error:
                self.add_error("amount", error)
        return cleaned
