"""Photographs of signup cards, until their names are entered and checked."""

from typing import Any

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from communities.models.name_list import NameList
from letters.models import new_token

PHOTO_FOLDER = "signup-cards"


def _private() -> Storage:
    return storages["private"]


def _random_name(_card: Any, _filename: str) -> str:
    # The name of the uploaded file may be a person's name.
    return f"{PHOTO_FOLDER}/{new_token()}"


class SignupCardQuerySet(models.QuerySet["SignupCard"]):
    """Cards by what is to be done with them."""

    def to_enter(self) -> "SignupCardQuerySet":
        """Cards whose names are not all entered."""
        return self.filter(entered_at=None, unreadable=False)

    def to_check(self) -> "SignupCardQuerySet":
        """Cards that a second person must check."""
        return self.filter(entered_at__isnull=False, checked_at=None)


class SignupCard(models.Model):
    """A photographed card. The photograph is deleted once a second person has checked the names."""

    name_list = models.ForeignKey(NameList, models.CASCADE, related_name="signup_cards")
    position = models.PositiveIntegerField(help_text="from 1, in the order of upload")
    image = models.FileField(storage=_private, upload_to=_random_name, blank=True)
    # The same photograph sent twice is one card.
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of the photograph")
    unreadable = models.BooleanField(default=False)
    # Who works on the card now, so that two people don't enter the same one.
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = SignupCardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name_list", "content_hash"], name="signup_card_photo_unique"
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None)
                | (Q(entered_by__isnull=False) & ~Q(checked_by=F("entered_by"))),
                name="signup_card_checked_by_second_person",
            ),
            models.CheckConstraint(
                condition=Q(checked_at=None)
                | Q(checked_by__isnull=False, entered_at__isnull=False),
                name="signup_card_entered_before_checked",
            ),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.name_list} {self.position}"
