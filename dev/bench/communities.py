"""What a shliach waits for: his list read, its letters drawn, its certificates set."""

from collections.abc import Iterator

from dev.bench.batch_certificates import measure_certificates
from dev.bench.batch_draw import measure_draw
from dev.bench.batch_import import measure_import
from dev.bench.measure import Measure


def run() -> Iterator[Measure]:
    """Each in a database of its own."""
    yield from measure_import()
    yield from measure_draw()
    yield from measure_certificates()
