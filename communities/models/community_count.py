"""How many people of a community have a letter, as last counted."""

from django.db import models
from django.db.models import Q

from letters.models import Community, Scroll


class CommunityCount(models.Model):
    """How many people of a community have a letter in one scroll, or in any.

    A task counts them. A trigger would make buyers of one community wait for each other.
    """

    community = models.ForeignKey(Community, models.CASCADE, related_name="counts", db_index=False)
    scroll = models.ForeignKey(
        Scroll,
        models.CASCADE,
        null=True,
        related_name="+",
        db_index=False,
        help_text="empty: any scroll",
    )
    people = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scroll", "community"], nulls_distinct=False, name="community_count_unique"
            ),
            models.CheckConstraint(condition=Q(people__gt=0), name="community_count_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.community}: {self.people}"
