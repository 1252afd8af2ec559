"""Series of scrolls and their prices."""

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _
from modeltrans.fields import TranslationField

from core.amounts.currencies import CODES, CURRENCIES, MAX_AMOUNT, MINIMUMS
from core.amounts.money import format_money
from core.forms.code_fields import CurrencyField
from core.languages import translated


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), model_name="SeriesEvent")
class Series(models.Model):
    """A line of scrolls with its audience, disclosure and prices."""

    class Audience(models.TextChoices):
        EVERYONE = "everyone", _("every Jew")
        CHILDREN = "children", _("children only")

    class Disclosure(models.TextChoices):
        HIDDEN = "hidden", _("only the scroll is shown")
        PARSHA = "parsha", _("the parsha is shown")
        EXACT = "exact", _("the parsha; an adult is shown the place on request")

    class Edition(models.TextChoices):
        ASHKENAZ = "ashkenaz", _("Ashkenaz")
        ALTER_REBBE = "alter_rebbe", _("the Alter Rebbe’s")

    slug = models.SlugField(_("word in the address"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    audience = models.CharField(
        _("audience"), max_length=10, choices=Audience, default=Audience.EVERYONE
    )
    disclosure = models.CharField(
        _("what is shown of the letter’s place"),
        max_length=10,
        choices=Disclosure,
        default=Disclosure.EXACT,
    )
    # Closed for good: no scroll follows, so payments without a free letter are refunded.
    closed = models.BooleanField(_("closed"), default=False)
    edition = models.CharField(
        _("text"), max_length=20, choices=Edition, default=Edition.ALTER_REBBE
    )

    is_default = models.BooleanField(
        _("at the bare addresses"),
        default=False,
        help_text=_("the series of the home page; one only"),
    )
    extras_accepted = models.BooleanField(
        _("gifts and card fees accepted"),
        default=True,
        help_text=_("off: an order costs exactly the price of its letters"),
    )
    certificate_title = models.CharField(
        _("line above the name on a certificate"),
        max_length=80,
        blank=True,
        help_text=_("for the living; empty: a letter in the Torah"),
    )
    certificate_dedication = models.CharField(
        _("line at the foot of a certificate"),
        max_length=200,
        blank=True,
        help_text=_("printed where the scroll has no dedication of its own"),
    )
    i18n = TranslationField(
        verbose_name=_("translations"),
        fields=["name", "certificate_title", "certificate_dedication"],
    )

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series and prices")
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="one_default_series"
            ),
            models.CheckConstraint(
                condition=~Q(audience="children") | Q(extras_accepted=False),
                name="children_pay_the_exact_price",
                violation_error_message=_(
                    "A children’s letter costs exactly its price: switch gifts and card fees off."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def has_age_rule(self) -> bool:
        """Whether a birth date is asked for, and compared with the ages of the audience."""
        return self.audience == self.Audience.CHILDREN

    @property
    def title(self) -> str:
        """The name in the active language."""
        return translated(self, "name")


MAX_BASIS_POINTS = 5_000


def codes_in_steps_of(step: int) -> list[str]:
    return [code for code in CODES if CURRENCIES[code].step == step]


def in_steps_of(step: int, field: str) -> Q:
    return Q(Exact(F(field) % Value(step), 0))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), model_name="PriceEvent")
class Price(models.Model):
    """The price of a letter of a series in a currency, and the minimum of an order."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="prices")
    currency = CurrencyField(help_text=_("a code of ISO 4217, such as usd"))
    letter = models.PositiveIntegerField(help_text="minor units")
    minimum = models.PositiveIntegerField(help_text="minor units; Stripe's least charge")
    # The card fee in this currency, which a purchaser may choose to cover.
    fee_basis_points = models.PositiveSmallIntegerField(
        default=290, help_text=_("in hundredths of a percent: 290 means 2.9 percent")
    )
    fee_fixed = models.PositiveSmallIntegerField(default=30, help_text="minor units")
    single_approval_limit = models.PositiveIntegerField(
        default=50_000,
        help_text="minor units; a larger transfer, cash or cheque is confirmed by two of the staff",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "currency"], name="price_currency_unique"),
            models.CheckConstraint(condition=Q(letter__gt=0), name="price_positive"),
            models.CheckConstraint(
                condition=Q(currency__in=CODES),
                name="price_currency_of_stripe",
                violation_error_message=_("Stripe does not take this currency."),
            ),
            models.CheckConstraint(
                condition=Q(fee_basis_points__lte=MAX_BASIS_POINTS),
                name="price_fee_at_most_half",
                violation_error_message=_("A card fee is at most half of the charge."),
            ),
            models.CheckConstraint(
                condition=~Q(currency__in=codes_in_steps_of(100))
                | (in_steps_of(100, "letter") & in_steps_of(100, "minimum")),
                name="price_without_decimals",
                violation_error_message=_("This currency has no decimals."),
            ),
            models.CheckConstraint(
                condition=~Q(currency__in=codes_in_steps_of(10))
                | (in_steps_of(10, "letter") & in_steps_of(10, "minimum")),
                name="price_in_hundredths",
                violation_error_message=_("The third decimal of this currency has to be 0."),
            ),
        ]

    def __str__(self) -> str:
        return format_money(self.letter, self.currency)

    def clean(self) -> None:
        """What Stripe would refuse of an order at this price."""
        least = MINIMUMS.get(self.currency, 0)
        if self.minimum is not None and self.minimum < least:
            text = _("Stripe charges at least %(least)s in this currency.")
            raise ValidationError({"minimum": text % {"least": format_money(least, self.currency)}})
        if self.letter is not None and self.letter > MAX_AMOUNT:
            text = _("Stripe charges at most %(most)s at once.")
            raise ValidationError(
                {"letter": text % {"most": format_money(MAX_AMOUNT, self.currency)}}
            )

    @property
    def order_minimum(self) -> int:
        """The least total of an order, in minor units; one letter where nothing can be added."""
        return self.minimum if self.series.extras_accepted else self.letter
