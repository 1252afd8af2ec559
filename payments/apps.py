"""Orders, checkout, webhooks, fulfilment."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Orders, checkout, webhooks, fulfilment."""

    name = "payments"

    def ready(self) -> None:
        """Tell the outbox how an order's mail is composed."""
        from payments import mail  # noqa: F401 - importing registers it
