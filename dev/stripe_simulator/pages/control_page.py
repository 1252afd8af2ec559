"""The control room: what happened, and buttons for what a bank, a network or time does next."""

import sqlite3
from datetime import UTC, datetime, timedelta
from html import escape

from dev.stripe_simulator import money
from dev.stripe_simulator.account import Account
from dev.stripe_simulator.http import Request, Response
from dev.stripe_simulator.lists import page as list_page
from dev.stripe_simulator.pages.layout import page
from dev.stripe_simulator.resources import checkout
from dev.stripe_simulator.resources.disputes import is_open
from dev.stripe_simulator.resources.refunds import ENDABLE
from dev.stripe_simulator.store import Object

SHOWN = 50
STEPS = {"An hour passes": 3600, "A day passes": 86_400, "Five days pass": 5 * 86_400}


def show(account: Account, _request: Request) -> Response:
    """The control page."""
    parts = (_clock, _sessions, _disputes, _refunds, _faults, _events, _deliveries)
    body = page("Control room", "".join(part(account) for part in parts), wide=True)
    return Response(200, body, "text/html; charset=utf-8", {"Cache-Control": "no-store"})


def latest_deliveries(account: Account, limit: int) -> list[sqlite3.Row]:
    """Deliveries, newest first."""
    return account.store.rows("SELECT * FROM deliveries ORDER BY id DESC LIMIT ?", limit)


def _clock(account: Account) -> str:
    ahead = account.clock.ahead
    told = f"{timedelta(seconds=ahead)} ahead of the world's" if ahead else "with the world's"
    buttons = "".join(
        _door("/simulator/clock", f"advance-{seconds}", label, "advance", str(seconds))
        for label, seconds in STEPS.items()
    )
    return (
        f'<h2>Clock</h2><p id="clock">The account\'s clock says {_when(account.now())}, {told}.</p>'
        f'<div class="doors">{buttons}</div>'
    )


def _sessions(account: Account) -> str:
    sessions, _ = list_page(account, "checkout.session", {"limit": SHOWN})
    rows = [
        [
            _address(session),
            f"{session['status']}, {session['payment_status']}",
            money.show(session["amount_total"], session["currency"]),
            _session_buttons(account, session),
            _code(session["client_reference_id"] or ""),
            _when(session["created"]),
        ]
        for session in sessions
    ]
    return _table(
        "Sessions", ["Session", "State", "Amount", "What next", "Reference", "Made"], rows
    )


def _session_buttons(account: Account, session: Object) -> str:
    identifier = session["id"]
    door = f"/simulator/sessions/{identifier}"
    if checkout.waits_for_bank(account, session):
        return _door(f"{door}/debit/succeed", f"succeed-{identifier}", "The debit succeeds") + (
            _door(f"{door}/debit/fail", f"fail-{identifier}", "The debit fails")
        )
    if session["payment_status"] == "paid":
        return _door(f"{door}/refund", f"refund-{identifier}", "Refund") + _door(
            f"{door}/dispute", f"dispute-{identifier}", "The buyer disputes it"
        )
    return ""


def _disputes(account: Account) -> str:
    disputes, _ = list_page(account, "dispute", {"limit": SHOWN})
    rows = [
        [
            _code(dispute["id"]),
            escape(dispute["status"]),
            money.show(dispute["amount"], dispute["currency"]),
            _dispute_buttons(dispute) if is_open(dispute) else "",
            escape(dispute["reason"]),
            _code(dispute["charge"]),
            _when(dispute["created"]),
        ]
        for dispute in disputes
    ]
    heads = ["Dispute", "State", "Amount", "What next", "Reason", "Charge", "Made"]
    return _table("Disputes", heads, rows)


def _dispute_buttons(dispute: Object) -> str:
    identifier = dispute["id"]
    door = f"/simulator/disputes/{identifier}"
    ends = {"won": "Won", "lost": "Lost"}
    if dispute["status"].startswith("warning_"):
        ends = {"warning_closed": "Closed"}
    review = (
        ""
        if dispute["status"].endswith("under_review")
        else (_door(f"{door}/review", f"review-{identifier}", "Under review"))
    )
    return review + "".join(
        _door(f"{door}/close", f"{status}-{identifier}", label, "status", status)
        for status, label in ends.items()
    )


def _refunds(account: Account) -> str:
    refunds, _ = list_page(account, "refund", {"limit": SHOWN})
    rows = [
        [
            _code(refund["id"]),
            escape(refund["status"]),
            money.show(refund["amount"], refund["currency"]),
            _refund_buttons(refund),
            escape(refund["reason"] or ""),
            _code(refund["charge"]),
            _when(refund["created"]),
        ]
        for refund in refunds
    ]
    heads = ["Refund", "State", "Amount", "What next", "Reason", "Charge", "Made"]
    return _table("Refunds", heads, rows)


def _refund_buttons(refund: Object) -> str:
    identifier, status = refund["id"], refund["status"]
    door = f"/simulator/refunds/{identifier}"
    succeed = _door(f"{door}/succeed", f"succeed-{identifier}", "It succeeds")
    fail = _door(f"{door}/fail", f"fail-{identifier}", "It fails")
    return (succeed if status == "pending" else "") + (fail if status in ENDABLE else "")


def _faults(account: Account) -> str:
    told = account.faults.shown()
    rows = [
        [
            escape(name),
            (_pairs(told["plan"].get(name, {})) or "always") if told["plan"] else "ended",
            str(struck),
            _pairs(told["answers"].get(name, {})),
        ]
        for name, struck in told["struck"].items()
    ]
    table = _table("Faults", ["Fault", "Plan", "Struck", "Answers"], rows, none="None is planned.")
    if not told["plan"]:
        return table
    button = _door("/simulator/faults/clear", "clear-faults", "End the plan")
    return f'{table}<div class="doors">{button}</div>'


def _events(account: Account) -> str:
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


def _deliveries(account: Account) -> str:
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
        for row in latest_deliveries(account, SHOWN)
    ]
    heads = ["Type", "State", "Tries", "Last answer", "Again", "Event", "Next try"]
    return _table("Webhook deliveries", heads, rows)


def _table(title: str, heads: list[str], rows: list[list[str]], *, none: str = "None yet.") -> str:
    """A table under its heading. The cells are HTML already."""
    if not rows:
        return f"<h2>{title}</h2><p>{none}</p>"
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>" for cells in rows
    )
    return (
        f'<h2>{title}</h2><div class="scroll" tabindex="0" role="region" aria-label="{title}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _pairs(things: Object) -> str:
    return escape(", ".join(f"{name}: {value}" for name, value in things.items()))


def _door(url: str, identifier: str, label: str, name: str = "", value: str = "") -> str:
    """A form of one button, which says at most one thing."""
    said = f' name="{name}" value="{value}"' if name else ""
    return (
        f'<form method="post" action="{url}">'
        f'<button type="submit" id="{identifier}"{said}>{label}</button></form>'
    )


def _code(text: str) -> str:
    short = text if len(text) <= 18 else f"{text[:10]}…{text[-6:]}"
    return f'<code title="{escape(text)}">{escape(short)}</code>'


def _address(session: Object) -> str:
    return f'<a href="/c/pay/{session["id"]}">{_code(session["id"])}</a>'


def _when(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
