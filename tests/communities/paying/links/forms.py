"""What a recipient submits behind a personal link."""

from typing import Any

from django.test import Client

from communities.models import Row
from payments.basket.form import new_token
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order


def form(*given: str, **changes: Any) -> dict[str, Any]:
    """The basket's form with these given names."""
    names = given or ("Zevulun",)
    sent: dict[str, Any] = {
        "action": "transfer",
        "token": new_token(),
        "email": "own@example.org",
        "currency": "usd",
        "consent": "on",
        "community": "montreal",
        "zone": "America/Toronto",
        "names-TOTAL_FORMS": len(names),
        "names-INITIAL_FORMS": 0,
    }
    for index, name in enumerate(names):
        sent |= {
            f"names-{index}-kind": "adult",
            f"names-{index}-given_name": name,
            f"names-{index}-relation": "ben",
            f"names-{index}-mother_name": "Basya",
            f"names-{index}-declared": "self" if not index else "parent",
        }
    return {**sent, **changes}


def join(row: Row, *given: str, **changes: Any) -> Any:
    """Submit the basket of a row's link."""
    return Client().post(f"/join/{row.token}/", form(*given, **changes))


def paid(order: Order) -> None:
    """Pay an order."""
    record_and_apply(
        order_id=order.pk,
        incoming=IncomingPayment(f"pi_{order.pk}", "", order.total, order.currency),
    )
