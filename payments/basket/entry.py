"""How one comes to the basket: its own page, or one that fills it and sees to its order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from letters.models import Series
from payments.basket.form import BasketForm
from payments.basket.initial import begin
from payments.basket.names import NameFormSet
from payments.models import Order
from payments.orders.place import place_order

Begin = Callable[[HttpRequest, Series], tuple[BasketForm, NameFormSet, str]]


class Refused(Exception):
    """The door does not take this basket; `str()` is a sentence for people."""


@dataclass(frozen=True)
class Door:
    """The basket's page. Another door has its own address and template.

    `begin` fills the basket; `place` writes its order as `payments.orders.place.place_order` does,
    and may raise Refused; `says` is told to the template.
    """

    address: str = field(default_factory=lambda: reverse("basket"))
    template: str = "payments/basket.html"
    begin: Begin = begin
    place: Callable[..., Order] = place_order
    says: Mapping[str, Any] = field(default_factory=dict)
