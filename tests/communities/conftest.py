"""Two communities and their members."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from communities.members.members import add_member
from communities.models import Membership
from letters.models import Community
from tests import signing_in


@pytest.fixture
def make_community(db: None) -> Callable[..., Community]:
    def make(slug: str = "montreal", **changes: object) -> Community:
        fields = {"name": slug.title(), "city": slug.title(), "country": "CA", **changes}
        fields.setdefault("approved_at", timezone.now())
        return Community.objects.create(slug=slug, **fields)

    return make


@pytest.fixture
def community(make_community: Callable[..., Community]) -> Community:
    return make_community()


@pytest.fixture
def shliach(community: Community) -> User:
    role = Membership.Role.SHLIACH
    return add_member(
        community=community, email="mendel@example.org", name="Mendel", role=role, by=None
    ).user


@pytest.fixture
def helper(community: Community) -> User:
    role = Membership.Role.HELPER
    return add_member(
        community=community, email="rivka@example.org", name="Rivka", role=role, by=None
    ).user


@pytest.fixture
def stranger(make_community: Callable[..., Community]) -> User:
    """The shliach of another community."""
    role = Membership.Role.SHLIACH
    return add_member(
        community=make_community("london", country="GB"),
        email="levi@example.org",
        name="Levi",
        role=role,
        by=None,
    ).user


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    """A client signed in with a second factor."""

    def signed_in(user: User) -> Client:
        return signing_in.sign_in(Client(), user)

    return signed_in
