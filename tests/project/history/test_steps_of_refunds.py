"""Each logged step by which money goes back is in the history."""

from django.test import Client

from payments.models import Method, Order, Refund
from payments.refunds.decide import Reason, refund_order
from tests.payments import admin_helpers
from tests.payments.admin.test_money_admin import choose_refund
from tests.payments.admin_helpers import failed_refund, mismatched_payment, submit
from tests.payments.refunds.test_refunds import paid_manually
from tests.project.history.performed import Step, performs

bought = admin_helpers.bought


@performs("payments.admin.refund_actions.refund", "refund …: …")
def test_refund_an_order(client: Client, bought: Order) -> Step:
    submit(client, bought, "refund", **choose_refund(client, bought, what="all"))
    row = Refund.objects.get()
    return Step(bought, f"refund {row.pk}: $3.00")


@performs("payments.admin.payments.refund", "refund …: …")
def test_refund_a_payment(client: Client, order: Order) -> Step:
    payment = mismatched_payment(order)
    submit(client, payment, "refund", reason="mismatch")
    return Step(payment, f"refund {Refund.objects.get().pk}: $1.20")


@performs("payments.admin.refunds._do", "…")
def test_send_a_refund_again(client: Client, bought: Order) -> Step:
    row = failed_refund(bought)
    submit(client, row, "retry")
    return Step(row, "Send again", ("state: failed → ",))


@performs("payments.admin.refunds._do", "…")
def test_leave_a_failed_refund(client: Client, bought: Order) -> Step:
    row = failed_refund(bought)
    submit(client, row, "waive")
    return Step(row, "Leave it", ("state: failed → ",))


@performs("payments.admin.refunds._do", "…")
def test_return_money_by_hand(client: Client, order: Order) -> Step:
    paid_manually(order, Method.TRANSFER)
    row = refund_order(order=order, reason=Reason.REQUESTED)
    submit(client, row, "sent-manually", reference="transfer 9")
    return Step(row, "Returned manually", ("state: ",))


@performs("payments.admin.refunds._do", "…")
def test_say_which_letters_go_back(client: Client, bought: Order) -> Step:
    row = Refund.objects.create(
        payment=bought.payments.get(),
        amount=100,
        currency="usd",
        reason="dashboard",
        state="succeeded",
    )
    submit(client, row, "allocate", lines=[2])
    return Step(row, "Say which letters", ("amount: $1.00",))
