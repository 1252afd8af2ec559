"""The run from the first order to the verdict."""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection

from payments.models import Order
from tests.chaos.browser import Browser
from tests.chaos.buyer import Buyer, Diary
from tests.chaos.faults import FaultPlan
from tests.chaos.judge import Judge
from tests.chaos.monkey import Monkey
from tests.chaos.plan import Plan
from tests.chaos.settling import Settling
from tests.chaos.stage import Stage

LOOK_SECONDS = 0.1
TELL_SECONDS = 5
LAST_ORDERS = 10  # seconds for each buyer, once patience ended


@dataclass
class Outcome:
    """What a run came to."""

    seconds: dict[str, float] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    kills: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    struck: Counter[str] = field(default_factory=Counter)
    answers: dict[str, Counter[str]] = field(default_factory=dict)
    gave_up: list[str] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)


class Run:
    """One run on a stage that is up."""

    def __init__(self, plan: Plan, stage: Stage) -> None:
        self._plan = plan
        self._stage = stage
        self._diary = Diary(plan.orders)
        self._faults = FaultPlan(stage.simulator_url, plan.faults, plan.seed)
        self._monkey = Monkey(plan, stage, self._faults)
        self._buyers = [
            Buyer(plan, number, stage.url, stage.simulator_url, self._diary)
            for number in range(plan.buyers)
        ]
        self._begun = time.monotonic()
        self.outcome = Outcome()

    def tell(self, what: str) -> None:
        """Print a line of progress."""
        sys.stdout.write(f"{time.monotonic() - self._begun:7.1f} s  {what}\n")
        sys.stdout.flush()

    def run(self) -> Outcome:
        """Let them buy, let it settle, judge."""
        self._measured("orders", self._buy)
        self._measured("settling", self._settle)
        self._measured("judging", self._judge)
        return self.outcome

    def _measured(self, name: str, act: Callable[[], None]) -> None:
        begun = time.monotonic()
        act()
        self.outcome.seconds[name] = time.monotonic() - begun

    def _buy(self) -> None:
        self._faults.order()
        for buyer in self._buyers:
            buyer.start()
        deadline, told = time.monotonic() + self._plan.patience, 0.0
        while any(buyer.is_alive() for buyer in self._buyers):
            if kill := self._monkey.act(self._diary.done):
                self.tell(f"killed: {kill.kind}, away {kill.back - kill.at:.1f} s")
            self._monkey.revive()
            if time.monotonic() > deadline:
                self._diary.orders = 0  # nobody begins another order
                self.outcome.damage.append("the orders were not done when patience ended")
                break
            if time.monotonic() > told + TELL_SECONDS:
                told = time.monotonic()
                self.tell(f"{self._diary.done} of {self._plan.orders} orders")
                self._faults.look()
                self._faults.order_the_missing(self._diary.done / self._plan.orders)
            time.sleep(LOOK_SECONDS)

    def _settle(self) -> None:
        self._monkey.revive()
        for buyer in self._buyers:  # nobody acts any more, or it is too late to wait for him
            buyer.join(LAST_ORDERS)
        for part in self._stage.parts:
            part.wait_until_ready()
        self._faults.clear()
        connection.close()  # the server that it led to may be dead
        browser = Browser(random.Random(self._plan.seed))
        self.outcome.damage += Settling(self._plan, self._stage, browser).run(self.tell)

    def _judge(self) -> None:
        kills = self._monkey.kills
        judge = Judge(self._stage, self._diary.purchases, kills, mails=self._plan.mails)
        found = self.outcome
        found.damage += judge.damage()
        found.damage += _believed(self._faults.answers)
        found.kills = Counter(kill.kind for kill in kills)
        found.ended = Counter(self._monkey.ended)
        found.struck, found.answers = self._faults.struck, self._faults.answers
        found.gave_up = self._diary.gave_up
        states = Counter(Order.objects.values_list("state", flat=True))
        found.counts = {
            "orders": sum(states.values()),
            "paid": sum(facts.paid for facts in judge.facts.values()),
            **{str(Order.State(state)): count for state, count in sorted(states.items())},
            "payments": sum(len(facts.money) for facts in judge.facts.values()),
            "letters held": sum(facts.letters for facts in judge.facts.values()),
            "mails": len(judge.mails),
            "mails that came twice": sum(len(copies) > 1 for copies in judge.mails.values()),
            "requests of buyers": self._diary.tries,
        }


def _believed(answers: dict[str, Counter[str]]) -> list[str]:
    """What Stripe did not sign, or signed long ago, is refused."""
    return [
        f"{count} times a {fault} was answered {answer}"
        for fault in ("webhook_forge", "webhook_tamper", "webhook_stale")
        for answer, count in answers.get(fault, Counter()).items()
        if answer.startswith("2")
    ]
