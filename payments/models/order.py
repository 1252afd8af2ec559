"""Orders and their lines."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.amounts.money import format_money
from letters.models import Community, Inscription, Purchaser, Series, new_token


class Method(models.TextChoices):
    """How an order is paid. Only STRIPE goes through Stripe."""

    STRIPE = "stripe", _("card or bank debit")
    TRANSFER = "transfer", _("bank transfer")
    CASH = "cash", _("cash")
    CHEQUE = "cheque", _("cheque")
    FUND = "fund", _("the fund for sponsored letters")
    BALANCE = "balance", _("the community’s prepaid balance")


OFFLINE = (Method.TRANSFER, Method.CASH, Method.CHEQUE)


@pghistory.track(
    pghistory.UpdateEvent(),
    fields=["state", "method", "review_reason", "total", "by_post", "postage_spent"],
    model_name="OrderEvent",
)
class Order(models.Model):
    """A list of names and the amounts due for their letters, in minor units."""

    class State(models.TextChoices):
        AWAITING = "awaiting", _("not paid")
        PROCESSING = "processing", _("being processed by the bank")
        WAITING = "waiting", _("paid, waits for the next scroll")
        FULFILLED = "fulfilled", _("paid, letters given")
        REVIEW = "review", _("being reviewed by the committee")
        REFUNDED = "refunded", _("the money was refunded")
        CANCELED = "canceled", _("cancelled, never paid")

    public_id = models.CharField(
        _("number in the address"), max_length=32, unique=True, default=new_token
    )
    # Idempotency key: the same form sent twice is the same order.
    form_key = models.CharField(max_length=64, unique=True, null=True, blank=True)
    series = models.ForeignKey(
        Series, models.PROTECT, related_name="orders", verbose_name=_("series")
    )
    purchaser = models.ForeignKey(
        Purchaser, models.PROTECT, related_name="orders", verbose_name=_("purchaser")
    )
    # Set for a name list that its shliach pays for. Recipients who pay for themselves are counted
    # to a community by `Person.community`.
    community = models.ForeignKey(
        Community,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        db_index=False,
        verbose_name=_("community"),
    )
    email = models.EmailField(_("email"), help_text=_("as typed in this order"))
    language = models.CharField(_("language"), max_length=5)
    zone = models.CharField(_("time zone"), max_length=64, help_text=_("the purchaser’s time zone"))
    method = models.CharField(
        _("payment method"), max_length=10, choices=Method, default=Method.STRIPE
    )
    currency = models.CharField(_("currency"), max_length=3)
    letters_amount = models.PositiveIntegerField()
    fee_amount = models.PositiveIntegerField(default=0)
    gift_amount = models.PositiveIntegerField(default=0)
    # Printed certificates are posted. The postage is kept once they were, whatever is refunded.
    by_post = models.BooleanField(_("by post"), db_default=False)
    postage_amount = models.PositiveIntegerField(db_default=0)
    postage_spent = models.BooleanField(_("posted"), db_default=False)
    total = models.PositiveIntegerField()
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.AWAITING)
    review_reason = models.CharField(_("problem"), max_length=200, blank=True)
    # Takes effect with the payment: an unpaid order could name anybody's address.
    subscribe = models.BooleanField(
        _("for the next scroll"),
        db_default=False,
        help_text=_("asked to be notified when the next scroll opens"),
    )
    consent = models.CharField(
        _("sentence of consent"),
        max_length=12,
        blank=True,
        db_default="",
        default="",
        help_text=_("the version of what was ticked; blank: nothing was asked"),
    )
    consent_at = models.DateTimeField(_("consent given at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    fulfilled_at = models.DateTimeField(_("fulfilled at"), null=True, blank=True)

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    total=F("letters_amount")
                    + F("fee_amount")
                    + F("gift_amount")
                    + F("postage_amount")
                ),
                name="order_total_is_sum",
            ),
            models.CheckConstraint(
                condition=Q(consent="", consent_at=None)
                | (~Q(consent="") & Q(consent_at__isnull=False)),
                name="order_consent_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(by_post=True) | Q(postage_amount=0, postage_spent=False),
                name="postage_for_what_is_posted",
            ),
            models.CheckConstraint(
                condition=Q(fulfilled_at__isnull=False, state="fulfilled")
                | (Q(fulfilled_at=None) & ~Q(state="fulfilled"))
                | Q(state__in=["refunded", "review"]),
                name="fulfilled_has_timestamp",
            ),
        ]
        indexes = [
            models.Index("created_at", name="order_created"),
            models.Index("id", condition=Q(state="waiting"), name="orders_waiting"),
            models.Index(
                "community", condition=Q(community__isnull=False), name="orders_of_community"
            ),
            models.Index("id", condition=~Q(review_reason=""), name="orders_to_review"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def kept_postage(self) -> int:
        """What stays here when everything else is refunded, in minor units."""
        return self.postage_amount if self.postage_spent else 0

    def show(self, amount: int) -> str:
        """An amount (minor units) formatted in this order's currency."""
        return format_money(amount, self.currency)


@pghistory.track(pghistory.UpdateEvent(), fields=["refund"], model_name="OrderLineEvent")
class OrderLine(models.Model):
    """One letter of an order: for whom, and its price in minor units."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField(help_text="from 1")
    inscription = models.OneToOneField(Inscription, models.PROTECT, related_name="line")
    price = models.PositiveIntegerField()
    # The refund that gives this line's price back: in progress or succeeded, never a failed one.
    refund = models.ForeignKey(
        "payments.Refund", models.PROTECT, null=True, blank=True, related_name="lines"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="order_position_once")
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.order} {self.position}"
