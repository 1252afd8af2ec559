"""Alarms that somebody tried name after name: each waits until somebody of the committee saw it."""

from typing import cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from core.admin.base import ReadOnlyAdmin
from families.models import EnumerationAlarm


def unseen_alarms() -> QuerySet[EnumerationAlarm]:
    return EnumerationAlarm.objects.filter(seen_at=None)


@admin.register(EnumerationAlarm)
class EnumerationAlarmAdmin(ReadOnlyAdmin):
    """Read only but for one step: it was seen."""

    list_display = [
        "hour",
        "all",
        "misses",
        "invented",
        "networks",
        "telephone",
        "seen_at",
        "seen_by",
    ]
    list_select_related = ["seen_by"]
    fields = list_display
    ordering = ["-hour"]
    actions = ["mark_seen"]

    def has_see_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        return request.user.has_perm("families.change_enumerationalarm")

    @admin.action(description=gettext_lazy("It was seen"), permissions=["see"])
    def mark_seen(self, request: HttpRequest, chosen: QuerySet[EnumerationAlarm]) -> None:
        """Take the chosen hours off the first page."""
        new = list(chosen.filter(seen_at=None))
        user = cast("User", request.user)
        keys = [alarm.pk for alarm in new]
        unseen_alarms().filter(pk__in=keys).update(seen_at=timezone.now(), seen_by=user)
        for alarm in new:
            self.log_change(request, alarm, "seen")
        text = ngettext(
            "%(count)s hour is marked as seen.", "%(count)s hours are marked as seen.", len(new)
        )
        messages.success(request, text % {"count": len(new)})
