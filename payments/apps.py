"""Orders, checkout, webhooks, fulfilment."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "payments"
    verbose_name = _("orders and money")

    def ready(self) -> None:
        """Register the mail composers, and retry waiting orders when letters become available."""
        from letters.signals import letters_available
        from payments.abuse import card_testing  # noqa: F401 - registers composers
        from payments.mails import short, with_pdf  # noqa: F401 - registers composers
        from payments.tasks import enqueue_waiting_orders

        letters_available.connect(enqueue_waiting_orders)
