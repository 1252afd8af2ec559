"""Which tests are not measured by coverage: with it a test takes half as long again."""

from collections.abc import Generator

import pytest

# Nothing of the gated packages is tested here alone; see [tool.coverage] in pyproject.toml.
NOT_MEASURED = (
    "tests/accounts/",
    "tests/chaos/",
    "tests/dev/",
    "tests/families/find/test_attack.py",
    "tests/families/find/test_rates.py",
    "tests/journey/",
    "tests/letters/earlier/",
    "tests/letters/matching/",
    "tests/letters/reading/",
    "tests/letters/test_printable.py",
    "tests/messaging/",
    "tests/project/test_hostile_input.py",
    "tests/services/",
    "tests/stripe_simulator/",
    "tests/torah/",
)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure nothing while such a test and its fixtures run."""
    plugin = item.config.pluginmanager.get_plugin("_cov")
    controller = getattr(plugin, "cov_controller", None)
    if controller is None or not item.nodeid.startswith(NOT_MEASURED):
        return (yield)
    controller.pause()
    try:
        return (yield)
    finally:
        controller.resume()
