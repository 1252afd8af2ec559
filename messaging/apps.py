"""The outbox: what must be sent, to whom, once."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    """The outbox: what must be sent, to whom, once."""

    name = "messaging"
    verbose_name = _("mails")

    def ready(self) -> None:
        """Hear what a mail service reports."""
        from messaging import bounces  # noqa: F401 - importing connects it
