"""What the committee and the passing of time do, in our own books."""

import random
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from messaging.models import Message
from payments.models import Checkout, Order, Payment, Refund
from payments.refunds.decide import NothingToRefund, refund, refund_payment, send_again
from tests.chaos.stage import CLAIM_SECONDS
from unity_torah.management.commands.setup_laptop import STAFF

Reason = Refund.Reason
TRIES = 60
# Longer than any call to Stripe takes once no fault holds it up.
SURELY_OVER = timedelta(seconds=20)


class Committee:
    """Staff that tries again while the database is away."""

    def refund(self, order: str, lines: Sequence[int] | None = None) -> None:
        """Give an order back on its purchaser's wish, or its letters at these positions."""

        def give_back() -> None:
            with suppress(NothingToRefund):
                found = Order.objects.get(public_id=order)
                if not found.lines.exclude(refund=None).exists():
                    refund(order=found, reason=Reason.REQUESTED, by=_staff(), lines=lines)

        _persist(give_back)

    def let_page_grow_old(self, session: str) -> None:
        """Let so much time pass for a payment page that its order leads to a new one."""
        _persist(
            lambda: Checkout.objects.filter(session_id=session).update(expires_at=timezone.now())
        )

    def give_back_odd_money(self, references: set[str]) -> None:
        """Refund the payments of these PaymentIntents, which bought nothing."""
        for payment in Payment.objects.filter(reference__in=references).exclude(problem=""):
            with suppress(NothingToRefund):
                refund_payment(payment=payment, reason=Reason.UNFIT, by=_staff())

    def send_failed_refunds_again(self) -> int:
        """Ask Stripe once more for what failed; how many."""
        failed = list(Refund.objects.filter(state=Refund.State.FAILED))
        for row in failed:
            with suppress(NothingToRefund):
                send_again(row=row, by=_staff())
        return len(failed)

    def let_time_pass(self) -> None:
        """Let what waits for another try be due: mails put off, refunds whose call was lost."""
        now = timezone.now()
        claimed = timedelta(seconds=CLAIM_SECONDS)
        Message.objects.filter(
            state=Message.State.QUEUED, next_attempt_at__gt=now + claimed
        ).update(next_attempt_at=now)
        Refund.objects.filter(
            state=Refund.State.OWED, next_attempt_at__lt=now + timedelta(minutes=2) - SURELY_OVER
        ).update(next_attempt_at=now)


def _staff() -> User:
    return User.objects.get(email=STAFF)


def _persist(act: Callable[[], object]) -> None:
    for _ in range(TRIES):
        try:
            act()
        except (DatabaseError, InterfaceError):
            time.sleep(random.uniform(0.2, 0.8))
        else:
            return
        finally:
            connection.close()
