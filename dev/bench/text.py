"""How long the text takes to load, how much memory it needs, how fast a letter is looked up."""

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from dev.bench.measure import Measure, best_of
from letters import torah
from letters.torah.editions import DATA_FILE

ROOT = Path(__file__).parents[2]
RUNS = 7
SAMPLE = 20_000
MEGABYTE = 1_000_000

LOAD = """
from time import perf_counter
start = perf_counter()
from letters import torah
torah.edition("alter_rebbe")
print((perf_counter() - start) * 1000)
"""
READ = """
from time import perf_counter
start = perf_counter()
with open({path!r}, "rb") as file:
    file.read().decode()
print((perf_counter() - start) * 1000)
"""
MEMORY = """
import tracemalloc
tracemalloc.start()
from letters import torah
torah.edition("alter_rebbe")
print(tracemalloc.get_traced_memory()[1])
"""


def run() -> Iterator[Measure]:
    """Measure the text: milliseconds and megabytes to load, microseconds to look a letter up."""
    yield _load()
    yield _memory()
    yield _lookup()


def _load() -> Measure:
    load = min(_fresh(LOAD) for _ in range(RUNS))
    read = min(_fresh(READ.format(path=str(DATA_FILE))) for _ in range(RUNS))
    baseline = "reading and decoding the file's bytes"
    return Measure("text_load_ms", round(load, 1), "ms", baseline, round(load / read, 1))


def _memory() -> Measure:
    peak, size = _fresh(MEMORY), DATA_FILE.stat().st_size
    value = round(peak / MEGABYTE, 1)
    return Measure("text_memory_mb", value, "MB", "size of the file", round(peak / size, 1))


def _lookup() -> Measure:
    text = torah.edition("alter_rebbe")
    ordinals = random.Random(613).sample(range(1, len(text) + 1), SAMPLE)  # noqa: S311
    letters = [text.letter(1)] * (len(text) + 1)

    def look_up() -> None:
        for ordinal in ordinals:
            text.letter(ordinal)

    def index_and_construct() -> None:
        for ordinal in ordinals:
            torah.Letter(*letters[ordinal])

    lookup, bare = best_of(RUNS, look_up), best_of(RUNS, index_and_construct)
    value = round(lookup / SAMPLE * 1_000_000, 2)
    baseline = "a list index and a NamedTuple"
    return Measure("text_lookup_us", value, "us", baseline, round(lookup / bare, 1))


def _fresh(program: str) -> float:
    """Run a program in a new interpreter; return the number that it prints."""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return float(done.stdout)
