"""Orders of callers without e-mail whose certificates are owed on paper."""

from django.db.models import Exists, OuterRef

from families.models import CallStep
from families.telephone.addresses import NO_ADDRESS
from payments.models import Order

MOST = 50


def orders_to_print() -> list[Order]:
    """The oldest first: paid, with letters, not marked as printed, and not deleted."""
    printed = CallStep.objects.filter(order=OuterRef("pk"), kind=CallStep.Kind.PRINTED)
    taken = CallStep.objects.filter(kind=CallStep.Kind.ORDERED, order__state=Order.State.FULFILLED)
    owed = Order.objects.filter(pk__in=taken.values("order"), email__endswith=f"@{NO_ADDRESS}")
    return list(owed.exclude(Exists(printed)).order_by("pk")[:MOST])
