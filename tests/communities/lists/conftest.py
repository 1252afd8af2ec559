"""Fixtures of lists and their pages."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client

from communities.lists import name_lists
from communities.models import NameList
from letters.models import Community, Series
from payments.orders.consent import SENT_LIST, version_of
from tests.communities.name_lists import uploads

SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _delete_uploads() -> Iterator[None]:
    yield
    for file in uploads():
        file.unlink()


@pytest.fixture
def make(community: Community, series: Series, shliach: User) -> Callable[..., NameList]:
    """Create a list and, by default, read it."""

    def made(
        text: str = "", title: str = "Purim", content: bytes = b"", reading: bool = True
    ) -> NameList:
        name_list, _ = name_lists.create_list(
            consent=version_of(SENT_LIST),
            community=community,
            series=series,
            by=shliach,
            title=title,
            language="en",
            text=text,
            content=content,
        )
        if reading:
            name_lists.read_list(name_list.pk)
            name_list.refresh_from_db()
        return name_list

    return made


@pytest.fixture
def page(shliach: User, sign_in: SignIn) -> Client:
    return sign_in(shliach)
