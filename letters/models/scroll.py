"""Scrolls and the columns written of them."""

import secrets

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltrans.fields import TranslationField

from core.calendar.local_day import LocalDay, day_at
from core.forms.code_fields import ZoneField
from letters import torah
from letters.models.series import Series

_SHA256_HEX = "^[0-9a-f]{64}$"


def new_seed() -> str:
    """The secret of a draw: 64 random hexadecimal digits."""
    return secrets.token_hex(32)


class ScrollQuerySet(models.QuerySet["Scroll"]):
    def open(self) -> "ScrollQuerySet":
        """At most one in a series."""
        return self.filter(state=Scroll.State.OPEN)

    def drawable(self) -> "ScrollQuerySet":
        """Those that letters can be drawn from: the open one, then the prepared ones in order."""
        return self.filter(state__in=[Scroll.State.OPEN, Scroll.State.PREPARED]).order_by("number")


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    fields=[
        "state",
        "dedication",
        "columns_written",
        "siyum_at",
        "siyum_place",
        "siyum_stream",
        "register_print_day",
        "i18n",
    ],
    model_name="ScrollEvent",
)
class Scroll(models.Model):
    """One Sefer Torah: prepared, then open, then full, then completed."""

    class State(models.TextChoices):
        PREPARED = "prepared", _("prepared")
        OPEN = "open", _("open")
        FULL = "full", _("full")
        COMPLETED = "completed", _("completed")

    series = models.ForeignKey(
        Series, models.PROTECT, related_name="scrolls", verbose_name=_("series")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    edition = models.CharField(_("text"), max_length=20, choices=Series.Edition)
    dedication = models.CharField(_("dedication"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PREPARED)
    # False for a scroll completed before this register began: it has no letters.
    registered_here = models.BooleanField(default=True)
    seed = models.CharField(max_length=64, blank=True, default=new_seed, editable=False)
    commitment = models.CharField(
        _("fingerprint of the draw"),
        max_length=64,
        blank=True,
        help_text=_("SHA-256 of its seed"),
    )
    columns_written = models.PositiveSmallIntegerField(_("columns written"), default=0)
    prepared_at = models.DateTimeField(_("prepared at"), default=timezone.now)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    full_at = models.DateTimeField(_("full at"), null=True, blank=True)
    siyum_at = models.DateTimeField(_("siyum"), null=True, blank=True)
    siyum_zone = ZoneField(_("time zone of the place"), blank=True)
    siyum_place = models.CharField(_("place of the siyum"), max_length=200, blank=True)
    siyum_stream = models.URLField(_("stream"), blank=True)
    # From this day on only the committee changes names, where the organisation is.
    register_print_day = models.DateField(_("day of printing the register"), null=True, blank=True)
    completed_on = models.DateField(_("completed on"), null=True, blank=True)
    i18n = TranslationField(verbose_name=_("translations"), fields=["siyum_place"])

    objects = ScrollQuerySet.as_manager()

    class Meta:
        verbose_name = _("scroll")
        verbose_name_plural = _("scrolls")
        permissions = [
            ("prepare_scroll", "Can prepare a scroll"),
            ("open_scroll", "Can open a scroll"),
            ("reserve_letters", "Can reserve letters for the siyum"),
            ("complete_scroll", "Can complete a scroll"),
            ("export_register", "Can export the register"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="completed_scroll_immutable",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="completed")
                & (
                    pgtrigger.Q(new__state__df="completed")
                    | pgtrigger.Q(old__series__df=pgtrigger.F("new__series"))
                    | pgtrigger.Q(old__number__df=pgtrigger.F("new__number"))
                    | pgtrigger.Q(old__edition__df=pgtrigger.F("new__edition"))
                    | pgtrigger.Q(old__seed__df=pgtrigger.F("new__seed"))
                    | pgtrigger.Q(old__commitment__df=pgtrigger.F("new__commitment"))
                    | pgtrigger.Q(old__completed_on__df=pgtrigger.F("new__completed_on"))
                    | pgtrigger.Q(old__columns_written__df=pgtrigger.F("new__columns_written"))
                ),
            ),
            pgtrigger.Protect(name="scroll_delete_rejected", operation=pgtrigger.Delete),
        ]
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="scroll_number_unique"),
            models.UniqueConstraint(
                fields=["series"], condition=Q(state="open"), name="one_open_scroll_per_series"
            ),
            models.CheckConstraint(
                condition=Q(columns_written__lte=torah.TOTAL_COLUMNS),
                name="scroll_columns_at_most_245",
            ),
            models.CheckConstraint(
                condition=Q(registered_here=True) | Q(state="completed"),
                name="unregistered_scroll_is_completed",
            ),
            models.CheckConstraint(
                condition=Q(registered_here=False)
                | Q(seed__regex=_SHA256_HEX, commitment__regex=_SHA256_HEX),
                name="registered_scroll_has_seed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.number}"

    @property
    def siyum_day(self) -> LocalDay | None:
        """The day of the siyum at its place; without its hour the day of completion."""
        if self.siyum_at:
            return day_at(self.siyum_at, self.siyum_zone or str(settings.HOME_ZONE))
        return LocalDay.daylight(self.completed_on) if self.completed_on else None


class ColumnsWritten(models.Model):
    """A report of how many of the 245 columns the scribe has written. Rows are only added."""

    scroll = models.ForeignKey(Scroll, models.PROTECT, related_name="reports")
    columns = models.PositiveSmallIntegerField()
    written_on = models.DateField()
    note = models.CharField(max_length=200, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "columns written"
        constraints = [
            models.CheckConstraint(
                condition=Q(columns__lte=torah.TOTAL_COLUMNS), name="columns_written_at_most_245"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scroll}: {self.columns}"
