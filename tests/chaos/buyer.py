"""A buyer: names, a basket, Stripe's page, and whatever people do there."""

import random
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from threading import Lock, Thread
from typing import Any

from tests.chaos.browser import Answer, Browser, GaveUp
from tests.chaos.committee import Committee
from tests.chaos.plan import Plan

LETTERS = "אבגדהוזחטיכלמנסעפצקרשת"
LOOKS = 12  # at the order's page, until it says what was hoped for


@dataclass(frozen=True)
class Purchase:
    """What a buyer remembers: his order, for how many names, and what he meant to do."""

    order: str
    names: int
    email: str
    way: str


@dataclass
class Diary:
    """What all buyers remember, and how many orders are still to be made."""

    orders: int
    purchases: list[Purchase] = field(default_factory=list)
    # What kept a buyer from ordering at all, or from what he meant to do then.
    gave_up: list[str] = field(default_factory=list)
    tries: int = 0
    _numbers: Any = field(default_factory=lambda: count(1))
    _lock: Lock = field(default_factory=Lock)
    done: int = 0

    def next_number(self) -> int | None:
        """The number of the next order, or None: it is enough."""
        with self._lock:
            number: int = next(self._numbers)
            return number if number <= self.orders else None

    def note(self, purchase: Purchase) -> None:
        """Remember an order."""
        with self._lock:
            self.purchases.append(purchase)

    def end(self, browser: Browser, problem: str = "") -> None:
        """One order less to be made; or a problem that ended it early."""
        with self._lock:
            self.done += 1
            self.tries += browser.tries
            if problem:
                self.gave_up.append(problem)


class Refused(Exception):
    """The site would not take the basket; `str()` says why."""


class Buyer(Thread):
    """Buys until it is enough."""

    def __init__(self, plan: Plan, number: int, site: str, bank: str, diary: Diary) -> None:
        super().__init__(name=f"buyer-{number}", daemon=True)
        self._plan = plan
        self._dice = random.Random(f"{plan.seed}-{number}")
        self._site = site
        self._bank = bank
        self._diary = diary
        self._committee = Committee()

    def run(self) -> None:
        """Order after order."""
        while (number := self._diary.next_number()) is not None:
            browser, problem = Browser(self._dice), ""
            try:
                self._buy(browser, number)
            except (GaveUp, Refused) as reason:
                problem = f"order {number}: {reason}"
            finally:
                self._diary.end(browser, problem)

    def _buy(self, browser: Browser, number: int) -> None:
        names = min(self._dice.randint(1, 8), self._dice.randint(1, 8))
        way = self._dice.choices(list(self._plan.ways), list(self._plan.ways.values()))[0]
        email = f"buyer-{number}@example.org"
        session = self._to_the_page(browser, email, names)
        page = browser.get(f"{self._bank}/c/pay/{session}")
        found = re.search(r"/orders/([\w-]+)/", page.text)
        if not found:
            raise Refused("the payment page names no order")
        purchase = Purchase(found[1], names, email, way)
        self._diary.note(purchase)
        _WAYS[way](self, browser, purchase, session)

    def _to_the_page(self, browser: Browser, email: str, names: int) -> str:
        """Write the basket and send it; the session that it leads to."""
        form: dict[str, str] = {}
        for _ in range(LOOKS):
            if not form:
                form = self._basket(browser.get(f"{self._site}/letters/new/"), email, names)
            answer = browser.post(f"{self._site}/letters/new/", form)
            if answer.status == 303:
                return self._session_of(browser, answer)
            if answer.status != 409:  # between two scrolls: once more
                raise Refused(f"the basket is answered {answer.status}: {_errors(answer)}")
        raise Refused("no scroll is open")

    def _session_of(self, browser: Browser, answer: Answer) -> str:
        """The session of a redirect; where Stripe was away, from the order's own button."""
        for _ in range(LOOKS * 3):
            if found := re.search(r"/c/pay/(\w+)", answer.location):
                return found[1]
            page = browser.get(answer.location)
            if "/pay/" not in page.text:
                raise Refused("the order can't be paid")
            pay = answer.location.partition("?")[0] + "pay/"
            answer = browser.post(pay, {"csrfmiddlewaretoken": _hidden(page, _CSRF)})
        raise Refused("the payment page stays away")

    def _basket(self, page: Answer, email: str, names: int) -> dict[str, str]:
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
        if self._dice.random() < 0.3:
            form["cover_fee"] = "on"
        if self._dice.random() < 0.2:
            form["gift"] = "1.80"
        for index in range(names):
            word = "".join(self._dice.choices(LETTERS, k=6))
            name = {"kind": "adult", "given_name": word, "relation": "ben", "mother_name": "חנה"}
            name |= {"family_name": word[::-1], "declared": "authorised", "confirmed": "on"}
            form |= {f"names-{index}-{key}": value for key, value in name.items()}
        return form

    def _click(self, browser: Browser, session: str, act: str) -> Answer:
        """Press a button of Stripe's page; after a declined card press it again."""
        for _ in range(LOOKS):
            answer = browser.post(f"{self._bank}/c/pay/{session}", {"act": act})
            if answer.status != 402 or act == "decline":
                return answer
        raise Refused("every card is declined")

    def _pay(self, browser: Browser, purchase: Purchase, session: str) -> None:
        answer = self._click(browser, session, "pay")
        if answer.location and self._dice.random() < 0.75:
            self._come_back(browser, answer.location)
        if self._dice.random() < 0.5:
            browser.get(f"{self._site}/orders/{purchase.order}/")

    def _come_back(self, browser: Browser, url: str) -> None:
        """In one window or, impatient, in several at once."""
        windows = self._plan.windows if self._dice.random() < 0.4 or self._plan.windows > 2 else 1
        others = [
            Thread(target=_look, args=(Browser(self._dice), url), daemon=True)
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
        days = str(self._dice.randint(1, 5))
        door = f"{self._bank}/simulator/sessions/{session}/debit"
        browser.post(door, {"days": days, "outcome": outcome})

    def _debit_succeeds(self, browser: Browser, purchase: Purchase, session: str) -> None:
        self._debit(browser, session, "succeed")
        browser.get(f"{self._site}/orders/{purchase.order}/?session_id={session}")

    def _debit_fails(self, browser: Browser, purchase: Purchase, session: str) -> None:
        self._debit(browser, session, "fail")

    def _abandon(self, browser: Browser, purchase: Purchase, session: str) -> None:
        browser.get(f"{self._site}/orders/{purchase.order}/?cancelled=1")

    def _pay_twice(self, browser: Browser, purchase: Purchase, session: str) -> None:
        """The first page was open for a day; the order's button led to a second one."""
        url = f"{self._site}/orders/{purchase.order}/"
        self._committee.let_page_grow_old(session)
        page = browser.get(url)
        answer = browser.post(url + "pay/", {"csrfmiddlewaretoken": _hidden(page, _CSRF)})
        second = self._session_of(browser, answer)
        first, then = self._dice.sample([session, second], 2)
        both = Thread(target=self._quietly, args=(lambda: self._click(browser, then, "pay"),))
        both.start()
        self._click(Browser(self._dice), first, "pay")
        both.join()
        if self._dice.random() < 0.5:
            browser.get(f"{url}?session_id={then}")

    def _quietly(self, act: Callable[[], object]) -> None:
        with suppress(GaveUp, Refused):
            act()

    def _served(self, browser: Browser, purchase: Purchase, session: str) -> bool:
        """Pay, and look at the order until it has its letters."""
        answer = self._click(browser, session, "pay")
        if answer.location:
            browser.get(answer.location)
        for _ in range(LOOKS):
            page = browser.get(f"{self._site}/orders/{purchase.order}/")
            if 'data-state="fulfilled"' in page.text:
                return True
        return False

    def _refund(self, browser: Browser, purchase: Purchase, session: str) -> None:
        if self._served(browser, purchase, session):
            self._committee.refund(purchase.order)

    def _refund_one(self, browser: Browser, purchase: Purchase, session: str) -> None:
        if self._served(browser, purchase, session):
            self._committee.refund(purchase.order, lines=[1])

    def _refund_in_dashboard(self, browser: Browser, purchase: Purchase, session: str) -> None:
        if self._served(browser, purchase, session):
            browser.post(f"{self._bank}/simulator/sessions/{session}/refund", {})

    def _dispute(self, browser: Browser, purchase: Purchase, session: str) -> None:
        if not self._served(browser, purchase, session):
            return
        answer = browser.post(f"{self._bank}/simulator/sessions/{session}/dispute", {})
        found = re.search(r'"id": "(\w+)"', answer.text)
        if found and answer.status == 200 and self._dice.random() < 0.5:
            status = self._dice.choice(["won", "lost"])
            browser.post(f"{self._bank}/simulator/disputes/{found[1]}/close", {"status": status})


_WAYS = {
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


def _look(browser: Browser, url: str) -> None:
    with suppress(GaveUp):
        browser.get(url)


def _hidden(page: Answer, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    if not found:
        raise Refused(f"a page ({page.status}) has no field {name}")
    return found[1]


def _errors(answer: Answer) -> str:
    listed = re.search(r'id="errors".*?</div>', answer.text, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", listed[0])[:200] if listed else ""
