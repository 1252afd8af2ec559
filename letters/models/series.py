"""Series of scrolls and their prices."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modeltrans.fields import TranslationField

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


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), model_name="PriceEvent")
class Price(models.Model):
    """The price of a letter of a series in a currency, and the minimum of an order."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="prices")
    currency = models.CharField(max_length=3, help_text="ISO 4217, lower case")
    letter = models.PositiveIntegerField(help_text="minor units")
    minimum = models.PositiveIntegerField(help_text="minor units; Stripe's least charge")
    # The card fee in this currency, which a purchaser may choose to cover.
    fee_basis_points = models.PositiveSmallIntegerField(default=290)
    fee_fixed = models.PositiveSmallIntegerField(default=30, help_text="minor units")
    single_approval_limit = models.PositiveIntegerField(
        default=50_000,
        help_text="minor units; a larger transfer, cash or cheque is confirmed by two of the staff",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "currency"], name="price_currency_unique"),
            models.CheckConstraint(condition=Q(letter__gt=0), name="price_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.letter} {self.currency}"

    @property
    def order_minimum(self) -> int:
        """The least total of an order, in minor units; one letter where nothing can be added."""
        return self.minimum if self.series.extras_accepted else self.letter
