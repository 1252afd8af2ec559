"""A proof of work that tests can do."""

import pytest

from payments.abuse import checkout_limits
from tests.payments.abuse.requesters import DIFFICULTY


@pytest.fixture
def low_difficulty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkout_limits, "MIN_DIFFICULTY", DIFFICULTY)
