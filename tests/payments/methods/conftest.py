"""People who spend money of the fund."""

import pytest
from django.contrib.auth.models import User


@pytest.fixture
def committee(db: None) -> User:
    """A committee member, who needs no quota."""
    return User.objects.create_superuser("committee")


@pytest.fixture
def shliach(db: None) -> User:
    """A user outside the committee."""
    return User.objects.create_user("shliach")
