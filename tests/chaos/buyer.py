"""A buyer: names, a basket, Stripe's page, and one of the scenarios of the plan."""

import random
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from threading import Lock, Thread
from typing import Any

from tests.chaos.browser import Browser, Response, ServerError, TimedOut
from tests.chaos.committee import Committee
from tests.chaos.plan import Plan

LETTERS = "אבגדהוזחטיכלמנסעפצקרשת"
ATTEMPTS = 12


@dataclass(frozen=True)
class Purchase:
    """An order that a buyer placed: for how many names, and with what scenario."""

    order: str
    names: int
    email: str
    scenario: str


@dataclass
class OrderLog:
    """The orders of all buyers, and how many are still to be placed."""

    orders: int
    purchases: list[Purchase] = field(default_factory=list)
    # Why an order was not placed, or its scenario not completed.
    failures: list[str] = field(default_factory=list)
    requests: int = 0
    server_errors: list[ServerError] = field(default_factory=list)
    _numbers: Any = field(default_factory=lambda: count(1))
    _lock: Lock = field(default_factory=Lock)
    done: int = 0

    def next_number(self) -> int | None:
        """The number of the next order, or None after the last."""
        with self._lock:
            number: int = next(self._numbers)
            return number if number <= self.orders else None

    def record(self, purchase: Purchase) -> None:
        with self._lock:
            self.purchases.append(purchase)

    def end(self, browser: Browser, problem: str = "") -> None:
        """Count an order as done, with the problem that ended it early, if any."""
        with self._lock:
            self.done += 1
            self.requests += browser.requests
            self.server_errors += browser.server_errors
            if problem:
                self.failures.append(problem)


class Refused(Exception):
    """The site refused an order; its message says why."""


class Buyer(Thread):
    """Places orders until the plan's number is reached."""

    def __init__(self, plan: Plan, number: int, site: str, bank: str, order_log: OrderLog) -> None:
        super().__init__(name=f"buyer-{number}", daemon=True)
        self._plan = plan
        self._random = random.Random(f"{plan.seed}-{number}")
        self._site = site
        self._bank = bank
        self._order_log = order_log
        self._committee = Committee()

    def run(self) -> None:
        while (number := self._order_log.next_number()) is not None:
            browser, problem = Browser(self._random), ""
            try:
                self._buy(browser, number)
            except (TimedOut, Refused) as reason:
                problem = f"order {number}: {reason}"
            finally:
                self._order_log.end(browser, problem)

    def _buy(self, browser: Browser, number: int) -> None:
        names = min(self._random.randint(1, 8), self._random.randint(1, 8))
        scenario = self._random.choices(
            list(self._plan.scenarios), list(self._plan.scenarios.values())
        )[0]
        email = f"buyer-{number}@example.org"
        session = self._checkout(browser, email, names)
        page = browser.get(f"{self._bank}/c/pay/{session}")
        found = re.search(r"/orders/([\w-]+)/", page.text)
        if not found:
            raise Refused("the payment page names no order")
        purchase = Purchase(found[1], names, email, scenario)
        self._order_log.record(purchase)
        _SCENARIOS[scenario](self, browser, purchase, session)

    def _checkout(self, browser: Browser, email: str, names: int) -> str:
        """Fill the basket and submit it; return the session that it leads to."""
        form: dict[str, str] = {}
        for _ in range(ATTEMPTS):
            if not form:
                form = self._basket(browser.get(f"{self._site}/letters/new/"), email, names)
            answer = browser.post(f"{self._site}/letters/new/", form)
            if answer.status == 303:
                return self._session_of(browser, answer)
            if answer.status != 409:  # between two scrolls: try again
                raise Refused(f"the basket got status {answer.status}: {_errors(answer)}")
        raise Refused("no scroll is open")

    def _session_of(self, browser: Browser, answer: Response) -> str:
        """The session of a redirect; if Stripe was unavailable, through the order's pay button."""
        for _ in range(ATTEMPTS * 3):
            if found := re.search(r"/c/pay/(\w+)", answer.location):
                return found[1]
            page = browser.get(answer.location)
            if "/pay/" not in page.text:
                raise Refused("the order can't be paid")
            pay = answer.location.partition("?")[0] + "pay/"
            answer = browser.post(pay, {"csrfmiddlewaretoken": _hidden(page, _CSRF)})
        raise Refused("Stripe stays unavailable")

    def _basket(self, page: Response, email: str, names: int) -> dict[str, str]:
        if page.status != 200:
            return {}
        form = {
            "csrfmiddlewaretoken": _hidden(page, _CSRF),
            "token": _hidden(page, "token"),
            "names-TOTAL_FORMS": str(names),
            "names-INITIAL_FORMS": "0",
            "email": email,
            "currency": "usd",
            "consent": "on",
            "zone": "Asia/Jerusalem",
            "action": "pay",
        }
        if self._random.random() < 0.3:
            form["cover_fee"] = "on"
        if self._random.random() < 0.2:
            form["gift"] = "1.80"
        for index in range(names):
            word = "".join(self._random.choices(LETTERS, k=6))
            name = {"kind": "adult", "given_name": word, "relation": "ben", "mother_name": "חנה"}
            name |= {"family_name": word[::-1], "declared": "authorised", "confirmed": "on"}
            form |= {f"names-{index}-{key}": value for key, value in name.items()}
        return form

    def _click(self, browser: Browser, session: str, action: str) -> Response:
        """Press a button of Stripe's page, again after a declined card."""
        for _ in range(ATTEMPTS):
            answer = browser.post(f"{self._bank}/c/pay/{session}", {"act": action})
            if answer.status != 402 or action == "decline":
                return answer
        raise Refused("every card is declined")

    def _pay(self, browser: Browser, purchase: Purchase, session: str) -> None:
        answer = self._click(browser, session, "pay")
        if answer.location and self._random.random() < 0.75:
            self._return_to_site(browser, answer.location)
        if self._random.random() < 0.5:
            browser.get(f"{self._site}/orders/{purchase.order}/")

    def _return_to_site(self, browser: Browser, url: str) -> None:
        """Open the order's page, in one window or in several at once."""
        windows = self._plan.windows if self._random.random() < 0.4 or self._plan.windows > 2 else 1
        others = [
            Thread(target=_get_quietly, args=(Browser(self._random), url), daemon=True)
            for _ in range(windows - 1)
        ]
        for other in others:
            other.start()
        answer = browser.get(url)
        if answer.location:
            browser.get(answer.location)
        for other in others:
            other.join()

    def _decline_then_pay(self, browser: Browser, purchase: Purchase, session: str) -> None:
        self._click(browser, session, "decline")
        self._pay(browser, purchase, session)

    def _debit(self, browser: Browser, session: str, outcome: str) -> None:
        days = str(self._random.randint(1, 5))
        url = f"{self._bank}/simulator/sessions/{session}/debit"
        browser.post(url, {"days": days, "outcome": outcome})

    def _debit_succeeds(self, browser: Browser, purchase: Purchase, session: str) -> None:
        self._debit(browser, session, "succeed")
        browser.get(f"{self._site}/orders/{purchase.order}/?session_id={session}")

    def _debit_fails(self, browser: Browser, purchase: Purchase, session: str) -> None:
        self._debit(browser, session, "fail")

    def _abandon(self, browser: Browser, purchase: Purchase, session: str) -> None:
        browser.get(f"{self._site}/orders/{purchase.order}/?cancelled=1")

    def _pay_twice(self, browser: Browser, purchase: Purchase, session: str) -> None:
        """Pay on two pages at once: the first expired for us, and the order led to a second."""
        url = f"{self._site}/orders/{purchase.order}/"
        self._committee.expire_payment_page(session)
        page = browser.get(url)
        answer = browser.post(url + "pay/", {"csrfmiddlewaretoken": _hidden(page, _CSRF)})
        second = self._session_of(browser, answer)
        first, then = self._random.sample([session, second], 2)
        other = Thread(target=self._suppressed, args=(lambda: self._click(browser, then, "pay"),))
        other.start()
        self._click(Browser(self._random), first, "pay")
        other.join()
        if self._random.random() < 0.5:
            browser.get(f"{url}?session_id={then}")

    def _suppressed(self, action: Callable[[], object]) -> None:
        with suppress(TimedOut, Refused):
            action()

    def _pay_and_wait(self, browser: Browser, purchase: Purchase, session: str) -> bool:
        """Pay, and reload the order until it has its letters."""
        answer = self._click(browser, session, "pay")
        if answer.location:
            browser.get(answer.location)
        for _ in range(ATTEMPTS):
            page = browser.get(f"{self._site}/orders/{purchase.order}/")
            if 'data-state="fulfilled"' in page.text:
                return True
        return False

    def _refund(self, browser: Browser, purchase: Purchase, session: str) -> None:
        if self._pay_and_wait(browser, purchase, session):
            self._committee.refund(purchase.order)

    def _refund_one(self, browser: Browser, purchase: Purchase, session: str) -> None:
        if self._pay_and_wait(browser, purchase, session):
            self._committee.refund(purchase.order, lines=[1])

    def _refund_in_dashboard(self, browser: Browser, purchase: Purchase, session: str) -> None:
        if self._pay_and_wait(browser, purchase, session):
            browser.post(f"{self._bank}/simulator/sessions/{session}/refund", {})

    def _dispute(self, browser: Browser, purchase: Purchase, session: str) -> None:
        if not self._pay_and_wait(browser, purchase, session):
            return
        answer = browser.post(f"{self._bank}/simulator/sessions/{session}/dispute", {})
        found = re.search(r'"id": "(\w+)"', answer.text)
        if found and answer.status == 200 and self._random.random() < 0.5:
            status = self._random.choice(["won", "lost"])
            browser.post(f"{self._bank}/simulator/disputes/{found[1]}/close", {"status": status})


_SCENARIOS = {
    "pay": Buyer._pay,
    "decline then pay": Buyer._decline_then_pay,
    "debit that succeeds": Buyer._debit_succeeds,
    "debit that fails": Buyer._debit_fails,
    "abandon": Buyer._abandon,
    "pay twice": Buyer._pay_twice,
    "refund by the committee": Buyer._refund,
    "refund of one letter": Buyer._refund_one,
    "refund in the dashboard": Buyer._refund_in_dashboard,
    "dispute": Buyer._dispute,
}
_CSRF = "csrfmiddlewaretoken"


def _get_quietly(browser: Browser, url: str) -> None:
    with suppress(TimedOut):
        browser.get(url)


def _hidden(page: Response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    if not found:
        raise Refused(f"a page ({page.status}) has no field {name}")
    return found[1]


def _errors(answer: Response) -> str:
    listed = re.search(r'id="errors".*?</div>', answer.text, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", listed[0])[:200] if listed else ""
