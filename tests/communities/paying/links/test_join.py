"""The page behind a personal link: orders the letter of one row, once."""

import pgtrigger
import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import ProgrammingError
from django.test import Client

from communities.models import NameList, Row
from communities.paying import personal_links
from communities.paying.ordering import NothingReady
from dev.stripe_simulator.server import Simulator
from letters.models import Letter, Person, Scroll
from payments.basket.form import new_token
from payments.models import Order
from tests.communities.name_lists import order_list
from tests.communities.paying.links.forms import join, paid
from tests.payments.checkout.test_checkout import act, session_of, stripe_page
from tests.races import at_once, each

__all__ = ["stripe_page"]


State = Order.State


BROWSER = {"Sec-Fetch-Dest": "document"}


def test_join_page_shows_the_name_of_the_row(row: Row) -> None:
    shown = Client().get(f"/join/{row.token}/").content.decode()
    assert 'value="Zevulun"' in shown
    assert 'value="Basya"' in shown
    assert "Montreal" in shown


def test_join_page_shows_no_address(row: Row) -> None:
    shown = Client().get(f"/join/{row.token}/").content.decode()
    assert row.email not in shown


def test_paid_link_assigns_the_letter_and_the_community(stripe_page: Simulator, row: Row) -> None:
    assert join(row, "Zvulun", "Rochel", community="", action="pay").status_code == 303
    order = Order.objects.get()
    act(stripe_page, session_of(order), "pay")
    Client().get(f"/orders/{order.public_id}/")
    row.refresh_from_db()
    assert row.paid_by_recipient
    assert row.inscription is not None
    assert row.inscription.person.given_name == "Zvulun"
    assert Letter.objects.filter(inscription=row.inscription).exists()
    assert set(Person.objects.values_list("community__slug", flat=True)) == {"montreal"}
    assert order.community is None


def test_registrations_page_shows_that_the_recipient_paid(row: Row, page: Client) -> None:
    join(row)
    paid(Order.objects.get())
    shown = page.get("/shluchim/montreal/registrations/").content.decode()
    assert "paid individually" in shown
    assert "card or bank debit" not in shown


@pytest.mark.parametrize("order_state", ["processing", "waiting", "fulfilled", "review"])
def test_join_page_of_a_used_link_answers_410(row: Row, order_state: str) -> None:
    join(row)
    order = Order.objects.get()
    if order_state == "fulfilled":
        paid(order)
    else:
        Order.objects.update(state=order_state)
    answer = Client().get(f"/join/{row.token}/")
    assert answer.status_code == 410
    assert "This link was used" in answer.content.decode()


def test_join_page_of_a_withdrawn_link_answers_410(row: Row) -> None:
    personal_links.end_link(row)
    assert "was withdrawn" in Client().get(f"/join/{row.token}/").content.decode()
    assert join(row).status_code == 409
    personal_links.reopen_link(row)
    assert Client().get(f"/join/{row.token}/").status_code == 200


def test_join_page_of_a_row_left_out_answers_410(row: Row) -> None:
    Row.objects.update(left_out=True)
    assert Client().get(f"/join/{row.token}/").status_code == 410


@pytest.mark.parametrize("state", ["queued", "running", "stopped"])
def test_join_page_of_a_list_that_is_not_read_waits(row: Row, state: str) -> None:
    NameList.objects.update(state=state)
    page = Client().get(f"/join/{row.token}/")
    assert page.status_code == 503
    assert "is still being read" in page.content.decode()
    assert "is still being read" in join(row).content.decode()
    assert not Order.objects.exists()
    NameList.objects.update(state="done")
    assert join(row).status_code == 303


def test_join_page_of_an_unknown_link_answers_404(scroll: Scroll) -> None:
    answer = Client().get("/join/nothing/")
    assert answer.status_code == 404
    assert "no longer valid" in answer.content.decode()


def test_join_page_does_not_pay_what_the_shliach_ordered_meanwhile(row: Row, shliach: User) -> None:
    order = order_list(row.name_list, shliach)
    assert "arranging the payment" in Client().get(f"/join/{row.token}/").content.decode()
    assert join(row).status_code == 409
    paid(order)
    assert "This link was used" in Client().get(f"/join/{row.token}/").content.decode()
    assert Order.objects.count() == 1


def test_order_rows_skips_rows_ordered_by_their_recipients(row: Row, shliach: User) -> None:
    join(row)
    assert order_list(row.name_list, shliach).lines.count() == 2


def test_take_back_makes_the_row_ready_again(row: Row, page: Client, shliach: User) -> None:
    join(row)
    there = f"/shluchim/montreal/lists/{row.name_list_id}/links/{row.pk}/"
    page.post(there, {"action": "take-back"})
    assert order_list(row.name_list, shliach).lines.count() == 3


def test_join_page_sent_twice_places_one_order(stripe_page: Simulator, row: Row) -> None:
    token = new_token()
    for _ in range(2):
        assert join(row, token=token, action="pay").status_code == 303
    assert Order.objects.count() == 1


def test_join_page_again_replaces_the_unpaid_order(stripe_page: Simulator, row: Row) -> None:
    join(row, "Zvulun", action="pay")
    first = Order.objects.get()
    join(row, "Zevulen", action="pay")
    first.refresh_from_db()
    row.refresh_from_db()
    assert first.state == State.CANCELED
    assert first.checkouts.get().state == "expired"
    assert row.inscription is not None
    assert row.inscription.person.given_name == "Zevulen"


def test_join_page_from_the_order_shows_the_whole_order(row: Row) -> None:
    join(row, "Zvulun", "Rochel")
    order = Order.objects.get()
    shown = Client().get("/letters/new/", {"from": order.public_id}, follow=True)
    assert shown.redirect_chain[0][0] == f"/join/{row.token}/?from={order.public_id}"
    text = shown.content.decode()
    assert "Rochel" in text
    assert "own@example.org" in text


def test_join_page_alone_shows_one_name_only(row: Row) -> None:
    join(row, "Zvulun", "Rochel")
    text = Client().get(f"/join/{row.token}/").content.decode()
    assert "Zvulun" in text
    assert "Rochel" not in text
    assert "own@example.org" not in text


def test_join_page_orders_a_row_with_issues(row: Row) -> None:
    Row.objects.update(issues=["no_parent"], mother_name="")
    assert join(row).status_code == 303
    row.refresh_from_db()
    assert row.paid_by_recipient


def test_take_back_keeps_the_issues_of_the_row(row: Row, page: Client, shliach: User) -> None:
    Row.objects.update(issues=["no_parent"])
    join(row)
    there = f"/shluchim/montreal/lists/{row.name_list_id}/links/{row.pk}/"
    page.post(there, {"action": "take-back"})
    row.refresh_from_db()
    assert row.inscription is None
    with pytest.raises(NothingReady):
        order_list(row.name_list, shliach)


def race(row: Row, shliach: User) -> list[Exception]:
    """Submit the basket while the shliach orders the list."""
    token = new_token()
    return each(lambda: join(row, token=token), lambda: order_list(row.name_list, shliach, shown=1))


def both_orders() -> int:
    """The number of orders with the row's name."""
    return Order.objects.filter(lines__inscription__person__given_name="Zevulun").count()


def test_join_page_and_shliach_at_once_place_one_order(row: Row, shliach: User) -> None:
    Row.objects.exclude(pk=row.pk).delete()
    race(row, shliach)
    assert both_orders() == 1


def order_behind_the_look(shliach: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Order the list after the basket has read the row, without its lock."""

    def held(row_id: int) -> Row:
        seen = personal_links._rows().get(pk=row_id)
        assert at_once(1, lambda: order_list(seen.name_list, shliach)) == []
        return seen

    monkeypatch.setattr(personal_links, "_locked_row", held)


def test_negative_control_join_page_without_lock_and_trigger(
    row: Row, shliach: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_behind_the_look(shliach, monkeypatch)
    with pgtrigger.ignore("communities.Row:row_ordered_once"):
        join(row)
    assert both_orders() == 2


def test_database_refuses_the_second_order_without_the_lock(
    row: Row, shliach: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_behind_the_look(shliach, monkeypatch)
    with pytest.raises(ProgrammingError, match="Cannot update"):
        join(row)
    assert both_orders() == 1


def test_join_page_records_opening_by_browsers_not_by_previews(row: Row) -> None:
    Client().get(f"/join/{row.token}/")
    row.refresh_from_db()
    assert row.link_opened_at is None
    Client().get(f"/join/{row.token}/", headers=BROWSER)
    row.refresh_from_db()
    assert row.link_opened_at is not None


def test_audit_passes_after_a_recipient_paid(row: Row, capsys: pytest.CaptureFixture[str]) -> None:
    join(row, "Zvulun")
    join(row, "Zevulen")
    paid(Order.objects.latest("pk"))
    with pytest.raises(SystemExit):
        call_command("audit")
    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if "500 letters" not in line] == []
