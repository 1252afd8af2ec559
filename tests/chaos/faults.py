"""The simulator's faults, ordered anew after each of its deaths, and counted over all its lives."""

import json
import urllib.request
from collections import Counter
from typing import Any

LIKELIER = 6  # times, for a fault that has not struck yet


class FaultPlan:
    """What is to go wrong at Stripe."""

    def __init__(self, door: str, faults: dict[str, dict[str, float]], seed: int) -> None:
        self._door = f"{door}/simulator/faults"
        self._faults = faults
        self._seed = seed
        self.struck: Counter[str] = Counter(dict.fromkeys(faults, 0))
        self.answers: dict[str, Counter[str]] = {}
        self._life: dict[str, Any] = {"struck": {}, "answers": {}}

    def order(self) -> None:
        """Put the plan in force, as after a start; a fault that never struck becomes likelier."""
        self._settle_accounts()
        self._seed += 1
        plan: dict[str, Any] = {"seed": self._seed}
        for name, fault in self._faults.items():
            never = sum(self.struck.values()) and not self.struck[name]
            likelier = min(1.0, fault["probability"] * (LIKELIER if never else 1))
            plan[name] = {**fault, "probability": likelier}
        self._ask("POST", json.dumps(plan).encode())

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
        self.struck.update(self._life["struck"])
        for name, counted in self._life["answers"].items():
            self.answers.setdefault(name, Counter()).update(counted)
        self._life = {"struck": {}, "answers": {}}

    def _ask(self, method: str, body: bytes | None = None) -> dict[str, Any]:
        request = urllib.request.Request(self._door, body, method=method)  # noqa: S310
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - loopback
            said: dict[str, Any] = json.load(answer)
            return said
