"""After the orders: the faults end, days pass, and everything comes to its end or is told."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from messaging.models import Message
from payments.models import Order, Payment, Refund
from tests.chaos.books import Books
from tests.chaos.browser import Browser, GaveUp
from tests.chaos.committee import Committee
from tests.chaos.plan import Plan
from tests.chaos.stage import Stage

DAYS = 8  # longer than any debit, any page and any late failure
SENDERS = 8
MOVING = [Order.State.PROCESSING, Order.State.WAITING]


@dataclass
class Settling:
    """What is still under way, and who brings it to an end."""

    plan: Plan
    stage: Stage
    browser: Browser

    def run(self, tell: Callable[[str], None]) -> list[str]:
        """Let everything come to rest; what had not when patience ended, or was not told."""
        self._books = Books(self.stage.books)
        self._committee = Committee()
        for _ in range(DAYS):
            self.browser.post(f"{self.stage.simulator_url}/simulator/clock", {"advance": "86400"})
        tell("the days have passed")
        wrong = self._come_to_rest(tell)
        wrong += self._before_the_committee()
        odd = {money.intent for money in self._books.money() if money.odd}
        if odd:
            self._committee.give_back_odd_money(odd)
            tell(f"the committee has given back {len(odd)} odd payments")
            wrong += self._come_to_rest(tell)
        return wrong

    def _come_to_rest(self, tell: Callable[[str], None]) -> list[str]:
        deadline = time.monotonic() + self.plan.settling
        while True:
            self._push()
            left = self._under_way()
            if not left:
                return []
            if time.monotonic() > deadline:
                return [f"not settled: {what}" for what in left]
            tell("settling: " + ", ".join(left))
            time.sleep(1)

    def _push(self) -> None:
        """What time, banks and beat would do by themselves, sooner."""
        self._send_again(self._books.pending_deliveries())
        for refund in self._books.pending_refunds():
            self._door(f"refunds/{refund}/succeed")
        self._committee.let_time_pass()
        self._committee.send_failed_refunds_again()
        self.stage.manage("reconcile_stripe", "--since", "48h")

    def _send_again(self, deliveries: Sequence[int]) -> None:
        with ThreadPoolExecutor(SENDERS) as senders:
            list(senders.map(lambda number: self._door(f"deliveries/{number}/send"), deliveries))

    def _door(self, door: str) -> None:
        try:
            self.browser.post(f"{self.stage.simulator_url}/simulator/{door}", {})
        except GaveUp:
            return

    def _under_way(self) -> list[str]:
        found = {
            "webhooks": len(self._books.pending_deliveries()),
            "refunds": Refund.objects.filter(
                state__in=[Refund.State.OWED, Refund.State.PENDING, Refund.State.FAILED]
            ).count(),
            "orders": Order.objects.filter(state__in=MOVING).count(),
        }
        if self.plan.mails:
            found["mails"] = Message.objects.exclude(state=Message.State.SENT).count()
        return [f"{count} {what}" for what, count in found.items() if count]

    def _before_the_committee(self) -> list[str]:
        """Odd money lies before the committee, or went back by rule; it is never a good payment."""
        wrong = []
        for money in self._books.money():
            if not money.odd:
                continue
            payment = Payment.objects.filter(reference=money.intent).select_related("order").first()
            if payment is None or not payment.problem:
                wrong.append(f"odd payment {money.intent} was taken for a good one")
            elif money.kept and not payment.order.problem:
                wrong.append(f"odd payment {money.intent} lies before nobody")
        return wrong
