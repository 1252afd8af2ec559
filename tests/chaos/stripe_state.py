"""The simulator's own state, read from its file: what was really paid and refunded."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Object = dict[str, Any]


@dataclass(frozen=True)
class PaidSession:
    """One paid session, in minor units. `expected` is the sum of its lines."""

    session: str
    intent: str
    order: str
    letters: int
    expected: tuple[int, str]
    charged: tuple[int, str]
    refunded: int
    lost: int  # by disputes that the bank decided for the payer

    @property
    def mismatched(self) -> bool:
        """Whether another amount or currency was charged than expected."""
        return self.expected != self.charged

    @property
    def net(self) -> int:
        """The amount that was neither refunded nor lost."""
        return self.charged[0] - self.refunded - self.lost


class StripeState:
    """Everything that Stripe knows at this moment."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def money(self) -> list[PaidSession]:
        charges = {
            charge["payment_intent"]: charge
            for charge in self.objects("charge")
            if charge["status"] == "succeeded"
        }
        lost: Counter[str] = Counter()
        for dispute in self.objects("dispute"):
            if dispute["status"] == "lost":
                lost[dispute["payment_intent"]] += dispute["amount"]
        return [
            _paid_session(session, charges[session["payment_intent"]], lost)
            for session in self.objects("checkout.session")
            if session["payment_status"] == "paid"
        ]

    def events(self) -> dict[str, Object]:
        """All real events, by id."""
        return {event["id"]: event for event in self.objects("event")}

    def pending_refunds(self) -> list[str]:
        """Ids of refunds that are pending at the bank."""
        return [refund["id"] for refund in self.objects("refund") if refund["status"] == "pending"]

    def pending_deliveries(self) -> list[int]:
        """Ids of webhook deliveries that are still to be sent."""
        found = self._rows("SELECT id FROM webhook_deliveries WHERE state = 'pending'")
        return [number for (number,) in found]

    def objects(self, kind: str) -> Iterator[Object]:
        for (body,) in self._rows("SELECT body FROM objects WHERE kind = ?", kind):
            yield json.loads(body)

    def _rows(self, statement: str, *values: str) -> list[tuple[Any, ...]]:
        address = f"file:{self._file}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=30)) as connection:
            return connection.execute(statement, values).fetchall()


def _paid_session(session: Object, charge: Object, lost: Counter[str]) -> PaidSession:
    items = session["_line_items"]
    return PaidSession(
        session=session["id"],
        intent=session["payment_intent"],
        order=session["client_reference_id"],
        letters=items[0]["quantity"],
        expected=(sum(item["amount_total"] for item in items), items[0]["currency"]),
        charged=(session["amount_total"], session["currency"]),
        refunded=charge["amount_refunded"],
        lost=lost[session["payment_intent"]],
    )
