"""The simulator's own books, read from its file: what was truly paid, and what went back."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Thing = dict[str, Any]


@dataclass(frozen=True)
class Money:
    """One session that took money; minor units. `asked` is what its lines come to."""

    session: str
    intent: str
    order: str
    letters: int
    asked: tuple[int, str]
    taken: tuple[int, str]
    returned: int

    @property
    def odd(self) -> bool:
        """Whether another amount or currency was taken than was asked."""
        return self.asked != self.taken

    @property
    def kept(self) -> int:
        """What was not given back."""
        return self.taken[0] - self.returned


class Books:
    """Everything that Stripe knows, at this moment."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def money(self) -> list[Money]:
        """Every session that is paid."""
        charges = {
            charge["payment_intent"]: charge
            for charge in self.things("charge")
            if charge["status"] == "succeeded"
        }
        return [
            _money(session, charges[session["payment_intent"]])
            for session in self.things("checkout.session")
            if session["payment_status"] == "paid"
        ]

    def events(self) -> dict[str, Thing]:
        """Every event that truly happened, by its id."""
        return {event["id"]: event for event in self.things("event")}

    def pending_refunds(self) -> list[str]:
        """Refunds that the buyer's bank has not taken yet."""
        return [refund["id"] for refund in self.things("refund") if refund["status"] == "pending"]

    def pending_deliveries(self) -> list[int]:
        """Webhooks that were not delivered yet and are not given up."""
        found = self._rows("SELECT id FROM webhook_deliveries WHERE state = 'pending'")
        return [number for (number,) in found]

    def things(self, kind: str) -> Iterator[Thing]:
        """Every object of a kind."""
        for (body,) in self._rows("SELECT body FROM objects WHERE kind = ?", kind):
            yield json.loads(body)

    def _rows(self, statement: str, *values: str) -> list[tuple[Any, ...]]:
        address = f"file:{self._file}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=30)) as connection:
            return connection.execute(statement, values).fetchall()


def _money(session: Thing, charge: Thing) -> Money:
    items = session["_line_items"]
    return Money(
        session=session["id"],
        intent=session["payment_intent"],
        order=session["client_reference_id"],
        letters=items[0]["quantity"],
        asked=(sum(item["amount_total"] for item in items), items[0]["currency"]),
        taken=(session["amount_total"], session["currency"]),
        returned=charge["amount_refunded"],
    )
