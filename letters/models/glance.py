"""The whole scroll at a glance: a picture of it, and what is counted beside it."""

from django.db import models

from letters.models.scroll import Scroll


class ScrollGlance(models.Model):
    """What the home page shows of a scroll; the worker computes it anew, nothing is incremented."""

    scroll = models.OneToOneField(Scroll, models.CASCADE, primary_key=True, related_name="glance")
    light = models.BinaryField(help_text="PNG, ink on parchment")
    dark = models.BinaryField(help_text="PNG, the same on a dark ground")
    fingerprint = models.CharField(max_length=16, help_text="of both pictures, in their addresses")
    whole_words = models.PositiveIntegerField(help_text="words all of whose letters are given")
    whole_verses = models.PositiveIntegerField()
    whole_parshiyos = models.PositiveIntegerField()
    given_today = models.PositiveIntegerField()
    last_ordinal = models.PositiveIntegerField(null=True, help_text="of the letter given last")
    countries = models.PositiveIntegerField()
    communities = models.PositiveIntegerField()
    last_event = models.BigIntegerField(help_text="the id of the last LetterEvent counted")
    day = models.DateField(help_text="the day in HOME_ZONE that given_today is of")

    def __str__(self) -> str:
        return str(self.scroll)
