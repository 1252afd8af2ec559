"""The ways in which money leaves, performed with real events of the Stripe simulator."""

from dataclasses import dataclass

import pytest
from django.contrib.auth.models import User

from dev.stripe_simulator.server import Simulator
from payments.models import Order, Refund
from payments.refunds.decide import NothingToRefund, Reason, allocate_refund, refund_order
from payments.refunds.stripe import send_refund
from tests.payments.checkout.test_checkout import session_of
from tests.payments.stripe_actions import (
    dashboard_refund,
    deliver_event,
    set_faults,
    stripe_action,
    stripe_id,
)


@dataclass(frozen=True)
class Till:
    """An order that is paid, and who acts on it."""

    stripe: Simulator
    order: Order
    committee: User

    def refund(self, lines: list[int] | None = None) -> Refund:
        row = refund_order(order=self.order, reason=Reason.REQUESTED, lines=lines)
        send_refund(row.pk)
        return row

    def fail(self, row: Refund) -> None:
        stripe_action(self.stripe, f"refunds/{stripe_id(row)}/fail")
        assert deliver_event("refund.failed", stripe_id(row)) == 204

    def dispute(self, **form: str | int) -> str:
        path = f"sessions/{session_of(self.order)}/dispute"
        made: str = stripe_action(self.stripe, path, **form)["id"]
        assert deliver_event("charge.dispute.created", made) == 204
        assert deliver_event("charge.dispute.funds_withdrawn", made) == 204
        return made

    def close(self, dispute: str, status: str) -> None:
        stripe_action(self.stripe, f"disputes/{dispute}/close", status=status)
        assert deliver_event("charge.dispute.closed", dispute) == 204

    def decide(self, dispute: str, lines: list[int]) -> None:
        row = Refund.objects.effective().get(dispute=dispute)
        allocate_refund(row=row, lines=lines, by=self.committee)


def nothing(till: Till) -> None:
    pass


def refund_whole(till: Till) -> None:
    till.refund()


def refund_letter(till: Till) -> None:
    till.refund([2])


def refund_letter_by_letter(till: Till) -> None:
    for position in (1, 2, 3):
        till.refund([position])


def refund_fails(till: Till) -> None:
    set_faults(till.stripe, refund_pending={"times": 1})
    till.fail(till.refund())


def refund_fails_late(till: Till) -> None:
    till.fail(till.refund())


def refund_in_dashboard(till: Till) -> None:
    deliver_event("refund.created", dashboard_refund(till.stripe, till.order))


def inquiry(till: Till) -> None:
    till.dispute(inquiry="true")


def inquiry_closed(till: Till) -> None:
    till.close(till.dispute(inquiry="true"), "warning_closed")


def dispute(till: Till) -> None:
    till.dispute()


def dispute_reviewed(till: Till) -> None:
    dispute = till.dispute()
    stripe_action(till.stripe, f"disputes/{dispute}/review")
    deliver_event("charge.dispute.updated", dispute)


def dispute_won(till: Till) -> None:
    till.close(till.dispute(), "won")


def dispute_lost(till: Till) -> None:
    till.close(till.dispute(), "lost")


def closing_event_first(till: Till) -> None:
    path = f"sessions/{session_of(till.order)}/dispute"
    dispute = stripe_action(till.stripe, path)["id"]
    till.close(dispute, "lost")
    deliver_event("charge.dispute.created", dispute)


def lost_and_letters_stay(till: Till) -> None:
    dispute = till.dispute()
    till.close(dispute, "lost")
    till.decide(dispute, [])


def lost_and_letters_given_back(till: Till) -> None:
    dispute = till.dispute()
    till.close(dispute, "lost")
    till.decide(dispute, [1, 2, 3])


def lost_and_won_again(till: Till) -> None:
    dispute = till.dispute()
    till.close(dispute, "lost")
    till.close(dispute, "won")
    assert deliver_event("charge.dispute.funds_reinstated", dispute) == 204


def given_back_and_won_again(till: Till) -> None:
    dispute = till.dispute()
    till.close(dispute, "lost")
    till.decide(dispute, [1, 2, 3])
    till.close(dispute, "won")


def part_disputed(till: Till) -> None:
    till.dispute(amount=100)


def part_lost(till: Till) -> None:
    till.close(till.dispute(amount=100), "lost")


def part_lost_and_letter_given_back(till: Till) -> None:
    dispute = till.dispute(amount=100)
    till.close(dispute, "lost")
    till.decide(dispute, [2])


def won_and_disputed_again(till: Till) -> None:
    till.close(till.dispute(), "won")
    till.close(till.dispute(), "lost")


def refund_whole_then_disputed(till: Till) -> None:
    till.refund()
    till.close(till.dispute(), "lost")


def refund_letter_then_disputed(till: Till) -> None:
    till.refund([2])
    till.close(till.dispute(), "lost")


def refund_fails_late_then_disputed(till: Till) -> None:
    till.fail(till.refund())
    till.close(till.dispute(), "lost")


def disputed_then_refund(till: Till) -> None:
    till.dispute()
    with pytest.raises(NothingToRefund, match="The bank holds this money"):
        till.refund()


def lost_then_refund(till: Till) -> None:
    till.close(till.dispute(), "lost")
    with pytest.raises(NothingToRefund, match="given this money back already"):
        till.refund()


def disputed_while_refund_unsent(till: Till) -> None:
    row = refund_order(order=till.order, reason=Reason.REQUESTED)
    till.dispute()
    send_refund(row.pk)


def lost_while_refund_unsent(till: Till) -> None:
    row = refund_order(order=till.order, reason=Reason.REQUESTED)
    dispute = till.dispute()
    send_refund(row.pk)
    till.close(dispute, "lost")


def refund_in_dashboard_after_won(till: Till) -> None:
    dispute_won(till)
    refund_in_dashboard(till)
