"""The paths below /simulator/: what buyers, banks, the network and time do, on command.

They serve browsers and programs alike: JSON, unless HTML is asked for.
"""

import json
from typing import Any
from urllib.parse import parse_qs

from dev.stripe_simulator import parameters
from dev.stripe_simulator.account import Account
from dev.stripe_simulator.control.actions import ACTIONS
from dev.stripe_simulator.control.foreign_events import deliver_foreign_event
from dev.stripe_simulator.errors import StripeError
from dev.stripe_simulator.http import Request, Response
from dev.stripe_simulator.pages.control_page import latest_deliveries
from dev.stripe_simulator.store import Object, dump
from dev.stripe_simulator.time_events import run_due_events

MAX_ADVANCE = 10 * 365 * 24 * 60 * 60  # seconds that the clock moves on at once


def perform_action(
    account: Account, kind: str, identifier: str, action: str, request: Request
) -> Response:
    """Do what a buyer, a bank or the dashboard does; return the object. Raises StripeError."""
    if (kind, action) not in ACTIONS:
        raise StripeError(f"The simulator can't do this in {kind}: {action}", status=404)
    obj = ACTIONS[kind, action](account, identifier, _form(request))
    return _answer(request, account.public(obj))


def resend(account: Account, identifier: str, request: Request) -> Response:
    """Try a delivery now, whether or not it was delivered before. Raises StripeError (404)."""
    account.webhook_sender.send(int(identifier))
    found = account.store.rows("SELECT * FROM webhook_deliveries WHERE id = ?", int(identifier))
    if not found:
        raise StripeError(f"No such delivery: {identifier}", status=404)
    return _answer(request, dict(found[0]))


def send_foreign_event(account: Account, request: Request) -> Response:
    """Deliver the event that the JSON body describes; see `foreign_events`. Raises StripeError."""
    return _json(deliver_foreign_event(account, _json_object(request)))


def show_clock(account: Account, _request: Request) -> Response:
    """The account's clock: its time, how many seconds it is ahead, and the real time."""
    return _json(_clock(account))


def advance_clock(account: Account, request: Request) -> Response:
    """Move the clock on by `advance` seconds and do what is due by then. Raises StripeError."""
    raw = _form(request).get("advance", "")
    account.clock.advance(parameters.integer(1, MAX_ADVANCE)("advance", raw))
    run_due_events(account)
    return _answer(request, _clock(account))


def show_faults(account: Account, _request: Request) -> Response:
    """The plan of faults, and how often each was triggered."""
    return _json(account.faults.status_report())


def plan_faults(account: Account, request: Request) -> Response:
    """Apply the plan in the JSON body. Raises StripeError."""
    account.faults.replace(_json_object(request))
    return _json(account.faults.status_report())


def clear_faults(account: Account, request: Request) -> Response:
    """End the plan; return its counts."""
    account.faults.clear()
    return _answer(request, account.faults.status_report())


def deliveries(account: Account, request: Request) -> Response:
    """The latest deliveries as JSON, newest first; `limit` is 100 unless given."""
    limit = parse_qs(request.query).get("limit", ["100"])[0]
    if not limit.isdecimal():
        raise StripeError(f"Invalid integer: {limit}", param="limit")
    return _json({"data": [dict(row) for row in latest_deliveries(account, int(limit))]})


def _answer(request: Request, content: Any) -> Response:
    if "text/html" in request.headers.get("Accept", ""):
        return Response(303, b"", "text/html; charset=utf-8", {"Location": "/simulator/"})
    return _json(content)


def _form(request: Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request.text).items()}


def _clock(account: Account) -> Object:
    ahead, real = account.clock.ahead, int(account.real_clock())
    return {"now": real + ahead, "ahead": ahead, "real": real}


def _json_object(request: Request) -> Object:
    try:
        params = json.loads(request.body)
    except ValueError as error:
        raise StripeError("The body is not JSON.") from error
    if not isinstance(params, dict):
        raise StripeError("The body is not a JSON object.")
    return params


def _json(content: Any) -> Response:
    return Response(200, dump(content).encode(), "application/json")
