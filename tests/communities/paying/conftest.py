"""Fixtures of lists that are paid for."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from communities.models import NameList
from letters.models import Community, Scroll
from tests.communities.name_lists import make_list
from tests.payments.checkout.test_checkout import stripe_page

__all__ = ["stripe_page"]


@pytest.fixture
def name_list(community: Community, scroll: Scroll, shliach: User) -> NameList:
    """Three ready names."""
    return make_list(community, scroll.series, shliach)


@pytest.fixture
def page(shliach: User, sign_in: Callable[[User], Client]) -> Client:
    """The shliach, signed in."""
    return sign_in(shliach)


@pytest.fixture
def committee(db: None) -> User:
    """A member of the committee."""
    return User.objects.create_superuser("committee")
