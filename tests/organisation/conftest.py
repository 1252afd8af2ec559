"""A signed-in member of the committee."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.signing_in import sign_in


@pytest.fixture
def staff(db: None) -> Client:
    user = User.objects.create_superuser("chief", "chief@example.org")
    client = Client()
    sign_in(client, user)
    return client
