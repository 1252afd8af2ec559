"""Orders and their lines."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from letters.models import Community, Inscription, Purchaser, Series, new_token
from payments.money import format_money


class Method(models.TextChoices):
    """How an order is paid. Only the first is Stripe's; the fund pays for those who can't."""

    STRIPE = "stripe", _("card or bank debit")
    TRANSFER = "transfer", _("bank transfer")
    CASH = "cash", _("cash")
    CHEQUE = "cheque", _("cheque")
    FUND = "fund", _("the fund for sponsored letters")
    BALANCE = "balance", _("the community’s prepaid balance")


OFFLINE = (Method.TRANSFER, Method.CASH, Method.CHEQUE)


@pghistory.track(
    pghistory.UpdateEvent(), fields=["state", "method", "problem", "total"], model_name="OrderEvent"
)
class Order(models.Model):
    """A list of names and what is to be paid for their letters, in minor units."""

    class State(models.TextChoices):
        AWAITING = "awaiting", _("not paid")
        PROCESSING = "processing", _("being processed by the bank")
        WAITING = "waiting", _("paid, waits for the next scroll")
        FULFILLED = "fulfilled", _("paid, letters given")
        REVIEW = "review", _("being reviewed by the committee")
        REFUNDED = "refunded", _("the money was refunded")
        GIVEN_UP = "given_up", _("cancelled, never paid")

    public_id = models.CharField(
        _("number in the address"), max_length=32, unique=True, default=new_token
    )
    # The same form sent twice is the same order.
    form_key = models.CharField(max_length=64, unique=True, null=True, blank=True)
    series = models.ForeignKey(
        Series, models.PROTECT, related_name="orders", verbose_name=_("series")
    )
    purchaser = models.ForeignKey(
        Purchaser, models.PROTECT, related_name="orders", verbose_name=_("purchaser")
    )
    # Of a list that its shliach pays for; who pays for himself belongs to one by his people.
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
    total = models.PositiveIntegerField()
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.AWAITING)
    problem = models.CharField(_("problem"), max_length=200, blank=True)
    # It holds from the payment on: who never pays could write anybody's address.
    subscribe = models.BooleanField(
        _("for the next scroll"),
        db_default=False,
        help_text=_("asked to be notified when the next scroll opens"),
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    fulfilled_at = models.DateTimeField(_("fulfilled at"), null=True, blank=True)

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = [
            models.CheckConstraint(
                condition=Q(total=F("letters_amount") + F("fee_amount") + F("gift_amount")),
                name="order_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(fulfilled_at__isnull=False, state="fulfilled")
                | (Q(fulfilled_at=None) & ~Q(state="fulfilled"))
                | Q(state__in=["refunded", "review"]),
                name="fulfilled_has_a_time",
            ),
        ]
        indexes = [
            models.Index("created_at", name="order_created"),
            models.Index("id", condition=Q(state="waiting"), name="orders_waiting"),
            models.Index(
                "community", condition=Q(community__isnull=False), name="orders_of_community"
            ),
            models.Index("id", condition=~Q(problem=""), name="orders_with_a_problem"),
        ]

    def __str__(self) -> str:
        return self.public_id

    def show(self, amount: int) -> str:
        """An amount of this order as it is written."""
        return format_money(amount, self.currency)


@pghistory.track(pghistory.UpdateEvent(), fields=["refund"], model_name="OrderLineEvent")
class OrderLine(models.Model):
    """One letter of an order: for whom, and its price in minor units."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField(help_text="from 1")
    inscription = models.OneToOneField(Inscription, models.PROTECT, related_name="line")
    price = models.PositiveIntegerField()
    # The refund that gives this line's price back: under way or done, never one that failed.
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
