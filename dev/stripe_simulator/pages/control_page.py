"""The control page: what happened, and buttons for what a bank, the network or time does next."""

import sqlite3
from datetime import UTC, datetime, timedelta
from html import escape

from dev.stripe_simulator import money
from dev.stripe_simulator.account import Account
from dev.stripe_simulator.http import Request, Response
from dev.stripe_simulator.lists import fetch_page
from dev.stripe_simulator.pages.layout import render_page
from dev.stripe_simulator.resources import checkout
from dev.stripe_simulator.resources.disputes import is_open
from dev.stripe_simulator.resources.refunds import CAN_FAIL
from dev.stripe_simulator.store import Object

ROW_LIMIT = 50
CLOCK_STEPS = {"An hour passes": 3600, "A day passes": 86_400, "Five days pass": 5 * 86_400}


def show(account: Account, _request: Request) -> Response:
    """The control page."""
    parts = (_clock, _sessions, _disputes, _refunds, _faults, _events, _deliveries)
    body = render_page("Control page", "".join(part(account) for part in parts), wide=True)
    return Response(200, body, "text/html; charset=utf-8", {"Cache-Control": "no-store"})


def latest_deliveries(account: Account, limit: int) -> list[sqlite3.Row]:
    """Deliveries, newest first."""
    return account.store.rows("SELECT * FROM webhook_deliveries ORDER BY id DESC LIMIT ?", limit)


def _clock(account: Account) -> str:
    ahead = account.clock.ahead
    report = f"{timedelta(seconds=ahead)} ahead of the real time" if ahead else "the real time"
    buttons = "".join(
        _button_form("/simulator/clock", f"advance-{seconds}", label, "advance", str(seconds))
        for label, seconds in CLOCK_STEPS.items()
    )
    return (
        f'<h2>Clock</h2><p id="clock">The account\'s clock: {_when(account.now())}, {report}.</p>'
        f'<div class="actions">{buttons}</div>'
    )


def _sessions(account: Account) -> str:
    sessions, _ = fetch_page(account, "checkout.session", {"limit": ROW_LIMIT})
    rows = [
        [
            _session_link(session),
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
    path = f"/simulator/sessions/{identifier}"
    if checkout.is_debit_pending(account, session):
        return _button_form(
            f"{path}/debit/succeed", f"succeed-{identifier}", "The debit succeeds"
        ) + (_button_form(f"{path}/debit/fail", f"fail-{identifier}", "The debit fails"))
    if session["payment_status"] == "paid":
        return _button_form(f"{path}/refund", f"refund-{identifier}", "Refund") + _button_form(
            f"{path}/dispute", f"dispute-{identifier}", "The buyer disputes it"
        )
    return ""


def _disputes(account: Account) -> str:
    disputes, _ = fetch_page(account, "dispute", {"limit": ROW_LIMIT})
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
    path = f"/simulator/disputes/{identifier}"
    ends = {"won": "Won", "lost": "Lost"}
    if dispute["status"].startswith("warning_"):
        ends = {"warning_closed": "Closed"}
    review = (
        ""
        if dispute["status"].endswith("under_review")
        else (_button_form(f"{path}/review", f"review-{identifier}", "Under review"))
    )
    return review + "".join(
        _button_form(f"{path}/close", f"{status}-{identifier}", label, "status", status)
        for status, label in ends.items()
    )


def _refunds(account: Account) -> str:
    refunds, _ = fetch_page(account, "refund", {"limit": ROW_LIMIT})
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
    path = f"/simulator/refunds/{identifier}"
    succeed = _button_form(f"{path}/succeed", f"succeed-{identifier}", "It succeeds")
    fail = _button_form(f"{path}/fail", f"fail-{identifier}", "It fails")
    return (succeed if status == "pending" else "") + (fail if status in CAN_FAIL else "")


def _faults(account: Account) -> str:
    report = account.faults.status_report()
    rows = [
        [
            escape(name),
            (_pairs(report["plan"].get(name, {})) or "always") if report["plan"] else "ended",
            str(triggered),
            _pairs(report["answers"].get(name, {})),
        ]
        for name, triggered in report["triggered"].items()
    ]
    table = _table(
        "Faults", ["Fault", "Plan", "Triggered", "Answers"], rows, none="None is planned."
    )
    if not report["plan"]:
        return table
    button = _button_form("/simulator/faults/clear", "clear-faults", "End the plan")
    return f'{table}<div class="actions">{button}</div>'


def _events(account: Account) -> str:
    events, _ = fetch_page(account, "event", {"limit": ROW_LIMIT})
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
            _button_form(
                f"/simulator/deliveries/{row['id']}/send", f"send-{row['id']}", "Send again"
            ),
            _code(row["event"]),
            _when(row["next_try_at"]) if row["state"] == "pending" else "",
        ]
        for row in latest_deliveries(account, ROW_LIMIT)
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


def _pairs(objects: Object) -> str:
    return escape(", ".join(f"{name}: {value}" for name, value in objects.items()))


def _button_form(url: str, identifier: str, label: str, name: str = "", value: str = "") -> str:
    """A form with one button, which sends at most one value."""
    said = f' name="{name}" value="{value}"' if name else ""
    return (
        f'<form method="post" action="{url}">'
        f'<button type="submit" id="{identifier}"{said}>{label}</button></form>'
    )


def _code(text: str) -> str:
    short = text if len(text) <= 18 else f"{text[:10]}…{text[-6:]}"
    return f'<code title="{escape(text)}">{escape(short)}</code>'


def _session_link(session: Object) -> str:
    return f'<a href="/c/pay/{session["id"]}">{_code(session["id"])}</a>'


def _when(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
