"""The basket's form: everything except the names."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, TimestampSigner
from django.utils.translation import gettext_lazy as _

from core.amounts.money import AmbiguousAmount, format_money, parse_money
from core.amounts.typed_amount import AMBIGUOUS, ambiguous_amount
from core.calendar.time_zones import time_zones
from core.forms.form_fields import EmailField
from letters.models import Price
from payments.basket.post_form import PostForm
from payments.methods.options import above_card_limit_message
from payments.orders.consent import CONSENT_HELP, FAMILY
from payments.orders.place import FAMILY_MARK, basket_key

MAX_TOTAL = 99_999_999  # minor units: Stripe's limit for one charge
TOKEN_MAX_AGE = timedelta(hours=48)  # a page left open overnight is still good


_signer = TimestampSigner(salt="payments.basket.form")


def new_token(replaces: str = "") -> str:
    """A signed token that proves that a form came from our page, and when.

    `replaces`: the `basket_key` of the orders that the form's order replaces.
    """
    mark = f"{FAMILY_MARK}{replaces}" if replaces else ""
    return _signer.sign(f"{secrets.token_urlsafe(16)}{mark}")


def _is_valid_token(token: str, max_age: timedelta | None = TOKEN_MAX_AGE) -> bool:
    try:
        _signer.unsign(token, max_age=max_age)
    except BadSignature:
        return False
    return True


class BasketForm(PostForm):
    """The fields that are asked once for the whole list."""

    email = EmailField(
        label=_("E-mail for the certificates"),
        help_text=_(
            "We will e-mail the certificates, ready to print, with a receipt. Your address "
            "is used only for matters of the scroll."
        ),
        widget=forms.EmailInput(
            attrs={
                "dir": "ltr",
                "autocomplete": "email",
                "autocapitalize": "none",
                "autocorrect": "off",
                "spellcheck": "false",
            }
        ),
        error_messages={
            "required": _("Please write the e-mail address for the certificates."),
        },
    )
    currency = forms.ChoiceField(
        label=_("Currency"),
        error_messages={"invalid_choice": _("This currency is not offered. Choose another.")},
    )
    cover_fee = forms.BooleanField(
        label=_("Cover the card fee"),
        help_text=_("So that the full amount reaches the scroll."),
        required=False,
    )
    gift = forms.CharField(
        label=_("A gift toward letters for those who cannot pay"),
        help_text=_("It goes to a fund that pays for their letters. Optional."),
        required=False,
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "class": "input-short",
                "dir": "ltr",
                "inputmode": "decimal",
                "data-question": AMBIGUOUS,
                "autocomplete": "off",
                "spellcheck": "false",
            }
        ),
    )
    consent = forms.BooleanField(
        label=FAMILY,
        help_text=CONSENT_HELP,
        error_messages={"required": _("Without your consent the names cannot be saved.")},
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False)
    # The proof of work, where one is required: see payments.abuse.checkout_limits.
    solution = forms.CharField(widget=forms.HiddenInput, required=False)
    subscribe = forms.BooleanField(
        label=_("When the next scroll opens, send me one e-mail with this list already filled in"),
        help_text=_(
            "Each scroll is a Sefer Torah in its own right. Nothing is charged unless you "
            "choose to pay again."
        ),
        required=False,
    )
    # The token of the link in a subscription mail, if the basket was opened by it.
    again = forms.CharField(widget=forms.HiddenInput, required=False)
    # The digest of the question about names that are there twice, if it was answered with yes.
    same_confirmed = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)
    # In the same way of the question whether names are right that no name is usually like.
    typed_confirmed = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)
    # The total that the page showed; only compared, never charged.
    shown_total = forms.CharField(widget=forms.HiddenInput, max_length=20, required=False)

    def __init__(self, *args: Any, prices: Sequence[Price], **kwargs: Any) -> None:
        super().__init__(*args, prices=prices, **kwargs)
        field = self.fields["currency"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
        field.choices = [(code, code.upper()) for code in self.prices]
        if len(self.prices) == 1:
            field.widget = forms.HiddenInput()
        self.initial.setdefault("currency", next(iter(self.prices), ""))

    @property
    def stale(self) -> bool:
        """Whether the form's token is missing, invalid or too old."""
        return not _is_valid_token(str(self["token"].value() or ""))

    @cached_property
    def fresh_token(self) -> str:
        """The form's token, or a new one of the same basket if it is stale."""
        token = str(self["token"].value() or "")
        if not self.stale:
            return token
        return new_token(basket_key(token) if _is_valid_token(token, max_age=None) else "")

    @property
    def gift_amount(self) -> int:
        """The gift in minor units; 0 if it is invalid."""
        try:
            return parse_money(str(self["gift"].value() or ""), self.price.currency)
        except ValueError:
            return 0

    def clean_zone(self) -> str:
        """The buyer's time zone, or the home zone if it is unknown."""
        zone = str(self.cleaned_data["zone"])
        return zone if zone in time_zones() else settings.HOME_ZONE

    def clean_gift(self) -> int:
        """The gift in minor units."""
        price = self.price
        try:
            gift = parse_money(str(self.cleaned_data["gift"]), price.currency)
        except AmbiguousAmount as question:
            raise ambiguous_amount(question, price.currency) from None
        except ValueError:
            raise ValidationError(
                _("Write the gift as an amount, for example %(example)s, or leave it empty."),
                params={"example": format_money(1800, price.currency)},
            ) from None
        if gift > MAX_TOTAL // 2:
            raise ValidationError(above_card_limit_message())
        return gift
