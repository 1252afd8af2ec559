"""The figure that a benchmark yields, and timing functions."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Measure:
    """One number, and its ratio to the bare operation named in `baseline`."""

    name: str
    value: float
    unit: str
    baseline: str
    ratio: float

    def json_line(self) -> str:
        """The measure as a JSON object on one line."""
        return json.dumps(asdict(self), ensure_ascii=False)


def best_of(times: int, action: Callable[[], object]) -> float:
    """The shortest of several runs of an action, in seconds."""
    return min(_durations(times, action))


def median_of(times: int, action: Callable[[], object]) -> float:
    """The median of several runs of an action, in seconds."""
    return median(_durations(times, action))


def _durations(times: int, action: Callable[[], object]) -> list[float]:
    durations = []
    for _ in range(times):
        start = perf_counter()
        action()
        durations.append(perf_counter() - start)
    return durations
