"""Lists: newest first, with cursors."""

from collections.abc import Mapping
from typing import Any

from dev.stripe_simulator import parameters
from dev.stripe_simulator.account import Account
from dev.stripe_simulator.errors import StripeError, missing_object
from dev.stripe_simulator.parameters import Check
from dev.stripe_simulator.store import Object, json_object

_BOUNDS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def _period(name: str, raw: Any) -> dict[str, int]:
    """A moment or bounds, in Unix seconds."""
    if isinstance(raw, str):
        moment = parameters.integer()(name, raw)
        return {"gte": moment, "lte": moment}
    bounds: dict[str, int] = parameters.fields(dict.fromkeys(_BOUNDS, parameters.integer()))(
        name, raw
    )
    return bounds


PAGING: Mapping[str, Check] = {
    "limit": parameters.integer(1, 100),
    "starting_after": parameters.text(),
    "ending_before": parameters.text(),
    "created": _period,
    "expand": parameters.array(parameters.text()),
}


def fetch_page(
    account: Account,
    kind: str,
    params: Mapping[str, Any],
    *,
    where: Mapping[str, Any] | None = None,
    condition: str = "",
) -> tuple[list[Object], bool]:
    """One page of the objects of a kind, and whether there are more.

    `where` compares fields of the object; `condition` is a further SQL condition of our own.
    """
    clauses: list[str] = [f"kind = '{kind}'"]  # a literal, so that indexes of one kind serve
    values: list[Any] = []
    for name, value in (where or {}).items():
        clauses.append(f"json_extract(body, '$.{name}') = ?")
        values.append(value)
    for bound, moment in params.get("created", {}).items():
        clauses.append(f"created {_BOUNDS[bound]} ?")
        values.append(moment)
    backwards = "ending_before" in params
    if backwards and "starting_after" in params:
        raise StripeError("You can't use both starting_after and ending_before.")
    for cursor, side in (("starting_after", "<"), ("ending_before", ">")):
        if cursor in params:
            clauses.append(f"place {side} ?")
            values.append(_position_of(account, kind, params[cursor], cursor))
    if condition:
        clauses.append(condition)
    limit = params.get("limit", 10)
    rows = account.store.rows(
        f"SELECT body FROM objects WHERE {' AND '.join(clauses)}"  # noqa: S608 - our own literals
        f" ORDER BY place {'ASC' if backwards else 'DESC'} LIMIT ?",
        *values,
        limit + 1,
    )
    found = [json_object(row) for row in rows[:limit]]
    return (found[::-1] if backwards else found), len(rows) > limit


def list_object(objects: list[Object], more: bool, url: str) -> Object:
    """Stripe's list object."""
    return {"object": "list", "data": objects, "has_more": more, "url": url}


def _position_of(account: Account, kind: str, identifier: str, cursor: str) -> int:
    found = account.store.rows(
        "SELECT place FROM objects WHERE id = ? AND kind = ?", identifier, kind
    )
    if not found:
        raise missing_object(kind, identifier, param=cursor, status=400)
    place: int = found[0]["place"]
    return place
