"""A superuser who does the steps and reads the history."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.signing_in import sign_in


@pytest.fixture
def head(transactional_db: None) -> User:
    """A superuser."""
    return User.objects.create_superuser("head", "head@example.org", first_name="Dovber")


@pytest.fixture
def client(head: User) -> Client:
    return sign_in(Client(), head)
