"""The doors of the control room: what buyers, banks, networks and time do, on command.

The same doors serve a person with a browser and a program: JSON, unless HTML is asked for.
"""

import json
from typing import Any
from urllib.parse import parse_qs

from dev.stripe_simulator import parameters
from dev.stripe_simulator.account import Account
from dev.stripe_simulator.control.actions import ACTS
from dev.stripe_simulator.control.foreign_events import deliver_oddity
from dev.stripe_simulator.errors import StripeError
from dev.stripe_simulator.http import Request, Response
from dev.stripe_simulator.pages.control_page import latest_deliveries
from dev.stripe_simulator.store import Object, dump
from dev.stripe_simulator.time_events import pass_time

FURTHEST = 10 * 365 * 24 * 60 * 60  # seconds that the clock moves on at once


def act(account: Account, room: str, identifier: str, what: str, request: Request) -> Response:
    """Do what a buyer, a bank or the dashboard does; answers the object. Raises StripeError."""
    if (room, what) not in ACTS:
        raise StripeError(f"The simulator can't do this in {room}: {what}", status=404)
    thing = ACTS[room, what](account, identifier, _form(request))
    return _answer(request, account.public(thing))


def send_again(account: Account, identifier: str, request: Request) -> Response:
    """Try a delivery now, whether or not it was delivered before. Raises StripeError (404)."""
    account.courier.deliver(int(identifier))
    found = account.store.rows("SELECT * FROM deliveries WHERE id = ?", int(identifier))
    if not found:
        raise StripeError(f"No such delivery: {identifier}", status=404)
    return _answer(request, dict(found[0]))


def send_oddity(account: Account, request: Request) -> Response:
    """Deliver the event that the body describes, as JSON; see `oddities`. Raises StripeError."""
    return _json(deliver_oddity(account, _json_object(request)))


def show_clock(account: Account, _request: Request) -> Response:
    """The account's clock: its time, how many seconds it is ahead, the world's time."""
    return _json(_clock(account))


def advance_clock(account: Account, request: Request) -> Response:
    """Move the clock on by `advance` seconds and do what is due by then. Raises StripeError."""
    raw = _form(request).get("advance", "")
    account.clock.advance(parameters.integer(1, FURTHEST)("advance", raw))
    pass_time(account)
    return _answer(request, _clock(account))


def show_faults(account: Account, _request: Request) -> Response:
    """The plan of faults, and what it did."""
    return _json(account.faults.shown())


def plan_faults(account: Account, request: Request) -> Response:
    """Put the plan in force that the body is, as JSON. Raises StripeError."""
    account.faults.replace(_json_object(request))
    return _json(account.faults.shown())


def clear_faults(account: Account, request: Request) -> Response:
    """End the plan; answers what it did."""
    account.faults.clear()
    return _answer(request, account.faults.shown())


def deliveries(account: Account, request: Request) -> Response:
    """The latest deliveries as JSON, newest first; `limit` is 100 unless given."""
    limit = parse_qs(request.query).get("limit", ["100"])[0]
    if not limit.isdecimal():
        raise StripeError(f"Invalid integer: {limit}", param="limit")
    return _json({"data": [dict(row) for row in latest_deliveries(account, int(limit))]})


def _answer(request: Request, said: Any) -> Response:
    if "text/html" in request.headers.get("Accept", ""):
        return Response(303, b"", "text/html; charset=utf-8", {"Location": "/simulator/"})
    return _json(said)


def _form(request: Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request.text).items()}


def _clock(account: Account) -> Object:
    ahead, world = account.clock.ahead, int(account.world())
    return {"now": world + ahead, "ahead": ahead, "world": world}


def _json_object(request: Request) -> Object:
    try:
        asked = json.loads(request.body)
    except ValueError as error:
        raise StripeError("The body is not JSON.") from error
    if not isinstance(asked, dict):
        raise StripeError("The body is not a JSON object.")
    return asked


def _json(said: Any) -> Response:
    return Response(200, dump(said).encode(), "application/json")
