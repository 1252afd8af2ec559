"""The outbox: one row for each mail, written in the same transaction as the fact it reports."""

import uuid

from django.conf import settings
from django.core.mail.utils import DNS_NAME
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from messaging.models.mailing import Mailing


def new_message_id() -> str:
    """A new Message-ID; a mail that is sent again keeps its own."""
    return f"<{uuid.uuid4()}@{message_domain()}>"


def message_domain() -> str:
    """The domain of a Message-ID: the site's host."""
    domain = settings.SITE_URL.split("://")[-1].split("/")[0].split(":")[0]
    return domain or str(DNS_NAME)


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self) -> "MessageQuerySet":
        """Messages to be sent now, oldest first."""
        return self.queued().filter(next_attempt_at__lte=timezone.now()).order_by("next_attempt_at")

    def queued(self) -> "MessageQuerySet":
        """Messages still to be sent."""
        return self.filter(state=Message.State.QUEUED)


class Message(models.Model):
    """A mail of one kind about one thing to one recipient; unique, so it is sent once."""

    class State(models.TextChoices):
        QUEUED = "queued", _("to be sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        LEFT_OUT = "left_out", _("left out")  # not to be sent: `error` is the reason

    kind = models.CharField(_("kind"), max_length=40)
    about = models.CharField(
        _("about"), max_length=80, help_text=_("what it is about, such as an order’s id")
    )
    recipient = models.EmailField(_("recipient"))
    language = models.CharField(_("language"), max_length=5)
    zone = models.CharField(
        _("time zone"),
        max_length=64,
        blank=True,
        default="",
        db_default="",
        help_text=_("IANA; blank: not known"),
    )
    mailing = models.ForeignKey(
        Mailing,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        db_index=False,
        verbose_name=_("mailing"),
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.QUEUED)
    message_id = models.CharField(
        _("message id"), max_length=120, unique=True, default=new_message_id
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # A claim moves this ahead: if the worker dies, the message becomes due again.
    next_attempt_at = models.DateTimeField(_("next attempt at"), default=timezone.now)
    error = models.CharField(_("error"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["kind", "about", "recipient"], name="message_once"),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at=None)),
                name="sent_has_a_time",
            ),
        ]
        indexes = [
            models.Index(
                "next_attempt_at",
                condition=models.Q(state="queued", mailing=None),
                name="messages_queued",
            ),
            models.Index(
                "mailing",
                "next_attempt_at",
                condition=models.Q(state="queued", mailing__isnull=False),
                name="messages_of_mailing_queued",
            ),
            models.Index(
                "mailing",
                "state",
                condition=models.Q(mailing__isnull=False),
                name="messages_of_mailing",
            ),
            models.Index("about", name="messages_about"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"
