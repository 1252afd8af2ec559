"""Name lists: created, read, failed and deleted."""

from collections.abc import Callable

from communities.lists.name_lists import delete_list
from communities.models import NameList, Row
from letters.models import Person
from payments.models import Order
from tests.communities.name_lists import CSV, uploads


def test_read_list_creates_rows_and_no_people(make: Callable[..., NameList]) -> None:
    name_list = make(content=CSV.encode())
    assert (name_list.state, name_list.units_total, name_list.units_done) == ("done", 2, 2)
    clear, unclear = name_list.rows.all()
    assert (clear.line, clear.issues) == ("יוסף בן חנה לוי", [])
    assert (unclear.issues, unclear.cells) == (["no_parent"], ["Mushka", "bas", "", "Levi"])
    assert Person.objects.count() == 0
    assert (uploads(), name_list.upload, name_list.text) == ([], "", "")


def test_create_list_stores_the_upload_privately(make: Callable[..., NameList]) -> None:
    make(content=CSV.encode(), reading=False)
    (file,) = uploads()
    assert file.stat().st_mode & 0o777 == 0o600


def test_create_list_again_returns_the_same_list(make: Callable[..., NameList]) -> None:
    first = make(content=CSV.encode())
    assert make(content=CSV.encode()) == first
    assert (NameList.objects.count(), Row.objects.count(), uploads()) == (1, 2, [])


def test_read_list_fails_with_the_reason(make: Callable[..., NameList]) -> None:
    name_list = make(content=b"%PDF-1.7")
    assert (name_list.state, uploads()) == ("failed", [])
    assert (
        name_list.failure == "This is a PDF. Copy the names out of it and paste them here, "
        "or send the list as Excel or CSV."
    )


def test_delete_list_refuses_a_list_with_ordered_rows(
    make: Callable[..., NameList], make_order: Callable[..., Order]
) -> None:
    name_list = make("Yosef ben Chana")
    inscription = make_order().lines.first().inscription  # type: ignore[union-attr]
    name_list.rows.update(inscription=inscription)
    assert not delete_list(name_list)
    name_list.rows.update(inscription=None)
    assert delete_list(name_list)
    assert (NameList.objects.count(), Row.objects.count()) == (0, 0)
