"""Where the people of an order live, said after it was paid."""

from dataclasses import asdict

from django.db import transaction

from letters.models import Person
from payments.models import Order
from payments.orders.place import Locality

PAID = (Order.State.WAITING, Order.State.FULFILLED)


@transaction.atomic
def move_people(order: Order, locality: Locality) -> int:
    """Set the locality of the people of a paid order; returns of how many.

    People who have a letter by another order too, or of whom everything was deleted, stay as they
    are.
    """
    found = Person.objects.select_for_update(no_key=True).filter(
        pk__in=order.lines.values("inscription__person"), erased_at=None
    )
    elsewhere = Person.objects.filter(
        inscriptions__line__order__in=Order.objects.exclude(pk=order.pk)
    ).values("pk")
    people = list(found.exclude(pk__in=elsewhere))
    for person in people:
        for field, value in asdict(locality).items():
            setattr(person, field, value)
    Person.objects.bulk_update(people, list(asdict(locality)))
    return len(people)
