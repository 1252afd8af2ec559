"""Orders, checkout, webhooks, fulfilment."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    """Orders, checkout, webhooks, fulfilment."""

    name = "payments"
    verbose_name = _("orders and money")

    def ready(self) -> None:
        """Register the composers of mails, and fulfil waiting orders when letters are available."""
        from letters.signals import letters_available
        from payments.abuse import card_testing  # noqa: F401 - registers composers
        from payments.mails import short, with_pdf  # noqa: F401 - registers composers
        from payments.tasks import remind_of_waiting_orders

        letters_available.connect(remind_of_waiting_orders)
