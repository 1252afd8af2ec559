"""A volunteer who answers the hotline."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from tests.signing_in import sign_in


@pytest.fixture
def make_volunteer(db: None) -> Callable[[str], Client]:
    """Sign in as another member of the staff with the role."""

    def make(name: str) -> Client:
        user = User.objects.create_user(name, f"{name}@example.org", is_staff=True)
        user.groups.add(Group.objects.get(name="hotline"))
        return sign_in(Client(), user)

    return make


@pytest.fixture
def volunteer(make_volunteer: Callable[[str], Client]) -> Client:
    return make_volunteer("volunteer")


@pytest.fixture
def on_call(volunteer: Client) -> Client:
    """A volunteer who has answered a call."""
    assert volunteer.post("/telephone/start/").status_code == 303
    return volunteer
