"""What differs between the basket's own page, a community's personal link and the telephone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise

from letters.models import Series
from payments.basket.form import BasketForm
from payments.basket.initial import initial_data
from payments.basket.names import NameFormSet
from payments.basket.replace import place_replacing
from payments.basket.submit import PAYMENT_ACTIONS, start_payment
from payments.models import Order
from payments.orders.consent import FAMILY

InitialData = Callable[[HttpRequest, Series], tuple[BasketForm, NameFormSet, str]]


@dataclass(frozen=True)
class BasketFlow:
    """The series, URL and template of a basket, its initial data, and how its order is created.

    `initial_data` returns the forms and a notice. `create_order` takes the arguments of
    `payments.basket.replace.place_replacing` and may raise BasketRefused. `start_payment` answers
    once there is an order. `for_caller`: a member of the staff fills it in for somebody else, so
    that nothing is counted against card testing, and Back leads to no order. `consent`: the
    sentence that is ticked.
    """

    series: Series
    url: str
    template: str = "payments/basket/basket.html"
    initial_data: InitialData = initial_data
    create_order: Callable[..., Order] = place_replacing
    actions: Sequence[str] = PAYMENT_ACTIONS
    start_payment: Callable[[HttpRequest, Order, str], HttpResponse] = start_payment
    for_caller: bool = False
    consent: Promise = FAMILY
    extra_context: Mapping[str, Any] = field(default_factory=dict)
