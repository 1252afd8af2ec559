"""The form of a postal address."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from core.amounts.money import format_money
from core.countries import countries
from core.forms.text_input import REPLACEMENT, clean_line
from core.printing.font_coverage import drawable
from families.models.posting import ADDRESS, LINE_LIMIT
from families.postal.address_rules import address_errors
from payments.orders.postage import postage_for

_TOO_LONG = ngettext_lazy(
    "At most %(limit_value)d character fits on the label, and this has %(show_value)d. Please "
    "shorten it, or use the next line.",
    "At most %(limit_value)d characters fit on the label, and this has %(show_value)d. Please "
    "shorten it, or use the next line.",
    "limit_value",
)


def _line(label: Any, autocomplete: str, **options: Any) -> forms.CharField:
    attributes = {"dir": "auto", "autocomplete": f"shipping {autocomplete}", "spellcheck": "false"}
    widget = forms.TextInput(attrs=attributes)
    options = {"max_length": LINE_LIMIT, "required": False, **options}
    errors = {"max_length": _TOO_LONG, **options.pop("error_messages", {})}
    return forms.CharField(label=label, widget=widget, error_messages=errors, **options)


class AddressForm(forms.Form):
    """Where the certificates are posted. What is typed is printed as it is, in any script."""

    recipient = _line(
        gettext_lazy("Name on the envelope"),
        "name",
        required=True,
        error_messages={"required": gettext_lazy("Please write who receives the envelope.")},
    )
    line1 = _line(
        gettext_lazy("Street and number"),
        "address-line1",
        required=True,
        error_messages={"required": gettext_lazy("Please write the street and the number.")},
    )
    line2 = _line(gettext_lazy("Apartment, entrance or institution (optional)"), "address-line2")
    city = _line(
        gettext_lazy("City"),
        "address-level2",
        required=True,
        error_messages={"required": gettext_lazy("Please write the city.")},
    )
    region = _line(gettext_lazy("State or region, where addresses have one"), "address-level1")
    postal_code = _line(
        gettext_lazy("Postal code, where addresses have one"), "postal-code", max_length=12
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        help_text=gettext_lazy("With the price of printing and posting all certificates."),
        widget=forms.Select(attrs={"autocomplete": "shipping country"}),
        error_messages={
            "required": gettext_lazy("Please choose the country."),
            "invalid_choice": gettext_lazy(
                "Certificates are not posted to this country. Choose another, or go on without."
            ),
        },
    )

    def __init__(self, *args: Any, prices: Mapping[str, int], currency: str, **kwargs: Any) -> None:
        """`prices` in minor units, by country, as of `payments.orders.postage`."""
        super().__init__(*args, **kwargs)
        self.prices = prices
        served = [
            (code, f"{name} · {format_money(amount, currency)}")
            for code, name in countries()
            if (amount := postage_for(prices, code)) is not None
        ]
        self.fields["country"].choices = [("", "—"), *served]  # type: ignore[attr-defined]

    @property
    def price(self) -> int:
        """The price for the chosen country, in minor units."""
        return postage_for(self.prices, self.cleaned_data["country"]) or 0

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or {})
        for name in ADDRESS:
            if name in cleaned:
                cleaned[name] = clean_line(cleaned[name]).strip()
                if error := _printing_error(cleaned[name]):
                    self.add_error(name, error)
        if not self.errors:
            for name, error in address_errors(cleaned):
                self.add_error(name, error)
        return cleaned


def _printing_error(text: str) -> str:
    """Why a line can't be printed on a label; "" if it can."""
    characters = {each for each in text if each != " "}
    missing = sorted(characters - drawable(characters))
    if REPLACEMENT in characters or missing:
        shown = " ".join(missing[:5] or [REPLACEMENT])
        return _("This can’t be printed: %(characters)s") % {"characters": shown}
    return ""
