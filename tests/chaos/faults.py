"""The simulator's faults: applied again after each restart, and counted over all of them."""

import json
import urllib.request
from collections import Counter
from typing import Any

LATE = 0.6  # of the run: faults that have not been triggered by then get
FACTOR = 8  # times their probability
MAX_TIMES = 2


class FaultPlan:
    """The plan of faults, and their counts."""

    def __init__(self, url: str, faults: dict[str, dict[str, float]], seed: int) -> None:
        self._post = f"{url}/simulator/faults"
        self._faults = faults
        self._seed = seed
        self._late = False
        self.triggered: Counter[str] = Counter(dict.fromkeys(faults, 0))
        self.answers: dict[str, Counter[str]] = {}
        self._current: dict[str, Any] = {"triggered": {}, "answers": {}}

    def apply(self) -> None:
        """Apply the plan; call it after each start of the simulator."""
        self._add_counts()
        self._seed += 1
        faults = dict(self._faults)
        for name, fault in self._faults.items() if self._late else ():
            if not self.triggered[name]:
                probability = min(1.0, fault["probability"] * FACTOR)
                faults[name] = {**fault, "probability": probability, "times": MAX_TIMES}
        self._ask("POST", json.dumps({"seed": self._seed, **faults}).encode())

    def raise_missing(self, progress: float) -> None:
        """Late in the run, once: raise the probability of faults that were never triggered."""
        if progress < LATE or self._late:
            return
        self._late = True
        self.poll()
        try:
            self.apply()
        except OSError:  # it is down, and gets the plan when it is restarted
            return

    def poll(self) -> None:
        """Read the simulator's counts, which a kill would lose."""
        try:
            self._current = self._ask("GET")
        except OSError:
            return

    def clear(self) -> None:
        """End all faults."""
        self.poll()
        self._add_counts()
        self._ask("DELETE")

    def _add_counts(self) -> None:
        self.triggered.update(self._current["triggered"])
        for name, counted in self._current["answers"].items():
            self.answers.setdefault(name, Counter()).update(counted)
        self._current = {"triggered": {}, "answers": {}}

    def _ask(self, method: str, body: bytes | None = None) -> dict[str, Any]:
        request = urllib.request.Request(self._post, body, method=method)  # noqa: S310
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - loopback
            output: dict[str, Any] = json.load(answer)
            return output
