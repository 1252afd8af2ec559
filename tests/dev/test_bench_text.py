"""The benchmark of letters.torah."""

import json

import pytest

from dev.bench import text
from dev.bench.measure import Measure, best_of, median_of


@pytest.fixture
def measures(monkeypatch: pytest.MonkeyPatch) -> dict[str, Measure]:
    monkeypatch.setattr(text, "RUNS", 1)
    return {measure.name: measure for measure in text.run()}


def test_text_measures(measures: dict[str, Measure]) -> None:
    units = {name: measure.unit for name, measure in measures.items()}
    assert units == {"text_load_ms": "ms", "text_memory_mb": "MB", "text_lookup_us": "us"}
    assert all(measure.value > 0 and measure.ratio > 0 for measure in measures.values())


def test_text_takes_less_than_20_megabytes(measures: dict[str, Measure]) -> None:
    assert measures["text_memory_mb"].value < 20


def test_measure_json_line() -> None:
    line = Measure("find_ms", 1.5, "ms", "a bare query", 2.0).json_line()
    assert "\n" not in line
    assert json.loads(line) == {
        "name": "find_ms",
        "value": 1.5,
        "unit": "ms",
        "baseline": "a bare query",
        "ratio": 2.0,
    }


def test_best_of_and_median_of_call_the_action() -> None:
    calls: list[int] = []
    assert 0 < best_of(3, lambda: calls.append(1)) < 1
    assert 0 < median_of(4, lambda: calls.append(1)) < 1
    assert len(calls) == 7
