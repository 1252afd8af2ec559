"""A mailing: one mail to many, sent at a rate."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    fields=["state", "rate"],
    model_name="MailingEvent",
)
class Mailing(models.Model):
    """Messages that are sent together; the committee starts, pauses and ends it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("prepared")
        SENDING = "sending", _("sending")
        PAUSED = "paused", _("paused")
        DONE = "done", _("done")

    kind = models.CharField(_("kind"), max_length=40)
    about = models.CharField(
        _("about"), max_length=80, help_text=_("what it reports: a scroll’s id")
    )
    title = models.CharField(_("title"), max_length=120, help_text=_("for the committee"))
    # Sent also to those who unsubscribed from mailings: it is about what they bought.
    about_order = models.BooleanField(_("about orders"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    rate = models.PositiveIntegerField(_("e-mails a minute"), default=1_200)
    # The rate of all workers together is used up to this time.
    rate_used_until = models.DateTimeField(_("used until"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("prepared on"), default=timezone.now)
    started_at = models.DateTimeField(_("started on"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended on"), null=True, blank=True)

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        permissions = [("send_mailing", "Can begin, pause and end a mailing")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "about"], name="mailing_once"),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="mailing_has_a_rate"),
        ]

    def __str__(self) -> str:
        return self.title
