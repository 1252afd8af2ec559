"""A run, from the first order to the checks."""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.db import connection

from payments.models import Order
from tests.chaos.browser import Browser, ServerError
from tests.chaos.buyer import Buyer, OrderLog
from tests.chaos.checks import Checks
from tests.chaos.environment import Environment
from tests.chaos.fault_injector import FaultInjector, Kill
from tests.chaos.faults import FaultPlan
from tests.chaos.plan import Plan
from tests.chaos.settle import wait_until_settled

POLL_SECONDS = 0.1
LOG_SECONDS = 5
JOIN_SECONDS = 10  # seconds for each buyer, after the plan's time


@dataclass
class Outcome:
    seconds: dict[str, float] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    kills: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    triggered: Counter[str] = field(default_factory=Counter)
    answers: dict[str, Counter[str]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)


class Run:
    """One run in an environment that is running."""

    def __init__(self, plan: Plan, environment: Environment) -> None:
        self._plan = plan
        self._environment = environment
        self._order_log = OrderLog(plan.orders)
        self._faults = FaultPlan(environment.simulator_url, plan.faults, plan.seed)
        self._injector = FaultInjector(plan, environment, self._faults)
        self._buyers = [
            Buyer(plan, number, environment.url, environment.simulator_url, self._order_log)
            for number in range(plan.buyers)
        ]
        self._begun = time.monotonic()
        self.outcome = Outcome()

    def log(self, line: str) -> None:
        """Print a line of progress."""
        sys.stdout.write(f"{time.monotonic() - self._begun:7.1f} s  {line}\n")
        sys.stdout.flush()

    def run(self) -> Outcome:
        """Place the orders, wait until all is settled, check."""
        self._measured("orders", self._buy)
        self._measured("settling", self._settle)
        self._measured("checks", self._check)
        return self.outcome

    def _measured(self, name: str, action: Callable[[], None]) -> None:
        begun = time.monotonic()
        action()
        self.outcome.seconds[name] = time.monotonic() - begun

    def _buy(self) -> None:
        self._faults.apply()
        for buyer in self._buyers:
            buyer.start()
        deadline, logged_at = time.monotonic() + self._plan.order_seconds, 0.0
        while any(buyer.is_alive() for buyer in self._buyers):
            if kill := self._injector.kill_next(self._order_log.done):
                self.log(f"killed: {kill.kind}, down {kill.back - kill.at:.1f} s")
            self._injector.restart_ended()
            if time.monotonic() > deadline:
                self._order_log.orders = 0  # no buyer starts another order
                self.outcome.damage.append("the orders were not done in time")
                break
            if time.monotonic() > logged_at + LOG_SECONDS:
                logged_at = time.monotonic()
                self.log(f"{self._order_log.done} of {self._plan.orders} orders")
                self._faults.poll()
                self._faults.raise_missing(self._order_log.done / self._plan.orders)
            time.sleep(POLL_SECONDS)

    def _settle(self) -> None:
        self._injector.restart_ended()
        for buyer in self._buyers:  # they are done, or have had their time
            buyer.join(JOIN_SECONDS)
        for process in self._environment.processes:
            process.wait_until_ready()
        self._faults.clear()
        connection.close()  # its server may have been killed
        browser = Browser(random.Random(self._plan.seed))
        self.outcome.damage += wait_until_settled(self._plan, self._environment, browser, self.log)

    def _check(self) -> None:
        kills = self._injector.kills
        checks = Checks(self._environment, self._order_log.purchases, kills, mails=self._plan.mails)
        found = self.outcome
        found.damage += checks.damage()
        found.damage += _accepted_forgeries(self._faults.answers)
        site = urlsplit(self._environment.url).netloc
        errors = [each for each in self._order_log.server_errors if f" {site}/" in each.what]
        late = errors_beyond_those_in_flight(errors, kills)
        found.damage += [f"{count} times {what}" for what, count in sorted(late.items())]
        found.kills = Counter(kill.kind for kill in kills)
        found.ended = Counter(self._injector.ended)
        found.triggered, found.answers = self._faults.triggered, self._faults.answers
        found.failures = self._order_log.failures
        states = Counter(Order.objects.values_list("state", flat=True))
        found.counts = {
            "orders": sum(states.values()),
            "paid": sum(facts.paid for facts in checks.facts.values()),
            **{str(Order.State(state)): count for state, count in sorted(states.items())},
            "payments": sum(len(facts.money) for facts in checks.facts.values()),
            "letters held": sum(facts.letters for facts in checks.facts.values()),
            "mails": len(checks.mails),
            "mails that arrived twice": sum(len(copies) > 1 for copies in checks.mails.values()),
            "requests of buyers": self._order_log.requests,
            "answers 5xx in flight": len(errors) - sum(late.values()),
            "answers 5xx at other times": sum(late.values()),
        }


def errors_beyond_those_in_flight(
    errors: Iterable[ServerError], kills: Iterable[Kill]
) -> Counter[str]:
    """The errors that no kill explains: asked for after everything was back, or before a kill."""
    spans = [(kill.at, kill.back or float("inf")) for kill in kills]
    return Counter(
        error.what
        for error in errors
        if not any(error.asked <= back and at <= error.answered for at, back in spans)
    )


def _accepted_forgeries(answers: dict[str, Counter[str]]) -> list[str]:
    """Webhooks that are forged, tampered with or stale must be refused."""
    return [
        f"{count} times a {fault} got status {answer}"
        for fault in ("webhook_forge", "webhook_tamper", "webhook_stale")
        for answer, count in answers.get(fault, Counter()).items()
        if answer.startswith("2")
    ]
