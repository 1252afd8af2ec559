"""A list with letters, and a printing of its certificates."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import User

from communities.certificates import printing
from communities.certificates.printing import request_printing
from communities.models import NameList, Printing
from letters.models import Community, Scroll
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from payments.orders.place import Name
from tests.communities.certificates.printed_files import files
from tests.communities.name_lists import list_of_order

LETTERS = "אבגדהוזחטיכלמנסעפצקרשת"


@pytest.fixture(autouse=True)
def _no_files() -> Iterator[None]:
    _delete_files()
    yield
    _delete_files()


def _delete_files() -> None:
    for file in files():
        file.unlink()


@pytest.fixture
def name_list(
    make_order: Callable[..., Order], scroll: Scroll, community: Community, shliach: User
) -> NameList:
    """Seven names with letters."""
    names = [
        Name("adult", f"יוסף {letter}", "ben", "חנה", "", "", False, "", "authorised")
        for letter in LETTERS[:7]
    ]
    order = make_order(names)
    name_list = list_of_order(order, names, community, shliach)
    paid = IncomingPayment(
        amount=order.total, currency=order.currency, reference="pi_1", session_id=""
    )
    record_and_apply(order_id=order.pk, incoming=paid)
    return name_list


@pytest.fixture
def queued(name_list: NameList, shliach: User, monkeypatch: pytest.MonkeyPatch) -> Printing:
    """A queued printing, in parts of two."""
    monkeypatch.setattr(printing, "PART_SIZE", 2)
    return request_printing(name_list=name_list, by=shliach, language="en", paper="a4")
