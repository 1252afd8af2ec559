"""No step is logged without a test that performs it and finds it in the history."""

from tests.project.history import (
    test_steps_of_communities,
    test_steps_of_deletions,
    test_steps_of_earlier_scrolls,
    test_steps_of_post,
    test_steps_of_refunds,
    test_steps_of_scrolls,
    test_steps_with_money,
)
from tests.project.history.logged_steps import logged_steps
from tests.project.history.performed import PERFORMED

TESTS = [
    test_steps_of_communities,
    test_steps_of_deletions,
    test_steps_of_earlier_scrolls,
    test_steps_of_post,
    test_steps_of_refunds,
    test_steps_of_scrolls,
    test_steps_with_money,
]


def test_every_logged_step_is_performed() -> None:
    assert len(TESTS) == 7
    places = {(str(step), step.message) for step in logged_steps()}
    assert places - PERFORMED == set(), "log a step: add a test of it with @performs"
    assert PERFORMED - places == set(), "a test performs a step that is logged nowhere"
