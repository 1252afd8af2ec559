"""The outbox of mails."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    name = "messaging"
    verbose_name = _("e-mails")

    def ready(self) -> None:
        """Connect the handlers of a mail service's reports and of mails of signing in."""
        from messaging import account_mails, bounces  # noqa: F401 - importing connects them
