"""The control room: what happened, and what a bank or a network does next.

The same doors serve a person with a browser and a program: JSON, unless HTML is asked for.
"""

import json
import sqlite3
from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import parse_qs

from payments.simulator import checkout, money, parameters
from payments.simulator.account import Account
from payments.simulator.acts import ACTS
from payments.simulator.errors import StripeError
from payments.simulator.exchange import Request, Response
from payments.simulator.listing import page as list_page
from payments.simulator.markup import page
from payments.simulator.passage import pass_time
from payments.simulator.store import Object, dump

SHOWN = 50
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
    return _json({"data": [dict(row) for row in _deliveries(account, int(limit))]})


def show(account: Account, _request: Request) -> Response:
    """The control page."""
    content = _sessions_table(account) + _events_table(account) + _deliveries_table(account)
    body = page("Control room", content, wide=True)
    return Response(200, body, "text/html; charset=utf-8", {"Cache-Control": "no-store"})


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


def _deliveries(account: Account, limit: int) -> list[sqlite3.Row]:
    return account.store.rows("SELECT * FROM deliveries ORDER BY id DESC LIMIT ?", limit)


def _sessions_table(account: Account) -> str:
    sessions, _ = list_page(account, "checkout.session", {"limit": SHOWN})
    rows = [
        [
            _address(session),
            f"{session['status']}, {session['payment_status']}",
            money.show(session["amount_total"], session["currency"]),
            _bank_buttons(session) if checkout.waits_for_bank(account, session) else "",
            _code(session["client_reference_id"] or ""),
            _when(session["created"]),
        ]
        for session in sessions
    ]
    return _table("Sessions", ["Session", "State", "Amount", "Bank", "Reference", "Made"], rows)


def _bank_buttons(session: Object) -> str:
    door, identifier = f"/simulator/sessions/{session['id']}/debit", session["id"]
    return _door(f"{door}/succeed", f"succeed-{identifier}", "The debit succeeds") + _door(
        f"{door}/fail", f"fail-{identifier}", "The debit fails"
    )


def _events_table(account: Account) -> str:
    events, _ = list_page(account, "event", {"limit": SHOWN})
    rows = [
        [
            escape(event["type"]),
            _code(event["id"]),
            _code(event["data"]["object"]["id"]),
            _when(event["created"]),
        ]
        for event in events
    ]
    return _table("Events", ["Type", "Event", "Object", "When"], rows)


def _deliveries_table(account: Account) -> str:
    rows = [
        [
            escape(row["type"]),
            escape(row["state"]),
            str(row["tries"]),
            escape(str(row["last_status"] or row["last_error"] or "")),
            _door(f"/simulator/deliveries/{row['id']}/send", f"send-{row['id']}", "Send again"),
            _code(row["event"]),
            _when(row["next_try_at"]) if row["state"] == "pending" else "",
        ]
        for row in _deliveries(account, SHOWN)
    ]
    heads = ["Type", "State", "Tries", "Last answer", "Again", "Event", "Next try"]
    return _table("Webhook deliveries", heads, rows)


def _table(title: str, heads: list[str], rows: list[list[str]]) -> str:
    """A table under its heading. The cells are HTML already."""
    if not rows:
        return f"<h2>{title}</h2><p>None yet.</p>"
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>" for cells in rows
    )
    return (
        f'<h2>{title}</h2><div class="scroll" tabindex="0" role="region" aria-label="{title}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _door(url: str, identifier: str, label: str) -> str:
    return (
        f'<form method="post" action="{url}"><button type="submit" id="{identifier}">{label}'
        "</button></form>"
    )


def _code(text: str) -> str:
    short = text if len(text) <= 18 else f"{text[:10]}…{text[-6:]}"
    return f'<code title="{escape(text)}">{escape(short)}</code>'


def _address(session: Object) -> str:
    return f'<a href="/c/pay/{session["id"]}">{_code(session["id"])}</a>'


def _when(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
