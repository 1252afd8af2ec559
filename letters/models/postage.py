"""What it costs to have printed certificates posted."""

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.amounts.currencies import CODES, MAX_AMOUNT
from core.amounts.money import format_money
from core.forms.code_fields import CountryField, CurrencyField
from letters.models.series import Price, Series, codes_in_steps_of, in_steps_of


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    model_name="PostagePriceEvent",
)
class PostagePrice(models.Model):
    """The price of posting an order's printed certificates to a country, however many they are.

    Without a country it is that of all countries which have no price of their own. A series
    without such prices in a currency posts nothing to those who pay in it.
    """

    series = models.ForeignKey(Series, models.CASCADE, related_name="postage_prices")
    currency = CurrencyField(_("currency"))
    country = CountryField(_("country"), blank=True)
    amount = models.PositiveIntegerField(help_text="minor units; 0 is free")

    class Meta:
        verbose_name = _("price of posting")
        verbose_name_plural = _("prices of posting printed certificates")
        constraints = [
            models.UniqueConstraint(
                fields=["series", "currency", "country"], name="postage_price_once"
            ),
            models.CheckConstraint(
                condition=Q(currency__in=CODES),
                name="postage_currency_of_stripe",
                violation_error_message=_("Stripe does not take this currency."),
            ),
            models.CheckConstraint(
                condition=Q(country="") | Q(country__regex=r"^[A-Z]{2}$"),
                name="postage_country_is_code",
            ),
            models.CheckConstraint(
                condition=Q(amount__lte=MAX_AMOUNT), name="postage_can_be_charged"
            ),
            models.CheckConstraint(
                condition=~Q(currency__in=codes_in_steps_of(100)) | in_steps_of(100, "amount"),
                name="postage_without_decimals",
                violation_error_message=_("This currency has no decimals."),
            ),
            models.CheckConstraint(
                condition=~Q(currency__in=codes_in_steps_of(10)) | in_steps_of(10, "amount"),
                name="postage_in_hundredths",
                violation_error_message=_("The third decimal of this currency has to be 0."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country or '*'} {format_money(self.amount, self.currency)}"

    def clean(self) -> None:
        """Orders are in the currencies that letters have a price in."""
        priced = Price.objects.filter(series=self.series_id, currency=self.currency)
        if self.series_id and self.currency and not priced.exists():
            raise ValidationError(
                {"currency": _("First give the letters a price in this currency, and save it.")}
            )
