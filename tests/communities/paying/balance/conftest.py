"""A list whose order is paid from a balance, and two members of the committee."""

import pytest
from django.contrib.auth.models import User

from communities.models import NameList
from letters.models import Community, Price, Scroll
from tests.communities.name_lists import make_list


@pytest.fixture
def mendy(db: None) -> User:
    """A committee member."""
    return User.objects.create_superuser("mendy")


@pytest.fixture
def rivky(db: None) -> User:
    """Another committee member."""
    return User.objects.create_superuser("rivky")


@pytest.fixture
def name_list(community: Community, scroll: Scroll, shliach: User) -> NameList:
    """Three names ready to be ordered; the single approval limit is 10.00."""
    Price.objects.update(single_approval_limit=1000)
    return make_list(community, scroll.series, shliach)
