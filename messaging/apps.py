"""The outbox: what must be sent, to whom, once."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """The outbox: what must be sent, to whom, once."""

    name = "messaging"

    def ready(self) -> None:
        """Hear what a mail service reports."""
        from messaging import bounces  # noqa: F401 - importing connects it
