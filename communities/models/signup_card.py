"""Photographs of cards with names, until they are keyed and checked."""

from typing import Any

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from communities.models.name_list import NameList
from letters.models import new_token


def _private() -> Storage:
    return storages["private"]


def _unguessable(_card: Any, _filename: str) -> str:
    """A name of our own: what the photograph was called may be a person's name."""
    return f"cards/{new_token()}"


class CardQuerySet(models.QuerySet["Card"]):
    """Cards by what is to be done with them."""

    def to_key(self) -> "CardQuerySet":
        """Those whose names nobody has finished writing."""
        return self.filter(keyed_at=None, unreadable=False)

    def to_check(self) -> "CardQuerySet":
        """Those that wait for the second pair of eyes."""
        return self.filter(keyed_at__isnull=False, checked_at=None)


class Card(models.Model):
    """A photograph. It is deleted once a second person has checked what was keyed from it."""

    name_list = models.ForeignKey(NameList, models.CASCADE, related_name="cards")
    position = models.PositiveIntegerField(help_text="from 1, in the order in which they came")
    image = models.FileField(storage=_private, upload_to=_unguessable, blank=True)
    # The same photograph sent twice is one card.
    content_key = models.CharField(max_length=64, help_text="SHA-256 of the photograph")
    unreadable = models.BooleanField(default=False)
    # Who has it before him now, so that two don't key the same card.
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    keyed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    keyed_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = CardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name_list", "content_key"], name="photograph_once"),
            models.CheckConstraint(
                condition=Q(checked_by=None)
                | (Q(keyed_by__isnull=False) & ~Q(checked_by=F("keyed_by"))),
                name="a_card_is_checked_by_another",
            ),
            models.CheckConstraint(
                condition=Q(checked_at=None) | Q(checked_by__isnull=False, keyed_at__isnull=False),
                name="a_card_is_keyed_before_it_is_checked",
            ),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.name_list} {self.position}"
