"""The register: series, scrolls, letters, people, inscriptions, the draw."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LettersConfig(AppConfig):
    """The register: series, scrolls, letters, people, inscriptions, the draw."""

    name = "letters"
    verbose_name = _("the register")

    def ready(self) -> None:
        """Register the composers of mails, and connect the signal of available letters."""
        # The imports register the composers.
        from letters.holders import renaming  # noqa: F401
        from letters.signals import letters_available
        from letters.siyum import mail as siyum_mail  # noqa: F401
        from letters.subscriptions import mail as subscription_mail  # noqa: F401
        from letters.tasks import enqueue_notify_subscribers

        letters_available.connect(enqueue_notify_subscribers)
