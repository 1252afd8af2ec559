"""No step is logged without a test that performs it and finds it in the history."""

from importlib import import_module
from pathlib import Path

from tests.project.history.logged_steps import logged_steps
from tests.project.history.performed import PERFORMED

for _file in Path(__file__).parent.glob("test_steps_*.py"):
    import_module(f"{__package__}.{_file.stem}")  # its tests enter what they perform


def test_every_logged_step_is_performed() -> None:
    places = {(str(step), step.message) for step in logged_steps()}
    assert places - PERFORMED == set(), "log a step: add a test of it with @performs"
    assert PERFORMED - places == set(), "a test performs a step that is logged nowhere"
