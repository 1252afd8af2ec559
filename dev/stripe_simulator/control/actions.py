"""What others do to an object, on command: buyers, their banks, and we in Stripe's dashboard."""

from collections.abc import Callable, Mapping

from dev.stripe_simulator import parameters
from dev.stripe_simulator.account import Account
from dev.stripe_simulator.resources import checkout
from dev.stripe_simulator.resources.disputes import close_dispute, dispute_session, review_dispute
from dev.stripe_simulator.resources.refunds import fail_refund, refund_session, succeed_refund
from dev.stripe_simulator.store import Object

BUYER = "buyer@example.org"

Form = Mapping[str, str]
Action = Callable[[Account, str, Form], Object]


def _email(form: Form) -> str:
    return form.get("email", BUYER)


def _debit(account: Account, identifier: str, form: Form) -> Object:
    outcome = parameters.choice("succeed", "fail")("outcome", form.get("outcome", "succeed"))
    days = parameters.integer(0, 365)("days", form["days"]) if "days" in form else None
    return checkout.debit(account, identifier, _email(form), days=days, outcome=outcome)


# By kind and action, as in /simulator/<kind>/<id>/<action>.
ACTIONS: Mapping[tuple[str, str], Action] = {
    ("sessions", "pay"): lambda account, it, form: checkout.pay(account, it, _email(form)),
    ("sessions", "decline"): lambda account, it, form: checkout.decline(account, it, _email(form)),
    ("sessions", "debit"): _debit,
    ("sessions", "debit/succeed"): lambda account, it, _: checkout.debit_succeed(account, it),
    ("sessions", "debit/fail"): lambda account, it, _: checkout.debit_fail(account, it),
    ("sessions", "dispute"): dispute_session,
    ("sessions", "refund"): refund_session,
    ("disputes", "review"): lambda account, it, _: review_dispute(account, it),
    ("disputes", "close"): lambda account, it, form: close_dispute(
        account, it, form.get("status", "lost")
    ),
    ("refunds", "succeed"): lambda account, it, _: succeed_refund(account, it),
    ("refunds", "fail"): lambda account, it, _: fail_refund(account, it),
}
