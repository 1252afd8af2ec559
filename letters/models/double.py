"""Pairs of people of one scroll who may be one person, for the committee."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from letters.models.person import Person
from letters.models.scroll import Scroll


class LikelyDouble(models.Model):
    """Two people with letters of one scroll whose names agree; found by a periodic task."""

    scroll = models.ForeignKey(
        Scroll, models.PROTECT, related_name="+", db_index=False, verbose_name=_("scroll")
    )
    first = models.ForeignKey(
        Person, models.CASCADE, related_name="+", db_index=False, verbose_name=_("earlier")
    )
    second = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("later"))
    namesakes = models.FloatField(
        _("namesakes expected"), help_text=_("in a whole scroll, by how rare the name is")
    )
    found_at = models.DateTimeField(_("found at"), default=timezone.now)
    dismissed_at = models.DateTimeField(_("two people"), null=True, blank=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("likely double")
        verbose_name_plural = _("likely doubles")
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second", "scroll"], name="likely_double_once"
            ),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="likely_double_in_order"
            ),
        ]
        indexes = [
            models.Index(
                "namesakes", "id", condition=Q(dismissed_at=None), name="likely_doubles_by_rarity"
            )
        ]

    def __str__(self) -> str:
        return f"{self.first} = {self.second}"


class DoublesProgress(models.Model):
    """Up to which certificate people were compared, by report."""

    WITHIN_SCROLL, BETWEEN_SCROLLS = 1, 2  # primary keys

    last_certificate = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last_certificate)
