"""Two members of the staff who record money."""

import pytest
from django.contrib.auth.models import User

from letters.models import Price


@pytest.fixture
def rivka(db: None) -> User:
    """A member of staff."""
    return User.objects.create_user("rivka", is_staff=True)


@pytest.fixture
def levi(db: None) -> User:
    """Another member of staff."""
    return User.objects.create_user("levi", is_staff=True)


@pytest.fixture
def _two_needed(series: object) -> None:
    """Every amount needs an approval."""
    Price.objects.update(single_approval_limit=0)
