"""Faults on command: the plan of what goes wrong how often, and how often it has."""

import math
import random
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from dev.stripe_simulator.errors import StripeError

Thing = TypeVar("Thing")

# Faults that last: for how many seconds, unless told otherwise.
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
    """Strikes with this probability, at most so many times, and lasts so many seconds."""

    probability: float
    times: float
    seconds: float


class Faults:
    """The plan in force, empty at first. The same seed throws the same dice, in order."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._dice = random.Random(0)  # noqa: S311 - chance on command
        self._said: dict[str, Any] = {}
        self._plan: dict[str, Fault] = {}
        self._struck: Counter[str] = Counter()
        self._answers: dict[str, Counter[str]] = {}

    def replace(self, plan: Mapping[str, Any]) -> None:
        """Put a plan in force, `{"seed": 7, "<fault>": {"probability": 0.1}}`, and count anew.

        A fault may have `probability` (1 unless given), `times`, and `seconds` if it lasts. Raises
        StripeError, and leaves the plan before in force.
        """
        seed = plan.get("seed", 0)
        if not _is_whole(seed):
            raise StripeError("The seed of the faults must be a whole number.", param="seed")
        read = {name: _fault(name, raw) for name, raw in plan.items() if name != "seed"}
        with self._lock:
            self._dice = random.Random(seed)  # noqa: S311 - chance on command
            self._said, self._plan = dict(plan), read
            self._struck, self._answers = Counter(), {}

    def clear(self) -> None:
        """Let nothing strike any more; the counts stay until the next plan."""
        with self._lock:
            self._said, self._plan = {}, {}

    def planned(self, name: str) -> bool:
        """Whether a fault may strike at all."""
        return name in self._plan

    def strikes(self, name: str) -> bool:
        """Throw the dice for a fault; one that strikes is counted."""
        if name not in self._plan:  # without a plan no request waits for the lock
            return False
        with self._lock:
            fault = self._plan.get(name)
            if fault is None or self._struck[name] >= fault.times:
                return False
            if self._dice.random() >= fault.probability:
                return False
            self._struck[name] += 1
            return True

    def seconds(self, name: str) -> float:
        """How long a fault lasts, by the plan."""
        fault = self._plan.get(name)
        return fault.seconds if fault else SECONDS[name]

    def pick(self, choices: list[Thing]) -> Thing:
        """One of these, by the same dice."""
        with self._lock:
            return self._dice.choice(choices)

    def note(self, name: str, answer: str) -> None:
        """Count what the endpoint answered to a delivery that a fault made."""
        with self._lock:
            self._answers.setdefault(name, Counter())[answer] += 1

    def shown(self) -> dict[str, Any]:
        """The plan as it was given, how often each fault struck, and how that was answered."""
        with self._lock:
            return {
                "plan": self._said,
                "struck": {**dict.fromkeys(self._plan, 0), **self._struck},
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
