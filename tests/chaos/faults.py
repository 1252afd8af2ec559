"""The simulator's faults, ordered anew after each of its deaths, and counted over all its lives."""

import json
import urllib.request
from collections import Counter
from typing import Any

LATE = 0.6  # of the run: what has not struck by then becomes
LIKELIER = 8  # times as probable, until it has struck
TWICE = 2


class FaultPlan:
    """What is to go wrong at Stripe."""

    def __init__(self, door: str, faults: dict[str, dict[str, float]], seed: int) -> None:
        self._door = f"{door}/simulator/faults"
        self._faults = faults
        self._seed = seed
        self._late = False
        self.struck: Counter[str] = Counter(dict.fromkeys(faults, 0))
        self.answers: dict[str, Counter[str]] = {}
        self._life: dict[str, Any] = {"triggered": {}, "answers": {}}

    def order(self) -> None:
        """Put the plan in force, as after a start of the simulator."""
        self._settle_accounts()
        self._seed += 1
        faults = dict(self._faults)
        for name, fault in self._faults.items() if self._late else ():
            if not self.struck[name]:
                likelier = min(1.0, fault["probability"] * LIKELIER)
                faults[name] = {**fault, "probability": likelier, "times": TWICE}
        self._ask("POST", json.dumps({"seed": self._seed, **faults}).encode())

    def order_the_missing(self, progress: float) -> None:
        """Late in the run, once: see to it that each fault strikes."""
        if progress < LATE or self._late:
            return
        self._late = True
        self.look()
        try:
            self.order()
        except OSError:  # it is dead at this moment, and hears of the plan when it lives again
            return

    def look(self) -> None:
        """Remember what has struck: a kill takes the simulator's own count away."""
        try:
            self._life = self._ask("GET")
        except OSError:
            return

    def clear(self) -> None:
        """End all faults."""
        self.look()
        self._settle_accounts()
        self._ask("DELETE")

    def _settle_accounts(self) -> None:
        self.struck.update(self._life["triggered"])
        for name, counted in self._life["answers"].items():
            self.answers.setdefault(name, Counter()).update(counted)
        self._life = {"triggered": {}, "answers": {}}

    def _ask(self, method: str, body: bytes | None = None) -> dict[str, Any]:
        request = urllib.request.Request(self._door, body, method=method)  # noqa: S310
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - loopback
            said: dict[str, Any] = json.load(answer)
            return said
