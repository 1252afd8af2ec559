"""What an order's page shows of the gifts of its letters."""

from collections.abc import Mapping

from django import template

from families.models import Gift
from payments.models import Order

register = template.Library()


@register.simple_tag
def gifts_of(order: Order) -> Mapping[int, Gift]:
    """The gifts of an order by the position of the line."""
    found = Gift.objects.filter(line__order=order).select_related("line")
    return {gift.line.position: gift for gift in found}


@register.filter
def of_line(gifts: Mapping[int, Gift], position: int) -> Gift | None:
    return gifts.get(position)
