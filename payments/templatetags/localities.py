"""Where the people of an order are counted, on its page."""

from django import template

from core.countries import country_name
from letters.models import Person
from payments.models import Order

register = template.Library()


@register.filter
def country_of_order(order: Order) -> str:
    """The country of its people, or of the first who has one; no city on a page that is shared."""
    people = Person.objects.filter(inscriptions__line__order=order).exclude(country="")
    code = people.order_by("pk").values_list("country", flat=True).first()
    return country_name(code) if code else ""
