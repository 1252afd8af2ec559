"""What the committee and the passing of time do, in our own database."""

import random
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from dev.management.commands.setup_laptop import STAFF
from messaging.models import Message
from payments.models import Checkout, Order, Payment, Refund
from payments.refunds.decide import NothingToRefund, refund_order, refund_payment, retry_refund
from tests.chaos.environment import CLAIM_SECONDS

Reason = Refund.Reason
MAX_TRIES = 60
# Longer than any call to Stripe takes when no fault delays it.
LONGEST_CALL = timedelta(seconds=20)


class Committee:
    """Staff actions, repeated while the database is unavailable."""

    def refund(self, order: str, lines: Sequence[int] | None = None) -> None:
        """Refund an order at its purchaser's request, or its lines at these positions."""

        def attempt() -> None:
            with suppress(NothingToRefund):
                found = Order.objects.get(public_id=order)
                if not found.lines.exclude(refund=None).exists():
                    refund_order(order=found, reason=Reason.REQUESTED, by=_staff(), lines=lines)

        _retry(attempt)

    def expire_payment_page(self, session: str) -> None:
        """Make a payment page expire for us, so that its order leads to a new one."""
        _retry(
            lambda: Checkout.objects.filter(session_id=session).update(expires_at=timezone.now())
        )

    def refund_mismatched(self, references: set[str]) -> None:
        """Refund the payments of these PaymentIntents, whose amount did not match."""
        for payment in Payment.objects.filter(reference__in=references).exclude(review_reason=""):
            with suppress(NothingToRefund):
                refund_payment(payment=payment, reason=Reason.MISMATCH, by=_staff())

    def retry_failed_refunds(self) -> int:
        """Retry failed refunds; return how many."""
        failed = list(Refund.objects.filter(state=Refund.State.FAILED))
        for row in failed:
            with suppress(NothingToRefund):
                retry_refund(row=row, by=_staff())
        return len(failed)

    def make_retries_due(self) -> None:
        """Make waiting retries due: deferred mails, refunds whose call was lost."""
        now = timezone.now()
        claimed = timedelta(seconds=CLAIM_SECONDS)
        Message.objects.filter(
            state=Message.State.QUEUED, next_attempt_at__gt=now + claimed
        ).update(next_attempt_at=now)
        Refund.objects.filter(
            state=Refund.State.UNSENT, next_attempt_at__lt=now + timedelta(minutes=2) - LONGEST_CALL
        ).update(next_attempt_at=now)


def _staff() -> User:
    return User.objects.get(email=STAFF)


def _retry(action: Callable[[], object]) -> None:
    for _ in range(MAX_TRIES):
        try:
            action()
        except (DatabaseError, InterfaceError):
            time.sleep(random.uniform(0.2, 0.8))
        else:
            return
        finally:
            connection.close()
