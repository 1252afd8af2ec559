"""Inscriptions that wait for a letter, and unpaid orders of them."""

from datetime import timedelta
from itertools import islice

from django.utils import timezone

from letters.holders.inscriptions import get_or_create_purchaser, inscribe
from letters.models import Person, Series
from payments.models import Checkout, Order, OrderLine


def waiting_inscriptions(series: Series, count: int) -> list[int]:
    """Create inscriptions without letters; return their keys."""
    payer = get_or_create_purchaser(email="bench@example.org", language="en")
    people = [
        Person(purchaser=payer, kind="adult", given_name="יוסף", relation="ben", declared="self")
        for _ in range(count)
    ]
    return [inscription.pk for inscription in inscribe(series=series, people=people)]


def unpaid_orders(series: Series, count: int, *, names: int) -> list[Order]:
    """Create `count` orders of `names` names each, each with its session at Stripe."""
    inscriptions = iter(waiting_inscriptions(series, count * names))
    payer = series.inscriptions.select_related("person").latest("pk").person.purchaser
    total = names * 100
    orders = Order.objects.bulk_create(
        Order(
            series=series,
            purchaser=payer,
            email=payer.email,
            language="en",
            zone="Europe/London",
            currency="usd",
            letters_amount=total,
            total=total,
        )
        for _ in range(count)
    )
    OrderLine.objects.bulk_create(
        OrderLine(order=order, position=position, inscription_id=inscription, price=100)
        for order in orders
        for position, inscription in enumerate(islice(inscriptions, names), 1)
    )
    later = timezone.now() + timedelta(hours=23)
    Checkout.objects.bulk_create(
        Checkout(order=order, number=1, session_id=f"cs_bench_{order.pk}", expires_at=later)
        for order in orders
    )
    return orders
