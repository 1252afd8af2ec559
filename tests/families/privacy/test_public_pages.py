"""No name of a person is on any page, feed or picture that is open to everybody.

Every address of the site is opened by somebody who has not signed in and has no link. What needs a
secret token is answered to a wrong one only; `test_the_link_of_an_order_shows_its_names` is the
negative control.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from communities.lists.name_lists import create_list, read_list
from letters.models import Community, Letter, Person, Scroll
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from payments.orders.consent import SENT_LIST, version_of
from payments.orders.place import Name
from tests.communities.conftest import *  # noqa: F403 - a community and its members
from tests.communities.name_lists import order_list
from tests.project.hostile_input import addresses, path_of

pytestmark = pytest.mark.long

FAMILY = [
    Name("child", "Vashtinka", "bas", "Jehosheba", "", "Wrexomir", False, "", "parent"),
    Name("adult", "Malchishua", "ben", "Hephzibah", "", "Wrexomir", False, "", "authorised"),
    Name("baby", "", "bas", "Jehosheba", "", "Wrexomir", False, "", "parent"),
    Name("adult", "Ahitophel", "ben", "Zilpah", "", "Wrexomir", True, "", "authorised"),
]
LIST = """Given name,Son or daughter,Mother's name,Family name,Kind
Zelig,ben,Fruma,Quexington,child
"""
NAMES = (
    "vashtinka",
    "jehosheba",
    "malchishua",
    "hephzibah",
    "wrexomir",
    "ahitophel",
    "zilpah",
    "zelig",
    "fruma",
    "quexington",
    "chana@example.org",
)


@pytest.fixture
def arguments(
    make_order: Callable[..., Order],
    scroll: Scroll,
    community: Community,
    shliach: User,
) -> dict[str, Any]:
    """A family that bought and a child of a community's list have letters; public arguments."""
    order = make_order(FAMILY)
    paid = IncomingPayment("pi_1", "cs_1", order.total, order.currency)
    record_and_apply(order_id=order.pk, incoming=paid)
    content = LIST.encode()
    name_list, _ = create_list(
        consent=version_of(SENT_LIST),
        community=community, series=scroll.series, by=shliach, title="", language="en",
        content=content,
    )  # fmt: skip
    read_list(name_list.pk)
    listed = order_list(name_list, shliach)
    paid = IncomingPayment("pi_2", "cs_2", listed.total, listed.currency)
    record_and_apply(order_id=listed.pk, incoming=paid)
    assert Person.objects.filter(kind="child").count() == 2
    assert Letter.objects.exclude(inscription=None).count() == 5
    return {
        "slug": community.slug,
        "series": scroll.series.slug,
        "number": scroll.number,
        "position": 1,
        "pk": 1,
        "object_id": "1",
        "language": "en",
    }


def _public(arguments: dict[str, Any]) -> Iterator[str]:
    taken = Letter.objects.exclude(inscription=None).values_list("ordinal", flat=True)
    for name, needed in addresses():
        for number in [*taken, arguments["number"], 1]:
            values = {each: arguments.get(each, "1") for each in needed}
            values |= {each: number for each in needed if each in {"ordinal", "position", "pk"}}
            if path := path_of(name, values):
                yield path


def _names_in(content: bytes) -> list[str]:
    text = content.decode(errors="ignore").lower()
    return [name for name in NAMES if name in text]


def test_no_name_is_on_a_page_that_is_open_to_everybody(arguments: dict[str, Any]) -> None:
    shown, opened = [], 0
    for path in sorted(set(_public(arguments))):
        for language in settings.LANGUAGES:
            client = Client(raise_request_exception=False)
            answer = client.get(path, headers={"Accept-Language": language[0]})
            content = b"".join(answer) if answer.streaming else answer.content
            answer.close()
            opened += answer.status_code == 200
            shown += [f"{path}: {name}" for name in _names_in(content)]
    assert not shown, "\n".join(shown)
    assert opened > 60


def test_the_link_of_an_order_shows_its_names(arguments: dict[str, Any]) -> None:
    order = Order.objects.get(community=None)
    content = Client().get(f"/orders/{order.public_id}/").content
    assert "vashtinka" in _names_in(content)


def test_no_search_of_a_public_page_finds_a_name(arguments: dict[str, Any]) -> None:
    word = "Wrexomir"
    for path in sorted(set(_public(arguments))):
        answer = Client(raise_request_exception=False).get(path, {"q": word, "search": word})
        content = b"".join(answer) if answer.streaming else answer.content
        answer.close()
        found = set(_names_in(content)) - {word.lower()}
        assert not found, (path, found)
