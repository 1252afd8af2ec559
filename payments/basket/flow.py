"""What differs between the basket's own page and one opened by a community's personal link."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from letters.models import Series
from payments.basket.form import BasketForm
from payments.basket.initial import initial_data
from payments.basket.names import NameFormSet
from payments.models import Order
from payments.orders.place import place_order

InitialData = Callable[[HttpRequest, Series], tuple[BasketForm, NameFormSet, str]]


class BasketRefused(Exception):
    """The flow does not accept this basket; `str()` is a sentence for users."""


@dataclass(frozen=True)
class BasketFlow:
    """The series, URL and template of a basket, its initial data, and how its order is created.

    `initial_data` returns the forms and a notice. `create_order` takes the arguments of
    `payments.orders.place.place_order` and may raise BasketRefused.
    """

    series: Series
    url: str
    template: str = "payments/basket.html"
    initial_data: InitialData = initial_data
    create_order: Callable[..., Order] = place_order
    extra_context: Mapping[str, Any] = field(default_factory=dict)
