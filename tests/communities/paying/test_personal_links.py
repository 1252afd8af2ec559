"""Personal links: recipients complete a name and pay for it, once."""

from collections.abc import Callable
from typing import Any

import pgtrigger
import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.db import ProgrammingError
from django.test import Client

from communities.mails.personal_link import links_by_mail
from communities.models import NameList, PersonalDataExport, Row
from communities.paying import personal_links
from communities.paying.ordering import NothingReady
from dev.stripe_simulator.server import Simulator
from letters.models import Community, Letter, Person, Scroll
from messaging import mailings
from messaging.models import Message
from payments.basket.form import new_token
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order, Organisation
from tests.communities.name_lists import make_list, order_list
from tests.payments.checkout.test_checkout import act, session_of, stripe_page
from tests.races import at_once, each

__all__ = ["stripe_page"]
State = Order.State
BROWSER = {"Sec-Fetch-Dest": "document"}


@pytest.fixture
def name_list(community: Community, scroll: Scroll, shliach: User) -> NameList:
    """Three ready names; transfers are offered."""
    Organisation.objects.update_or_create(pk=1, defaults={"bank_details": "IBAN 1"})
    return make_list(community, scroll.series, shliach)


@pytest.fixture
def row(name_list: NameList) -> Row:
    return name_list.rows.get(position=1)


@pytest.fixture
def page(shliach: User, sign_in: Callable[[User], Client]) -> Client:
    """The shliach, signed in."""
    return sign_in(shliach)


def form(*given: str, **changes: Any) -> dict[str, Any]:
    """The basket's form with these given names."""
    names = given or ("Zevulun",)
    sent: dict[str, Any] = {
        "action": "transfer",
        "token": new_token(),
        "email": "own@example.org",
        "currency": "usd",
        "consent": "on",
        "community": "montreal",
        "zone": "America/Toronto",
        "names-TOTAL_FORMS": len(names),
        "names-INITIAL_FORMS": 0,
    }
    for index, name in enumerate(names):
        sent |= {
            f"names-{index}-kind": "adult",
            f"names-{index}-given_name": name,
            f"names-{index}-relation": "ben",
            f"names-{index}-mother_name": "Basya",
            f"names-{index}-declared": "self" if not index else "parent",
        }
    return {**sent, **changes}


def join(row: Row, *given: str, **changes: Any) -> Any:
    """Submit the basket of a row's link."""
    return Client().post(f"/join/{row.token}/", form(*given, **changes))


def paid(order: Order) -> None:
    """Pay an order."""
    record_and_apply(
        order_id=order.pk,
        incoming=IncomingPayment(f"pi_{order.pk}", "", order.total, order.currency),
    )


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


def test_personal_links_page_shows_the_corrected_line_without_address(
    row: Row, page: Client
) -> None:
    join(row, "Zvulun")
    paid(Order.objects.get())
    shown = page.get(f"/shluchim/montreal/lists/{row.name_list_id}/links/").content.decode()
    assert "Zvulun ben Basya" in shown
    assert "own@example.org" not in shown


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


def test_join_page_without_lock_and_trigger_places_two_orders(
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


@pytest.mark.parametrize("step", ["new", "opened", "begun", "paid", "ended"])
def test_personal_link_shows_its_status(row: Row, step: str) -> None:
    if step == "opened":
        personal_links.record_opened(row)
    if step in {"begun", "paid"}:
        join(row)
    if step == "paid":
        paid(Order.objects.get())
    if step == "ended":
        personal_links.end_link(row)
    expected_text = {
        "new": "not opened yet",
        "opened": "opened",
        "begun": "names entered, not paid yet",
        "paid": "paid",
        "ended": "withdrawn",
    }
    found = personal_links.row_of(row.token)
    assert found is not None
    assert personal_links.personal_link(found).status == expected_text[step]


def test_send_sends_each_row_one_mail(name_list: NameList, shliach: User) -> None:
    name_list.rows.filter(position=3).update(email="")
    assert links_by_mail.send(name_list=name_list, by=shliach)
    assert links_by_mail.send(name_list=name_list, by=shliach) is None
    assert Message.objects.filter(kind="personal_link").count() == 2
    name_list.rows.filter(position=3).update(email="late@example.org")
    assert links_by_mail.send(name_list=name_list, by=shliach)
    assert Message.objects.filter(recipient="late@example.org").count() == 1


def test_send_eight_times_at_once_sends_once(name_list: NameList, shliach: User) -> None:
    assert at_once(8, lambda: links_by_mail.send(name_list=name_list, by=shliach)) == []
    assert Message.objects.filter(kind="personal_link").count() == 3


def test_personal_link_mail_names_its_sender_and_links_to_the_name(
    name_list: NameList, row: Row, shliach: User, settings: Any
) -> None:
    settings.OBSERVE_QUIET_HOURS = False
    Row.objects.exclude(pk=row.pk).delete()
    links_by_mail.send(name_list=name_list, by=shliach)
    while mailings.send_for(5):
        continue
    (sent,) = mail.outbox
    assert sent.to == ["zevulun1@example.org"]
    assert "Mendel of Montreal" in sent.body
    assert f"/join/{row.token}/" in sent.body
    assert "Zevulun ben Basya" in sent.body


def test_personal_link_mail_is_not_sent_once_paid(
    name_list: NameList, row: Row, shliach: User, settings: Any
) -> None:
    settings.OBSERVE_QUIET_HOURS = False
    Row.objects.exclude(pk=row.pk).delete()
    links_by_mail.send(name_list=name_list, by=shliach)
    join(row)
    while mailings.send_for(5):
        continue
    assert Message.objects.get(kind="personal_link").state == "left_out"


def test_personal_links_text_is_recorded(name_list: NameList, row: Row, page: Client) -> None:
    personal_links.end_link(name_list.rows.get(position=2))
    answer = page.post(f"/shluchim/montreal/lists/{name_list.pk}/links/text/")
    lines = answer.content.decode().splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("A letter in the Sefer Torah for Zevulun ben Basya: http")
    assert PersonalDataExport.objects.get().rows == 2


@pytest.mark.parametrize("path", ["links/", "links/text/", "links/{row}/"])
@pytest.mark.parametrize("slug", ["montreal", "london"])
def test_personal_links_page_answers_404_to_another_community(
    row: Row, stranger: User, sign_in: Callable[[User], Client], path: str, slug: str
) -> None:
    there = f"/shluchim/{slug}/lists/{row.name_list_id}/{path.format(row=row.pk)}"
    assert sign_in(stranger).post(there, {"action": "end"}).status_code == 404
    row.refresh_from_db()
    assert row.link_ended_at is None
    assert not Message.objects.exists()


def test_personal_link_of_another_list_answers_404(
    name_list: NameList, stranger: User, page: Client
) -> None:
    theirs = make_list(Community.objects.get(slug="london"), name_list.series, stranger)
    row = theirs.rows.first()
    assert row is not None
    there = f"/shluchim/montreal/lists/{name_list.pk}/links/{row.pk}/"
    assert page.post(there, {"action": "end"}).status_code == 404


def test_helpers_can_not_send(
    name_list: NameList, helper: User, sign_in: Callable[[User], Client]
) -> None:
    there = f"/shluchim/montreal/lists/{name_list.pk}/links/"
    assert sign_in(helper).post(there).status_code == 404


def test_audit_passes_after_a_recipient_paid(row: Row, capsys: pytest.CaptureFixture[str]) -> None:
    join(row, "Zvulun")
    join(row, "Zevulen")
    paid(Order.objects.latest("pk"))
    with pytest.raises(SystemExit):
        call_command("audit")
    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if "500 letters" not in line] == []
