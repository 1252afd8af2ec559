"""What a shliach waits for: reading a list, drawing its letters, rendering its certificates."""

from collections.abc import Iterator

from dev.bench.measure import Measure
from dev.bench.name_list_certificates import measure_certificates
from dev.bench.name_list_draw import measure_draw
from dev.bench.name_list_import import measure_import


def run() -> Iterator[Measure]:
    yield from measure_import()
    yield from measure_draw()
    yield from measure_certificates()
