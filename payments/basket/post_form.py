"""The part of the basket's form about printed certificates by post, with its price."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.amounts.money import format_money
from letters.models import Price
from payments.basket.locality import LocalityForm
from payments.orders.postage import all_postage_prices, postage_for, served_countries

_FIELDS = ("by_post", "post_country", "shown_postage")


class PostForm(LocalityForm):
    """Whether the certificates are posted, and to which country; absent where it isn't offered."""

    by_post = forms.BooleanField(
        label=gettext_lazy("Also send the certificates printed, by post"),
        required=False,
    )
    post_country = forms.ChoiceField(
        label=gettext_lazy("Country of the postal address"),
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy(
                "Certificates are not posted to this country. Choose another, or go on without."
            ),
        },
    )
    # The postage that the page showed, in minor units; only compared, never charged.
    shown_postage = forms.CharField(widget=forms.HiddenInput, max_length=20, required=False)

    def __init__(self, *args: Any, prices: Sequence[Price], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prices = {price.currency: price for price in prices}
        series = prices[0].series if prices else None
        self.postage_prices = all_postage_prices(series, list(self.prices)) if series else {}
        if not self.postage_prices:
            self.remove_post()
            return
        lowest = [format_money(min(of.values()), code) for code, of in self.postage_prices.items()]
        self.fields["by_post"].help_text = _(
            "All of them in one envelope, from %(price)s by country. The next page asks for the "
            "address."
        ) % {"price": " · ".join(lowest)}
        country = self.fields["post_country"]
        assert isinstance(country, forms.ChoiceField)  # noqa: S101 - narrows the type
        country.choices = [("", "—"), *served_countries(self.postage_prices.values())]

    def remove_post(self) -> None:
        for name in _FIELDS:
            self.fields.pop(name, None)

    def guess_country(self, code: str) -> None:
        super().guess_country(code)
        if not self.initial.get("post_country"):
            self.initial["post_country"] = self.initial.get("country", "")

    @property
    def price(self) -> Price:
        """The price in the selected currency, or in the first one."""
        chosen = str(self["currency"].value())
        return self.prices.get(chosen) or next(iter(self.prices.values()))

    @cached_property
    def postage(self) -> int | None:
        """What posting costs, in minor units; None if it isn't asked for, or its price unknown."""
        if "by_post" not in self.fields or not self["by_post"].value():
            return None
        prices = self.postage_prices.get(self.price.currency, {})
        return postage_for(prices, str(self["post_country"].value() or ""))

    def clean_by_post(self) -> bool:
        by_post = bool(self.cleaned_data["by_post"])
        if by_post and self.price.currency not in self.postage_prices:
            raise ValidationError(
                _("In this currency no certificates are posted. Choose another, or untick this.")
            )
        return by_post

    def clean_post_country(self) -> str:
        country = str(self.cleaned_data["post_country"])
        if self.cleaned_data.get("by_post") and self.postage is None:
            raise ValidationError(
                _("Certificates are not posted to this country. Choose another, or go on without.")
                if country
                else _("Please choose the country.")
            )
        return country
