"""The hours in which somebody tried name after name, to learn who is in the register.

No name and no address is in them.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class EnumerationAlarm(models.Model):
    """An hour in which invented people were looked up; it waits until the committee has seen it.

    `all`, `misses`, `invented` and `networks` are of “find my letter”.
    """

    hour = models.DateTimeField(_("the hour from"), unique=True)
    all = models.PositiveIntegerField(_("look-ups"))
    misses = models.PositiveIntegerField(_("in vain"))
    invented = models.PositiveIntegerField(_("of invented people"))
    networks = models.PositiveIntegerField(_("from networks"))
    telephone = models.PositiveIntegerField(_("of invented people, by telephone"), default=0)
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("seen by"),
    )

    class Meta:
        verbose_name = _("enumeration of names")
        verbose_name_plural = _("enumerations of names")
        constraints = [
            models.CheckConstraint(
                condition=Q(seen_at=None) ^ Q(seen_by__isnull=False),
                name="enumeration_alarm_seen_by",
            )
        ]
        indexes = [
            models.Index("id", condition=Q(seen_at=None), name="enumeration_alarms_not_seen")
        ]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H:%M}"
