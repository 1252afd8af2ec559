"""What Celery does for the orders."""

from celery import shared_task

from payments.fulfilment import fulfil_waiting
from payments.models import Order


@shared_task
def fulfil_waiting_orders() -> None:
    """Paid orders that found no free letter try again, the oldest first."""
    waiting = Order.objects.filter(state=Order.State.WAITING).order_by("pk")
    for order_id in waiting.values_list("pk", flat=True)[:500]:
        fulfil_waiting(order_id=order_id)
