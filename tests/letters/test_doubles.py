"""The committee's report of likely doubles, ranked by how rare the name is."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection, transaction
from django.test import Client

from letters.lookup.doubles.doubles import dismiss, find_doubles
from letters.matching.compare import NameFacts
from letters.matching.rarity import share_of
from letters.models import LikelyDouble, Person, Scroll
from payments.models import Order
from payments.orders.place import Name
from tests.races import at_once
from tests.signing_in import sign_in

RARE = Name("adult", "Zevulun", "ben", "Basya", "", "Lipskar", False, "", "self")
COMMON = Name("adult", "משה", "ben", "שרה", "", "", False, "", "self")


@pytest.fixture
def pair(buy: Callable[..., Order]) -> LikelyDouble:
    buy(1, RARE, COMMON)
    buy(2, COMMON, RARE)
    assert find_doubles() == 1
    return LikelyDouble.objects.get()


def test_find_doubles_finds_rare_names_only(pair: LikelyDouble, scroll: Scroll) -> None:
    assert pair.first.given_name == pair.second.given_name == "Zevulun"
    assert (pair.scroll, pair.first_id < pair.second_id) == (scroll, True)
    assert pair.namesakes < 0.1


def test_find_doubles_compares_each_person_once(
    pair: LikelyDouble, buy: Callable[..., Order]
) -> None:
    assert find_doubles() == 0
    buy(3, RARE)
    assert find_doubles() == 2  # with each of the earlier two


def test_find_doubles_of_several_batches(
    buy: Callable[..., Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("letters.lookup.doubles.doubles.BATCH", 1)
    buy(1, RARE)
    buy(2, RARE)
    assert find_doubles() == 1


def test_find_doubles_at_once_finds_each_pair_once(buy: Callable[..., Order]) -> None:
    buy(1, RARE)
    buy(2, RARE)
    assert at_once(3, find_doubles) == []
    assert LikelyDouble.objects.count() == 1


def test_names_of_two_families_are_no_doubles(buy: Callable[..., Order]) -> None:
    buy(1, RARE)
    other = Name("adult", "Zevulun", "ben", "Basya", "", "Katz", False, "", "self")
    buy(2, other)
    assert find_doubles() == 0


def test_report_shows_the_rarest_first_and_dismisses(pair: LikelyDouble, client: Client) -> None:
    chana = User.objects.create_user("chana", is_staff=True)
    chana.groups.add(Group.objects.get(name="committee"))
    sign_in(client, chana)
    url = "/admin/letters/likelydouble/"
    page = client.get(url).content.decode()
    assert "Zevulun" in page
    assert "b1@example.org" in page
    client.post(url, {"action": "dismiss_selected", "_selected_action": [pair.pk]})
    pair.refresh_from_db()
    assert (pair.dismissed_by, pair.dismissed_at is None) == (chana, False)
    assert "Zevulun" not in client.get(url).content.decode()
    assert dismiss([pair.pk], chana) == 0


def test_report_reads_an_index(pair: LikelyDouble) -> None:
    rows = LikelyDouble.objects.filter(dismissed_at=None).order_by("namesakes", "id")[:50]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = rows.explain()
    assert "likely_doubles_by_rarity" in plan


@pytest.mark.parametrize(
    ("rarer", "commoner"),
    [
        (("Zevulun", "Basya", "Lipskar"), ("משה", "שרה", "כהן")),
        (("משה", "רבקה", "כהן"), ("משה", "רבקה", "")),
        (("זבולון", "רבקה", "כהן"), ("David", "Rivka", "Cohen")),
    ],
)
def test_share_of_rare_names_is_smaller(
    rarer: tuple[str, str, str], commoner: tuple[str, str, str]
) -> None:
    shares = [
        share_of(NameFacts(given, "ben", mother, "", family))
        for given, mother, family in (rarer, commoner)
    ]
    assert shares[0] < shares[1] <= 1


def test_share_does_not_depend_on_the_script() -> None:
    hebrew, latin = (
        NameFacts("יוסף", "ben", "רבקה", "", "כהן"),
        NameFacts("Yosef", "ben", "Rivka", "", "Cohen"),
    )
    assert share_of(hebrew) == pytest.approx(share_of(latin))


def test_people_without_a_given_name_are_not_compared(buy: Callable[..., Order]) -> None:
    baby = Name("baby", "", "ben", "Basya", "", "Lipskar", False, "", "parent")
    buy(1, baby)
    buy(2, baby)
    assert find_doubles() == 0
    assert Person.objects.count() == 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("Zevulun", "Basya", "Lipskar"), ("זבולון", "בתיה", "ליפסקר")),
        (("זבולון", "בתיה", "ליפסקר"), ("Звулун", "Бася", "Липскар")),
        (("Zevulun", "Basya", ""), ("זבולון", "בתיה", "ליפסקר")),
        (("זבולון", "בתיה", "ליפסקר"), ("Zevulun", "Basya", "")),
    ],
)
def test_doubles_are_found_across_scripts_and_without_a_family_name(
    buy: Callable[..., Order], first: tuple[str, str, str], second: tuple[str, str, str]
) -> None:
    for number, (given, mother, family) in enumerate((first, second)):
        buy(number, Name("adult", given, "ben", mother, "", family, False, "", "self"))
    assert find_doubles() == 1


def test_son_and_daughter_are_no_doubles(buy: Callable[..., Order]) -> None:
    for number, relation in enumerate(("ben", "bas")):
        buy(number, Name("adult", "Simcha", relation, "Basya", "", "Lipskar", False, "", "self"))
    assert find_doubles() == 0
