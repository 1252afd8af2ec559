"""The locality of the people of a basket, asked once for the whole list."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.countries import countries, country_name, country_of
from letters.models import Community
from payments.orders.place import Locality

_FORBIDDEN = re.compile(r"[<>{}\[\]\\|=+*_~^@\x00-\x1f]")
_LETTER = re.compile(r"[^\W\d_]")


def validate_city(value: str) -> None:
    if _FORBIDDEN.search(value) or not _LETTER.search(value):
        raise ValidationError(_("Please write the name of the city, in letters."))


class LocalityForm(forms.Form):
    """Country, city and community, all optional."""

    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        error_messages={"invalid_choice": _("Please choose the country from the list.")},
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    city = forms.CharField(
        label=_("City (optional)"),
        required=False,
        max_length=80,
        validators=[validate_city],
        error_messages={"max_length": _("A city may have up to 80 characters.")},
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "address-level2"}),
    )
    community = forms.ChoiceField(
        label=_("Community (optional)"),
        required=False,
        error_messages={"invalid_choice": _("Please choose a community from the list, or none.")},
    )
    zone = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.communities = Community.objects.approved().order_by("name")
        country, community = self.fields["country"], self.fields["community"]
        assert isinstance(country, forms.ChoiceField)  # noqa: S101 - narrows the type
        assert isinstance(community, forms.ChoiceField)  # noqa: S101 - narrows the type
        country.choices = [("", _("By the clock of this device")), *countries()]
        community.choices = [("", "—"), *_grouped_by_country(self.communities)]

    def ask_callers_country(self) -> None:
        """Of a form that somebody else fills in: the clock of the device says nothing of it."""
        country = self.fields["country"]
        assert isinstance(country, forms.ChoiceField)  # noqa: S101 - narrows the type
        country.required = True
        country.label = _("Where does the caller live?")
        country.choices = [("", "—"), *countries()]
        country.error_messages["required"] = _("Please ask in which country the caller lives.")
        country.widget.attrs["autocomplete"] = "off"
        self.initial.setdefault("country", "")  # nothing is guessed

    def guess_country(self, code: str) -> None:
        """Preselect this country if none is chosen yet; the page may guess better."""
        known = self.data if self.is_bound else self.initial
        if known.get("country") is None:
            self.initial["country"] = code
            self.fields["country"].widget.attrs["data-guess"] = True

    @property
    def kept_for_later(self) -> list[forms.BoundField]:
        """What is known already of that which is asked after the payment; no guess."""
        fields = [self[name] for name in ("country", "city", "community")]
        return [
            field
            for field in fields
            if field.value() and "data-guess" not in field.field.widget.attrs
        ]

    def clean_community(self) -> int | None:
        """The community's primary key."""
        slug = self.cleaned_data["community"]
        return next((each.pk for each in self.communities if each.slug == slug), None)

    @property
    def locality(self) -> Locality:
        """The locality of a valid form; a missing country is that of the time zone."""
        return Locality(
            country=self.cleaned_data["country"] or country_of(self.data.get("zone", "")),
            city=self.cleaned_data["city"],
            community_id=self.cleaned_data["community"],
        )


def _grouped_by_country(
    communities: Iterable[Community],
) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for each in communities:
        label = each.title if each.city in each.title else f"{each.title}, {each.city}"
        groups.setdefault(country_name(each.country), []).append((each.slug, label))
    return sorted(groups.items())
