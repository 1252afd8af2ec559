"""A reminder of a birthday or a yahrzeit by the Jewish date, for who asked for it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.calendar.anniversaries import JewishDay, Month, Occasion
from core.forms.code_fields import LanguageField, ZoneField
from letters.models import Person, Purchaser


class Reminder(models.Model):
    """A purchaser is mailed before the day, once each year, until the reminder is taken off.

    Never public, and deleted with the person.
    """

    purchaser = models.ForeignKey(Purchaser, models.CASCADE, related_name="reminders")
    person = models.ForeignKey(Person, models.CASCADE, related_name="reminders")
    occasion = models.CharField(max_length=8, choices=Occasion)
    month = models.PositiveSmallIntegerField(choices=Month)
    day = models.PositiveSmallIntegerField()
    # Of the event; unknown for many. Only a yahrzeit of 30 Cheshvan or 30 Kislev depends on it.
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    days_before = models.PositiveSmallIntegerField(default=7)
    language = LanguageField(default="en")
    zone = ZoneField(blank=True)
    # The civil day on whose daylight it is kept next, and the day of the mail before it.
    kept_on = models.DateField()
    mail_on = models.DateField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "occasion"], name="reminder_once"),
            models.CheckConstraint(
                condition=Q(day__gte=1, day__lte=30, month__gte=1, month__lte=14),
                name="reminder_of_a_day",
            ),
            models.CheckConstraint(
                condition=Q(mail_on__lt=models.F("kept_on")), name="reminder_mailed_before"
            ),
        ]
        indexes = [models.Index("mail_on", name="reminders_by_day")]

    def __str__(self) -> str:
        return f"{self.occasion} {self.pk}"

    @property
    def event(self) -> JewishDay:
        """The day of the birth or of the passing."""
        return JewishDay(Month(self.month), self.day, self.year)
