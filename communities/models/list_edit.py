"""Edits of a name list that can be undone."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from communities.models.name_list import NameList


class ListEdit(models.Model):
    """Rows as they were before they were changed together, by a cell, an answer or an undo."""

    name_list = models.ForeignKey(NameList, models.CASCADE, related_name="edits")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    # Of each row: its primary key, its version after the edit, and its fields before it.
    before = models.JSONField()
    is_undo = models.BooleanField(default=False)
    undone = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.name_list_id}: {len(self.before)}"
