"""The hosted payment page: the buyer pays, is declined, confirms, or goes back."""

from html import escape
from urllib.parse import parse_qs

from dev.stripe_simulator import money
from dev.stripe_simulator.account import Account
from dev.stripe_simulator.errors import StripeError
from dev.stripe_simulator.http import Request, Response
from dev.stripe_simulator.pages.layout import button, link, notice, render_page
from dev.stripe_simulator.resources import checkout
from dev.stripe_simulator.resources.sessions import BANK_DEBITS, get_session
from dev.stripe_simulator.store import Object

SECURE = "3\u2011D\u00a0Secure"  # on one line
_HTML = "text/html; charset=utf-8"
_DECLINED = "The card was declined. Nothing was charged. Try another way to pay."
_NOT_CONFIRMED = "The bank did not confirm the card. Nothing was charged. Try another way to pay."
_NO_EMAIL = "Enter an e-mail address, such as name@example.org."


def show(account: Account, identifier: str, *, secure: bool = False) -> Response:
    """The page of a session, or its 3-D Secure step."""
    session = get_session(account, identifier)
    if secure and checkout.is_secure_pending(account, session):
        return _answer(200, _secure_page(session))
    if secure:
        return _redirect(f"/c/pay/{identifier}")
    return _answer(200, _page(session))


def submit(account: Account, identifier: str, request: Request) -> Response:
    """Handle a button of the page. On an outdated page it changes nothing."""
    form = {name: values[0] for name, values in parse_qs(request.text).items()}
    email = form.get("email", "").strip()
    session = get_session(account, identifier)
    choice = form.get("act", "")
    if session["status"] == "open" and not _has_email(session, email) and choice in _BY_EMAIL:
        return _answer(422, _page(session, _NO_EMAIL, entered=email))
    try:
        return _submit(account, identifier, choice, email)
    except StripeError as error:
        session = get_session(account, identifier)
        if session["status"] == "complete":
            return _to_success_url(session)
        return _answer(error.status, _page(session, error.message, entered=email))


_BY_EMAIL = ("pay", "decline", "secure", "debit")


def _submit(account: Account, identifier: str, choice: str, email: str) -> Response:
    if choice == "pay":
        return _after_attempt(checkout.pay(account, identifier, email), email)
    if choice == "secure-complete":
        return _after_attempt(checkout.pass_secure(account, identifier), email)
    if choice == "debit":
        return _to_success_url(checkout.debit(account, identifier, email))
    if choice == "secure":
        checkout.require_secure(account, identifier, email)
        return _redirect(f"/c/pay/{identifier}/secure")
    if choice == "secure-fail":
        return _answer(402, _page(checkout.fail_secure(account, identifier), _NOT_CONFIRMED))
    if choice == "decline":
        return _after_attempt(checkout.decline(account, identifier, email), email)
    raise StripeError(f"The page has no button '{choice}'.")


def _after_attempt(session: Object, email: str) -> Response:
    """Redirect to the success URL, or show the page again after a declined card."""
    if session["status"] == "open":
        return _answer(402, _page(session, _DECLINED, entered=email))
    return _to_success_url(session)


def _has_email(session: Object, email: str) -> bool:
    return bool(session["customer_email"]) or "@" in email


def _to_success_url(session: Object) -> Response:
    """Redirect to the success URL. Only the literal placeholder is replaced."""
    return _redirect(session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"]))


def _redirect(url: str) -> Response:
    return Response(303, b"", _HTML, {"Location": url})


def _answer(status: int, body: bytes) -> Response:
    return Response(status, body, _HTML, {"Cache-Control": "no-store"})


def _page(session: Object, problem: str = "", *, entered: str = "") -> bytes:
    if session["status"] == "expired":
        return render_page(
            "This page has expired",
            "<p>Nothing was charged, and this page can no longer be paid.</p>" + _back(session),
        )
    if session["status"] == "complete":
        paid = session["payment_status"] != "unpaid"
        sentence = "It is paid." if paid else "The bank debit is on its way; it takes days."
        done = session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])
        return render_page(
            "This page is done",
            f"<p>{sentence} It can't be paid a second time.</p>"
            + link(done, "Back to the shop", "return"),
        )
    amount = money.show(session["amount_total"], session["currency"])
    content = (
        f"{notice(problem)}{_items(session, amount)}"
        f'<form method="post" action="/c/pay/{session["id"]}">{_email_field(session, entered)}'
        f"{_buttons(session, amount)}</form>{_back(session)}"
    )
    return render_page(f"Pay {amount}", content)


def _items(session: Object, amount: str) -> str:
    rows = "".join(
        f'<tr><th scope="row"><bdi>{escape(item["description"])}</bdi>{_times(item["quantity"])}'
        f'</th><td class="amount">{money.show(item["amount_total"], item["currency"])}</td></tr>'
        for item in session["_line_items"]
    )
    return (
        "<table><thead><tr>"
        '<th scope="col">What</th><th scope="col" class="amount">Amount</th></tr></thead>'
        f'<tbody>{rows}</tbody><tfoot><tr><th scope="row">Total</th>'
        f'<td class="amount" id="total">{amount}</td></tr></tfoot></table>'
    )


def _times(quantity: int) -> str:
    return f"\u00a0×\u00a0{quantity}" if quantity > 1 else ""


def _email_field(session: Object, entered: str) -> str:
    if session["customer_email"]:
        return f'<p>E-mail: <span id="email">{escape(session["customer_email"])}</span></p>'
    return (
        '<label for="email">E-mail</label><input id="email" name="email" type="email" '
        f'autocomplete="email" required value="{escape(entered)}">'
    )


def _buttons(session: Object, amount: str) -> str:
    if not session["amount_total"]:
        return button("pay", "pay", "Complete the order", first=True)
    cards = (
        button("pay", "pay", f"Pay {amount} with a test card", first=True)
        + button("decline", "decline", "Try a card that is declined")
        + button("secure", "secure", f"Pay with a card that needs {SECURE}")
    )
    bank = button("debit", "debit", "Pay by bank debit, which takes days")
    methods = session["payment_method_types"]
    return (cards if "card" in methods else "") + (
        bank if BANK_DEBITS.get(session["currency"]) in methods else ""
    )


def _back(session: Object) -> str:
    url = session["cancel_url"]
    return link(url, "Back to the shop without paying", "cancel") if url else ""


def _secure_page(session: Object) -> bytes:
    amount = money.show(session["amount_total"], session["currency"])
    content = (
        f"<p>The bank asks whether it is you who pays {amount}.</p>"
        f'<form method="post" action="/c/pay/{session["id"]}">'
        + button("secure-complete", "secure-complete", "Yes, confirm the payment", first=True)
        + button("secure-fail", "secure-fail", "No, refuse it")
        + "</form>"
    )
    return render_page(SECURE, content)
