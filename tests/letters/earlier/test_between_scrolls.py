"""Likely doubles between scrolls: proposed, decided by a person, taken back."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.db import IntegrityError, connection, transaction
from django.test import Client

from letters.earlier import registers
from letters.lookup.doubles import between_scrolls
from letters.lookup.doubles.between_scrolls import decide, find_doubles_between_scrolls, reopen
from letters.models import Certificate, EarlierDouble, EarlierEntry, Person, Scroll
from payments.models import Order, Receipt
from payments.orders.place import Name
from tests.letters.earlier.registers import ROWS, MakeRegister, csv_of, run
from tests.races import at_once, each
from tests.signing_in import sign_in

RARE = Name("adult", "זבולון", "ben", "בתיה", "", "ליפסקר", False, "", "self")
COMMON = Name("adult", "משה", "ben", "שרה", "", "", False, "", "self")


@pytest.fixture
def pair(imported: MakeRegister) -> EarlierDouble:
    imported(scroll=9)
    imported(csv_of([*ROWS[:1], *ROWS[2:]]), scroll=8)
    assert find_doubles_between_scrolls() > 0
    return EarlierDouble.objects.get(entry__given_name="Zevulun")


def test_rare_name_of_two_scrolls_is_proposed(pair: EarlierDouble) -> None:
    assert pair.other_entry is not None
    assert pair.entry.register.scroll_number == 9
    assert pair.other_entry.register.scroll_number == 8
    assert not EarlierDouble.objects.filter(entry__given_name="משה").exists()
    assert find_doubles_between_scrolls() == 0


def test_names_of_one_scroll_are_not_compared(imported: MakeRegister) -> None:
    imported(scroll=9)
    imported(csv_of(ROWS[:1]), scroll=9)
    find_doubles_between_scrolls()
    assert not EarlierDouble.objects.exists()


def test_person_of_this_register_is_proposed(
    buy: Callable[..., Order], imported: MakeRegister
) -> None:
    """In another script, and whichever of the two is there first."""
    buy(1, RARE, COMMON)
    find_doubles_between_scrolls()
    imported(scroll=9)
    find_doubles_between_scrolls()
    buy(2, RARE)
    find_doubles_between_scrolls()
    people = EarlierDouble.objects.values_list("person__given_name", "entry__given_name")
    assert list(people) == [("זבולון", "Zevulun")] * 2
    assert find_doubles_between_scrolls() == 0


def test_batches_compare_everyone(
    buy: Callable[..., Order], imported: MakeRegister, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(between_scrolls, "BATCH", 1)
    imported(scroll=9)
    imported(csv_of(ROWS[:1]), scroll=8)
    buy(1, COMMON, RARE)
    find_doubles_between_scrolls()
    assert EarlierDouble.objects.exclude(person=None).count() == 2
    assert EarlierDouble.objects.filter(person=None).count() == 1


def test_finding_at_once_finds_each_pair_once(imported: MakeRegister) -> None:
    imported(scroll=9)
    imported(csv_of(ROWS[:1]), scroll=8)
    assert at_once(3, find_doubles_between_scrolls) == []
    find_doubles_between_scrolls()
    assert EarlierDouble.objects.filter(entry__given_name="Zevulun").count() == 1


def test_removal_takes_its_pairs_along(pair: EarlierDouble, registrar: User) -> None:
    decide([pair.pk], "same", registrar)
    register = pair.other_entry.register  # type: ignore[union-attr]
    registers.remove_register(register)
    run(register)
    assert not EarlierDouble.objects.exists()
    assert EarlierEntry.objects.filter(pk=pair.entry_id).exists()


# Decisions ------------------------------------------------------------------------


def test_decision_is_taken_once_and_taken_back(pair: EarlierDouble, registrar: User) -> None:
    assert decide([pair.pk], "same", registrar) == 1
    assert decide([pair.pk], "different", registrar) == 0
    pair.refresh_from_db()
    assert (pair.decision, pair.decided_by) == ("same", registrar)
    assert reopen([pair.pk]) == 1
    pair.refresh_from_db()
    assert (pair.decision, pair.decided_by, pair.decided_at) == ("open", None, None)


def test_two_decisions_at_once_are_one(pair: EarlierDouble, registrar: User) -> None:
    counts: list[int] = []
    errors = each(
        lambda: counts.append(decide([pair.pk], "same", registrar)),
        lambda: counts.append(decide([pair.pk], "different", registrar)),
    )
    assert errors == []
    assert sorted(counts) == [0, 1]


def test_certificate_and_receipt_survive_a_decision(
    buy: Callable[..., Order], imported: MakeRegister, registrar: User
) -> None:
    buy(1, RARE)
    register = imported(scroll=9)
    find_doubles_between_scrolls()
    before = kept()
    doubles = list(EarlierDouble.objects.values_list("pk", flat=True))
    decide(doubles, "same", registrar)
    assert kept() == before
    reopen(doubles)
    registers.remove_register(register)
    run(register)
    assert kept() == before


def kept() -> list[object]:
    return [list(model.objects.order_by("pk").values()) for model in (Certificate, Receipt, Person)]


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"other_entry": None}, "earlier_double_of_two"),
        ({"decision": "same"}, "earlier_double_decided_by"),
    ],
)
def test_database_refuses_pairs(
    pair: EarlierDouble, changes: dict[str, object], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        EarlierDouble.objects.filter(pk=pair.pk).update(**changes)


# Pages ----------------------------------------------------------------------------


def test_committee_decides_on_the_page(pair: EarlierDouble, scroll: Scroll) -> None:
    user = User.objects.create_user("committee", is_staff=True)
    user.groups.add(Group.objects.get(name="committee"))
    client = sign_in(Client(), user)
    url = "/admin/letters/earlierdouble/"
    assert "in the 9th scroll, place unknown" in client.get(url).content.decode()
    assert client.get(f"{url}{pair.pk}/change/").status_code == 200
    for action, decision in (
        ("confirm_selected", "same"),
        ("reopen_selected", "open"),
        ("dismiss_selected", "different"),
    ):
        client.post(url, {"action": action, "_selected_action": [pair.pk]})
        pair.refresh_from_db()
        assert pair.decision == decision
    history = client.get("/admin/history/").content.decode()
    assert "two people" in history


def test_reader_decides_nothing(pair: EarlierDouble) -> None:
    user = User.objects.create_user("registrar2", is_staff=True)
    user.groups.add(Group.objects.get(name="registrar"))
    url = "/admin/letters/earlierdouble/"
    assert sign_in(Client(), user).get(url).status_code == 403


def test_report_reads_an_index(pair: EarlierDouble) -> None:
    rows = EarlierDouble.objects.order_by("decision", "namesakes", "id")[:50]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        assert "earlier_doubles_by_rarity" in rows.explain()
