"""Standing registration: a family that asked to be asked again when the next scroll opens."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from letters.models.person import Purchaser
from letters.models.series import Series


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Registrations by whether they still hold."""

    def active(self) -> "SubscriptionQuerySet":
        """Those that were not ended: at most one of a purchaser in a series."""
        return self.filter(ended_at=None)


class Subscription(models.Model):
    """A purchaser is written to at the opening of every scroll of a series, until it ends."""

    purchaser = models.ForeignKey(Purchaser, models.PROTECT, related_name="subscriptions")
    series = models.ForeignKey(Series, models.PROTECT, related_name="subscriptions", db_index=False)
    language = models.CharField(max_length=5)
    last_notified_number = models.PositiveSmallIntegerField(
        default=0, help_text="number of the scroll last written about; 0: none"
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
