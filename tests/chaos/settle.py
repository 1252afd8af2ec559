"""After the orders: days pass, retries are made, until nothing is pending."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from messaging.models import Message
from payments.models import Order, Payment, Refund
from tests.chaos.browser import Browser, TimedOut
from tests.chaos.committee import Committee
from tests.chaos.environment import Environment
from tests.chaos.plan import Plan
from tests.chaos.stripe_state import StripeState

DAYS = 8  # longer than any debit, payment page or late failure
SENDERS = 8
MOVING = [Order.State.PROCESSING, Order.State.WAITING]


def wait_until_settled(
    plan: Plan, environment: Environment, browser: Browser, log: Callable[[str], None]
) -> list[str]:
    """Wait until nothing is pending; return what is still pending or was handled wrongly."""
    return _Settling(plan, environment, browser).run(log)


@dataclass
class _Settling:
    plan: Plan
    environment: Environment
    browser: Browser

    def run(self, log: Callable[[str], None]) -> list[str]:
        self._stripe = StripeState(self.environment.stripe_state)
        self._committee = Committee()
        for _ in range(DAYS):
            self.browser.post(
                f"{self.environment.simulator_url}/simulator/clock", {"advance": "86400"}
            )
        log("the days have passed")
        wrong = self._wait(log)
        wrong += self._check_mismatched()
        mismatched = {money.intent for money in self._stripe.money() if money.mismatched}
        if mismatched:
            self._committee.refund_mismatched(mismatched)
            log(f"the committee has refunded {len(mismatched)} mismatched payments")
            wrong += self._wait(log)
        return wrong

    def _wait(self, log: Callable[[str], None]) -> list[str]:
        deadline = time.monotonic() + self.plan.settle_seconds
        while True:
            self._advance()
            left = self._pending()
            if not left:
                return []
            if time.monotonic() > deadline:
                return [f"not settled: {what}" for what in left]
            log("settling: " + ", ".join(left))
            time.sleep(1)

    def _advance(self) -> None:
        """Do at once what time, banks and beat would do later."""
        self._resend(self._stripe.pending_deliveries())
        for refund in self._stripe.pending_refunds():
            self._post(f"refunds/{refund}/succeed")
        self._committee.make_retries_due()
        self._committee.retry_failed_refunds()
        self.environment.manage("reconcile_stripe", "--since", "48h")

    def _resend(self, deliveries: Sequence[int]) -> None:
        with ThreadPoolExecutor(SENDERS) as senders:
            list(senders.map(lambda number: self._post(f"deliveries/{number}/send"), deliveries))

    def _post(self, path: str) -> None:
        try:
            self.browser.post(f"{self.environment.simulator_url}/simulator/{path}", {})
        except TimedOut:
            return

    def _pending(self) -> list[str]:
        found = {
            "webhooks": len(self._stripe.pending_deliveries()),
            "refunds": Refund.objects.filter(
                state__in=[Refund.State.UNSENT, Refund.State.PENDING, Refund.State.FAILED]
            )
            .exclude(reason=Refund.Reason.CHARGED_BACK)  # pending while a dispute is open
            .count(),
            "orders": Order.objects.filter(state__in=MOVING).count(),
        }
        if self.plan.mails:
            found["mails"] = Message.objects.exclude(state=Message.State.SENT).count()
        return [f"{count} {what}" for what, count in found.items() if count]

    def _check_mismatched(self) -> list[str]:
        """A mismatched payment is under review or refunded by rule; it is never a valid payment."""
        wrong = []
        for money in self._stripe.money():
            if not money.mismatched:
                continue
            payment = Payment.objects.filter(reference=money.intent).select_related("order").first()
            if payment is None or not payment.review_reason:
                wrong.append(f"mismatched payment {money.intent} was taken as valid")
            elif money.net and not payment.order.review_reason:
                wrong.append(f"mismatched payment {money.intent} is not under review")
        return wrong
