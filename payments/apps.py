"""Orders, checkout, webhooks, fulfilment."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

_PAID_WITHOUT_LETTER = """
EXISTS (
    SELECT FROM letters_inscription paid
    JOIN payments_orderline line ON line.inscription_id = paid.id AND line.refund_id IS NULL
    JOIN payments_order ordered ON ordered.id = line.order_id
    WHERE paid.person_id = named.id AND ordered.state IN ('processing', 'waiting')
)
"""


class PaymentsConfig(AppConfig):
    name = "payments"
    verbose_name = _("orders and money")

    def ready(self) -> None:
        """Register mail composers, retry waiting orders when letters come, find those who wait."""
        from letters.lookup.sources import counted_people_hooks
        from letters.signals import letters_available
        from payments.abuse import card_testing  # noqa: F401 - registers composers
        from payments.mails import names, short, with_pdf  # noqa: F401 - registers composers
        from payments.tasks import enqueue_waiting_orders

        letters_available.connect(enqueue_waiting_orders)
        counted_people_hooks.append(_PAID_WITHOUT_LETTER)
