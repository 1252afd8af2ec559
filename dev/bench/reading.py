"""How many people of the measured set of lists are read right, asked about, or silently wrong."""

from collections.abc import Iterator

from dev.bench.measure import Measure
from tests.letters.reading.reading_set import all_cases
from tests.letters.reading.reading_set.score import score


def run() -> Iterator[Measure]:
    """Counts of people, each with its percentage of all."""
    total = score(all_cases())
    baseline = f"percent of {total.people} people in {total.cases} inputs"
    for name in ("right", "silent", "asked"):
        count = getattr(total, name)
        yield Measure(f"reading_{name}", count, "people", baseline, total.share(count))
