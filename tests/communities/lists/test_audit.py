"""The audit of name lists: each check is violated once, and exactly that is found."""

import pgtrigger
import pytest
from django.contrib.auth.models import User

from communities.audit import findings
from communities.models import NameList, Row
from letters.models import Community, Scroll
from payments.models import Order, OrderLine
from tests.communities.name_lists import make_list, order_list


@pytest.fixture
def name_list(community: Community, scroll: Scroll, shliach: User) -> NameList:
    """Three names in an order."""
    name_list = make_list(community, scroll.series, shliach)
    order_list(name_list, shliach)
    return name_list


def test_findings_are_empty_for_a_valid_list(name_list: NameList) -> None:
    assert list(findings()) == []


def test_findings_report_a_row_in_no_order(name_list: NameList) -> None:
    row = name_list.rows.get(position=2)
    with pgtrigger.ignore():
        OrderLine.objects.filter(inscription=row.inscription_id).delete()
    result = f"row {row.pk} has inscription {row.inscription_id}, which is in no order"
    assert list(findings()) == [(8, result)]


def test_findings_report_a_row_in_a_canceled_order(name_list: NameList) -> None:
    Order.objects.update(state=Order.State.CANCELED)
    found = [what for _sentence, what in findings()]
    assert len(found) == 3
    assert all("which was canceled" in what for what in found)


def test_findings_report_an_order_of_another_community(name_list: NameList, stranger: User) -> None:
    Order.objects.update(community=Community.objects.get(slug="london"))
    assert len(list(findings())) == 3
    Row.objects.update(paid_by_recipient=True)
    assert list(findings()) == []
