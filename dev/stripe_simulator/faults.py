"""The plan of faults: which occur with what probability, and how often they have."""

import math
import random
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from dev.stripe_simulator.errors import StripeError

Thing = TypeVar("Thing")

# The default duration, in seconds, of faults that have one.
SECONDS = {
    "webhook_delay": 3.0,
    "webhook_reorder": 2.0,
    "api_hang": 3.0,
    "api_hang_after": 3.0,
    "refund_late_failure": 3600.0,
}
_WEBHOOKS = """
webhook_delay webhook_drop webhook_reorder webhook_duplicate webhook_forge webhook_tamper
webhook_stale
"""
_API = "api_429 api_409 api_500 api_hang api_500_after api_hang_after"
_CHECKOUT = "amount_changed currency_changed decline refund_pending refund_late_failure"
NAMES = [*_WEBHOOKS.split(), *_API.split(), *_CHECKOUT.split()]


@dataclass(frozen=True)
class Fault:
    """Occurs with this probability, at most `times` times, and lasts `seconds`."""

    probability: float
    times: float
    seconds: float


class Faults:
    """The current plan, empty at first. The same seed gives the same sequence of faults."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._random = random.Random(0)  # noqa: S311 - reproducible on purpose
        self._raw_plan: dict[str, Any] = {}
        self._plan: dict[str, Fault] = {}
        self._triggered: Counter[str] = Counter()
        self._answers: dict[str, Counter[str]] = {}

    def replace(self, plan: Mapping[str, Any]) -> None:
        """Apply a plan, `{"seed": 7, "<fault>": {"probability": 0.1}}`, and reset the counts.

        A fault may have `probability` (1 unless given), `times`, and `seconds` if it lasts. Raises
        StripeError, and keeps the previous plan.
        """
        seed = plan.get("seed", 0)
        if not _is_whole(seed):
            raise StripeError("The seed of the faults must be a whole number.", param="seed")
        read = {name: _fault(name, raw) for name, raw in plan.items() if name != "seed"}
        with self._lock:
            self._random = random.Random(seed)  # noqa: S311 - reproducible on purpose
            self._raw_plan, self._plan = dict(plan), read
            self._triggered, self._answers = Counter(), {}

    def clear(self) -> None:
        """End all faults; the counts stay until the next plan."""
        with self._lock:
            self._raw_plan, self._plan = {}, {}

    def planned(self, name: str) -> bool:
        """Whether a fault is in the plan."""
        return name in self._plan

    def triggers(self, name: str) -> bool:
        """Decide at random whether a fault occurs now; count it if it does."""
        if name not in self._plan:  # a fault that is not planned takes no lock
            return False
        with self._lock:
            fault = self._plan.get(name)
            if fault is None or self._triggered[name] >= fault.times:
                return False
            if self._random.random() >= fault.probability:
                return False
            self._triggered[name] += 1
            return True

    def seconds(self, name: str) -> float:
        """How long a fault lasts, in seconds."""
        fault = self._plan.get(name)
        return fault.seconds if fault else SECONDS[name]

    def pick(self, choices: list[Thing]) -> Thing:
        """One of these, by the same random sequence."""
        with self._lock:
            return self._random.choice(choices)

    def note(self, name: str, answer: str) -> None:
        """Count the endpoint's response to a delivery that a fault added."""
        with self._lock:
            self._answers.setdefault(name, Counter())[answer] += 1

    def status_report(self) -> dict[str, Any]:
        """The plan as given, how often each fault occurred, and the endpoint's responses to it."""
        with self._lock:
            return {
                "plan": self._raw_plan,
                "triggered": {**dict.fromkeys(self._plan, 0), **self._triggered},
                "answers": {name: dict(counted) for name, counted in self._answers.items()},
            }


def _fault(name: str, raw: Any) -> Fault:
    if name not in NAMES:
        raise StripeError(f"The simulator has no fault '{name}'. It has: {', '.join(NAMES)}.")
    options = {"probability", "times"} | ({"seconds"} if name in SECONDS else set())
    if not isinstance(raw, dict) or not raw.keys() <= options:
        raise StripeError(f"{name} must be an object of {', '.join(sorted(options))}.", param=name)
    probability, times = raw.get("probability", 1), raw.get("times", math.inf)
    seconds = raw.get("seconds", SECONDS.get(name, 0))
    if not _is_number(probability) or not 0 <= probability <= 1:
        raise StripeError(f"The probability of {name} must be between 0 and 1.", param=name)
    if times != math.inf and (not _is_whole(times) or times < 0):
        raise StripeError(f"The times of {name} must be a whole number.", param=name)
    if not _is_number(seconds) or not 0 <= seconds <= 10**9:
        raise StripeError(f"The seconds of {name} must be a number from 0.", param=name)
    return Fault(probability, times, seconds)


def _is_whole(raw: Any) -> bool:
    return isinstance(raw, int) and not isinstance(raw, bool)


def _is_number(raw: Any) -> bool:
    return _is_whole(raw) or isinstance(raw, float)
