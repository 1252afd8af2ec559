"""The page of somebody who bought letters for five hundred people."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, product

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from letters.matching.rarity import commonest_given
from letters.matching.tables import FEMALE, MALE
from letters.models import Scroll
from payments.models import Order
from payments.orders.place import Name
from tests.families.my_letters.families import YOSEF, buy, signed_in

NAMES = 500
ORDER = 100  # names in one order, as many as a basket holds
# Processor time of one page, in seconds; when this was written it took 0.22, with 14 queries.
TIME_LIMIT = 1.5


def family(count: int) -> Iterator[list[Name]]:
    """Sons of many mothers with one family name, in lists of ORDER names."""
    pairs = product(commonest_given(MALE, 25), commonest_given(FEMALE, 25))
    names = [
        replace(YOSEF, given_name=given, mother_name=mother)
        for given, mother in islice(pairs, count)
    ]
    for start in range(0, count, ORDER):
        yield names[start : start + ORDER]


def queries(client: Client, path: str) -> Sequence[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in captured]


def test_queries_and_time_of_five_hundred_names(
    make_order: Callable[..., Order], make_scroll: Callable[..., Scroll], scroll: Scroll
) -> None:
    make_scroll(13, letters=20, opened=False)
    for number, names in enumerate(family(NAMES)):
        buy(make_order, names, f"list-{number}")
    assert Scroll.objects.open().get().number == 13  # the twelfth is full: nobody is in this one
    client = signed_in()
    queries(client, "/my-letters/")
    begun = time.process_time()
    many = queries(client, "/my-letters/")
    taken = time.process_time() - begun
    last = queries(client, "/my-letters/?page=10")
    buy(make_order, [YOSEF], "one", email="few@example.org")
    few_client = signed_in("few@example.org")
    queries(few_client, "/my-letters/")
    few = queries(few_client, "/my-letters/")
    assert len(many) <= len(few) + 2
    assert len(last) == len(many)
    assert taken < TIME_LIMIT


@pytest.mark.parametrize("path", ["/my-letters/?page=0", "/my-letters/?page=99999999999"])
def test_pages_that_do_not_exist(make_order: Callable[..., Order], path: str) -> None:
    buy(make_order, [YOSEF], "one")
    assert signed_in().get(path).status_code == 200
