"""The outbox: what must be sent, to whom, once."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """The outbox: what must be sent, to whom, once."""

    name = "messaging"
