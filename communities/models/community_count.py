"""How many of a community's people have a letter, as it was last counted."""

from django.db import models
from django.db.models import Q

from letters.models import Community, Scroll


class CommunityCount(models.Model):
    """So many people of a community in one scroll, or in any; made and renewed by a task.

    A row of its own for each, and no trigger that keeps it: buyers never wait for one another.
    """

    community = models.ForeignKey(Community, models.CASCADE, related_name="counts", db_index=False)
    scroll = models.ForeignKey(
        Scroll,
        models.CASCADE,
        null=True,
        related_name="+",
        db_index=False,
        help_text="none: any scroll",
    )
    people = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scroll", "community"], nulls_distinct=False, name="community_counted_once"
            ),
            models.CheckConstraint(condition=Q(people__gt=0), name="only_who_is_there_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.community}: {self.people}"
