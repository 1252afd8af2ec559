"""Standing registration: a family that asked to be asked again when the next scroll opens."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from letters.models.person import Purchaser
from letters.models.series import Series


class StandingRegistrationQuerySet(models.QuerySet["StandingRegistration"]):
    """Registrations by whether they still hold."""

    def active(self) -> "StandingRegistrationQuerySet":
        """Those that were not ended: at most one of a purchaser in a series."""
        return self.filter(ended_at=None)


class StandingRegistration(models.Model):
    """A purchaser is written to at the opening of every scroll of a series, until it ends."""

    purchaser = models.ForeignKey(Purchaser, models.PROTECT, related_name="standing")
    series = models.ForeignKey(Series, models.PROTECT, related_name="standing", db_index=False)
    language = models.CharField(max_length=5)
    told = models.PositiveSmallIntegerField(
        default=0, help_text="number of the scroll last written about; 0: none"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = StandingRegistrationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purchaser", "series"],
                condition=Q(ended_at=None),
                name="one_standing_registration",
            )
        ]
        indexes = [
            models.Index("series", "told", condition=Q(ended_at=None), name="standing_to_be_told")
        ]

    def __str__(self) -> str:
        return f"{self.purchaser} {self.series}"
