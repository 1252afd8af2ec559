"""Which answers of the web server count as damage of a run."""

from collections import Counter

import pytest

from tests.chaos.browser import ServerError
from tests.chaos.fault_injector import Kill
from tests.chaos.run import errors_beyond_those_in_flight

KILLS = [Kill("postgres", 100.0, 103.0), Kill("worker", 200.0, 201.0)]


@pytest.mark.parametrize(
    ("asked", "answered", "counts"),
    [
        (99.0, 100.5, False),  # in flight when it was killed
        (101.0, 102.0, False),  # while it was away
        (102.9, 105.0, False),  # asked for before it was back
        (103.1, 103.2, True),
        (98.0, 99.0, True),
        (199.9, 200.0, False),
        (210.0, 210.1, True),
    ],
)
def test_answer_5xx_counts_unless_a_kill_explains_it(
    asked: float, answered: float, counts: bool
) -> None:
    found = errors_beyond_those_in_flight([ServerError("500 GET x", asked, answered)], KILLS)
    assert found == (Counter({"500 GET x": 1}) if counts else Counter())


def test_kill_that_is_not_back_explains_all_later_errors() -> None:
    kill = Kill("web master", 10.0)
    assert not errors_beyond_those_in_flight([ServerError("502", 50.0, 51.0)], [kill])
