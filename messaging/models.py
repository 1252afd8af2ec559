"""The outbox: one row for each mail that is owed, written with the fact it reports."""

import uuid

from django.conf import settings
from django.core.mail.utils import DNS_NAME
from django.db import models
from django.utils import timezone


def new_message_id() -> str:
    """A Message-ID, fixed when the row is written: a mail sent again carries the same one."""
    domain = settings.SITE_URL.split("://")[-1].split("/")[0].split(":")[0]
    return f"<{uuid.uuid4()}@{domain or DNS_NAME}>"


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages by what is to be done with them."""

    def due(self) -> "MessageQuerySet":
        """Those to be sent now, the oldest first."""
        queued = self.filter(state=Message.State.QUEUED, next_attempt_at__lte=timezone.now())
        return queued.order_by("next_attempt_at")


class Message(models.Model):
    """A mail that is owed, about one thing, to one recipient; unique, so it is sent once."""

    class State(models.TextChoices):
        QUEUED = "queued"
        SENT = "sent"
        FAILED = "failed"

    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=80, help_text="what it reports, e.g. an order's id")
    recipient = models.EmailField()
    language = models.CharField(max_length=5)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    message_id = models.CharField(max_length=120, unique=True, default=new_message_id)
    attempts = models.PositiveSmallIntegerField(default=0)
    # While a worker holds the message this lies ahead: if the worker dies, it becomes due again.
    next_attempt_at = models.DateTimeField(default=timezone.now)
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
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
                "next_attempt_at", condition=models.Q(state="queued"), name="messages_queued"
            ),
            models.Index("about", name="messages_about"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"
