"""The hosted page: where the buyer pays, is declined, confirms, or turns back."""

from html import escape
from urllib.parse import parse_qs

from dev.stripe_simulator import money
from dev.stripe_simulator.account import Account
from dev.stripe_simulator.errors import StripeError
from dev.stripe_simulator.http import Request, Response
from dev.stripe_simulator.pages.layout import button, link, notice, page
from dev.stripe_simulator.resources import checkout
from dev.stripe_simulator.resources.sessions import BANK_DEBITS, find_session
from dev.stripe_simulator.store import Object

SECURE = "3\u2011D\u00a0Secure"  # on one line
_HTML = "text/html; charset=utf-8"
_DECLINED = "The card was declined. Nothing was charged. Try another way to pay."
_NOT_CONFIRMED = "The bank did not confirm the card. Nothing was charged. Try another way to pay."
_NO_EMAIL = "Enter an e-mail address, such as name@example.org."


def show(account: Account, identifier: str, *, secure: bool = False) -> Response:
    """The page of a session, or its 3-D Secure step."""
    session = find_session(account, identifier)
    if secure and checkout.waits_for_secure(account, session):
        return _answer(200, _secure_page(session))
    if secure:
        return _redirect(f"/c/pay/{identifier}")
    return _answer(200, _page(session))


def act(account: Account, identifier: str, request: Request) -> Response:
    """What a button of the page does. A click on a page that is out of date changes nothing."""
    form = {name: values[0] for name, values in parse_qs(request.text).items()}
    email = form.get("email", "").strip()
    session = find_session(account, identifier)
    choice = form.get("act", "")
    if session["status"] == "open" and not _known_email(session, email) and choice in _BY_EMAIL:
        return _answer(422, _page(session, _NO_EMAIL, typed=email))
    try:
        return _act(account, identifier, choice, email)
    except StripeError as error:
        session = find_session(account, identifier)
        if session["status"] == "complete":
            return _to_shop(session)
        return _answer(error.status, _page(session, error.message, typed=email))


_BY_EMAIL = ("pay", "decline", "secure", "debit")


def _act(account: Account, identifier: str, choice: str, email: str) -> Response:
    if choice == "pay":
        return _tried(checkout.pay(account, identifier, email), email)
    if choice == "secure-complete":
        return _tried(checkout.complete_secure(account, identifier), email)
    if choice == "debit":
        return _to_shop(checkout.debit(account, identifier, email))
    if choice == "secure":
        checkout.ask_for_secure(account, identifier, email)
        return _redirect(f"/c/pay/{identifier}/secure")
    if choice == "secure-fail":
        return _answer(402, _page(checkout.fail_secure(account, identifier), _NOT_CONFIRMED))
    if choice == "decline":
        return _tried(checkout.decline(account, identifier, email), email)
    raise StripeError(f"The page has no button '{choice}'.")


def _tried(session: Object, email: str) -> Response:
    """To the shop, or with a declined card the page again."""
    if session["status"] == "open":
        return _answer(402, _page(session, _DECLINED, typed=email))
    return _to_shop(session)


def _known_email(session: Object, email: str) -> bool:
    return bool(session["customer_email"]) or "@" in email


def _to_shop(session: Object) -> Response:
    """Back to the shop. The template is filled by the literal words only."""
    return _redirect(session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"]))


def _redirect(url: str) -> Response:
    return Response(303, b"", _HTML, {"Location": url})


def _answer(status: int, body: bytes) -> Response:
    return Response(status, body, _HTML, {"Cache-Control": "no-store"})


def _page(session: Object, problem: str = "", *, typed: str = "") -> bytes:
    if session["status"] == "expired":
        return page(
            "This page has expired",
            "<p>Nothing was charged, and this page can no longer be paid.</p>" + _back(session),
        )
    if session["status"] == "complete":
        paid = session["payment_status"] != "unpaid"
        sentence = "It is paid." if paid else "The bank debit is on its way; it takes days."
        done = session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])
        return page(
            "This page is done",
            f"<p>{sentence} It can't be paid a second time.</p>"
            + link(done, "Back to the shop", "return"),
        )
    amount = money.show(session["amount_total"], session["currency"])
    content = (
        f"{notice(problem)}{_items(session, amount)}"
        f'<form method="post" action="/c/pay/{session["id"]}">{_email_field(session, typed)}'
        f"{_buttons(session, amount)}</form>{_back(session)}"
    )
    return page(f"Pay {amount}", content)


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


def _email_field(session: Object, typed: str) -> str:
    if session["customer_email"]:
        return f'<p>E-mail: <span id="email">{escape(session["customer_email"])}</span></p>'
    return (
        '<label for="email">E-mail</label><input id="email" name="email" type="email" '
        f'autocomplete="email" required value="{escape(typed)}">'
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
    return page(SECURE, content)
