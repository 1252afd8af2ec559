"""Who works for a community."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from letters.models import Community


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by state."""

    def current(self) -> "MembershipQuerySet":
        """Memberships that have not ended, of approved communities."""
        return self.filter(ended_at=None).exclude(community__approved_at=None)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    fields=["user", "community", "role", "ended_at"],
    model_name="MembershipEvent",
)
class Membership(models.Model):
    """A user's role in a community. When it ends, access ends; the row stays."""

    class Role(models.TextChoices):
        SHLIACH = "shliach", _("shliach: everything of the community")
        HELPER = "helper", _("helper: enters and checks names")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    community = models.ForeignKey(Community, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "community"],
                condition=Q(ended_at=None),
                name="membership_current_unique",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.community}"

    @property
    def leads(self) -> bool:
        """Whether the user may do everything in the community."""
        return self.role == Membership.Role.SHLIACH
