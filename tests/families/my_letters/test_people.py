"""Who is on a family's page, once each, and who has no letter yet in the next scroll."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.contrib.auth.models import User

from communities.models import NameList
from families.my_letters.addresses import has_letters, purchasers_of
from families.my_letters.next_letters import open_series_of
from families.my_letters.people import FamilyMember, family_of
from letters.models import Certificate, Community, Person, Purchaser, Scroll, Series
from payments.fulfilment import record_and_apply
from payments.models import Order
from payments.refunds.decide import Reason, refund_order
from tests.communities.conftest import *  # noqa: F403 - a community and its members
from tests.communities.name_lists import make_list, order_list
from tests.families.my_letters.families import (
    BABY,
    CHANA,
    DEPARTED,
    EMAIL,
    MUSHKA,
    YOSEF,
    account_with,
    buy,
    departed,
    next_scroll_opens,
)
from tests.payments.test_fulfilment import paid

MakeOrder = Callable[..., Order]
MakeScroll = Callable[..., Scroll]


def family(email: str = EMAIL) -> list[FamilyMember]:
    return family_of(list(Purchaser.objects.filter(email__iexact=email)))


def scrolls(member: FamilyMember) -> list[int]:
    return [held.scroll.number for held in member.letters]


@pytest.fixture
def thirteenth(make_order: MakeOrder, scroll: Scroll, make_scroll: MakeScroll) -> Scroll:
    """The 13th scroll, open; Chana, Mushka and Avraham are in the 12th."""
    make_scroll(13, letters=40, opened=False)
    buy(make_order, [CHANA, MUSHKA, DEPARTED], "twelfth")
    return next_scroll_opens(scroll)


def test_person_of_two_scrolls_is_one(thirteenth: Scroll, make_order: MakeOrder) -> None:
    buy(make_order, [CHANA], "again")
    members = family()
    assert [scrolls(member) for member in members] == [[13, 12], [12], [12]]
    assert len(members[0].entries) == 2
    assert members[0].person.pk == max(entry.pk for entry in members[0].entries)


def test_other_spelling_of_the_same_name_is_one_person(
    thirteenth: Scroll, make_order: MakeOrder
) -> None:
    hebrew = replace(CHANA, given_name="חנה", mother_name="שרה", family_name="לוי", relation="bas")
    yosef = replace(YOSEF, given_name="Yosef", mother_name="Chana", family_name="Levi")
    buy(make_order, [hebrew, YOSEF, yosef], "again")
    named = [member.person.given_name for member in family()]
    # Both Yosefs are in one scroll: two people, as who wrote them said.
    assert named.count("יוסף") + named.count("Yosef") == 2


def test_two_of_the_same_name_in_one_scroll_are_two(make_order: MakeOrder) -> None:
    buy(make_order, [CHANA, CHANA], "twins")
    assert [scrolls(member) for member in family()] == [[12], [12]]


def test_living_and_departed_are_two(thirteenth: Scroll, make_order: MakeOrder) -> None:
    buy(make_order, [departed(CHANA)], "again")
    assert len(family()) == 4


def test_babies_not_yet_named_are_not_joined(thirteenth: Scroll, make_order: MakeOrder) -> None:
    buy(make_order, [BABY], "baby")
    next_series = open_series_of(family())
    assert [m.person.line for m in next_series[0].missing].count("") == 0
    assert any(member.person.kind == "baby" for member in family())


def test_missing_are_those_of_the_series_without_a_letter(
    thirteenth: Scroll, make_order: MakeOrder
) -> None:
    buy(make_order, [MUSHKA], "again")
    (unity,) = open_series_of(family())
    assert unity.current.number == 13
    assert [member.person.given_name for member in unity.missing] == ["Chana", "אברהם"]


def test_nobody_is_missing_whose_payment_is_on_the_way(
    thirteenth: Scroll, make_order: MakeOrder
) -> None:
    waits = make_order([CHANA], form_token="debit")
    Order.objects.filter(pk=waits.pk).update(state=Order.State.PROCESSING)
    (unity,) = open_series_of(family())
    assert "Chana" not in [member.person.given_name for member in unity.missing]


def test_closed_series_misses_nobody(thirteenth: Scroll) -> None:
    thirteenth.state = Scroll.State.FULL
    thirteenth.save()
    Series.objects.update(closed=True)
    assert open_series_of(family()) == []


def test_refunded_letter_and_void_certificate_are_not_shown(make_order: MakeOrder) -> None:
    order = buy(make_order, [CHANA, MUSHKA], "first")
    refund_order(order=order, reason=Reason.REQUESTED, lines=[1])
    Certificate.objects.filter(inscription__line__position=1).update(voided_at=order.created_at)
    assert [member.person.given_name for member in family()] == ["Mushka"]


def test_unpaid_order_shows_nobody(make_order: MakeOrder) -> None:
    make_order([CHANA])
    assert family() == []


def test_only_proved_addresses_count(make_order: MakeOrder) -> None:
    buy(make_order, [CHANA], "first")
    assert not purchasers_of(account_with(EMAIL, verified=False)).exists()
    User.objects.all().delete()
    assert purchasers_of(account_with(EMAIL, verified=True)).get().email == EMAIL


# A shliach's list ------------------------------------------------------------------


def paid_list(community: Community, series: Series, shliach: User) -> NameList:
    name_list = make_list(community, series, shliach)
    order = order_list(name_list, shliach)
    record_and_apply(order_id=order.pk, incoming=paid(order, "pi_list"))
    return name_list


def test_address_typed_in_a_list_has_no_letters(
    scroll: Scroll, community: Community, series: Series, shliach: User
) -> None:
    name_list = paid_list(community, series, shliach)
    typed = name_list.rows.earliest("position").email
    assert typed
    assert not has_letters(typed)
    user = account_with(typed, verified=True)
    assert family_of(list(purchasers_of(user))) == []


def test_people_of_a_list_are_not_the_shliachs_family(
    scroll: Scroll, community: Community, series: Series, shliach: User, make_order: MakeOrder
) -> None:
    paid_list(community, series, shliach)
    buy(make_order, [CHANA], "own", email=shliach.email)
    assert Person.objects.filter(purchaser__email=shliach.email).count() == 4
    members = family_of(list(purchasers_of(shliach)))
    assert [member.person.given_name for member in members] == ["Chana"]
