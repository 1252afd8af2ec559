"""What a benchmark yields, and how it is timed."""

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
        """Give the measure as one JSON object on one line."""
        return json.dumps(asdict(self), ensure_ascii=False)


def best_of(times: int, action: Callable[[], object]) -> float:
    """Time an action several times; the shortest, in seconds, is the least disturbed."""
    return min(_durations(times, action))


def median_of(times: int, action: Callable[[], object]) -> float:
    """Time an action several times; the median, in seconds, is what one usually waits."""
    return median(_durations(times, action))


def _durations(times: int, action: Callable[[], object]) -> list[float]:
    durations = []
    for _ in range(times):
        start = perf_counter()
        action()
        durations.append(perf_counter() - start)
    return durations
