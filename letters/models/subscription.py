"""Subscriptions to the mail about the next scroll."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from letters.models.person import Purchaser
from letters.models.series import Series


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def active(self) -> "SubscriptionQuerySet":
        """Not ended: at most one for a purchaser and series."""
        return self.filter(ended_at=None)


class Subscription(models.Model):
    """A purchaser gets a mail when a scroll of a series opens, until it ends."""

    purchaser = models.ForeignKey(Purchaser, models.PROTECT, related_name="subscriptions")
    series = models.ForeignKey(Series, models.PROTECT, related_name="subscriptions", db_index=False)
    language = models.CharField(max_length=5)
    last_notified_number = models.PositiveSmallIntegerField(
        default=0, help_text="number of the scroll of the last mail; 0: none"
    )
    subscribed_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purchaser", "series"],
                condition=Q(ended_at=None),
                name="one_active_subscription",
            )
        ]
        indexes = [
            models.Index(
                "series",
                "last_notified_number",
                condition=Q(ended_at=None),
                name="subscription_to_notify",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purchaser} {self.series}"
