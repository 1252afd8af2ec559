"""Names corrected by the family that wrote them: until when, how often, and what it leaves."""

from datetime import timedelta
from functools import partial

import pytest
from django.test import Client

from core.calendar.local_day import today
from letters.certificates.contents import certificate_number
from letters.holders.renaming import NAME_CORRECTED, NameUnchanged, earlier_names
from letters.models import Certificate, Community, Scroll
from messaging.models import Message
from payments.models import Order, OrderLine
from payments.orders import corrections
from payments.orders.corrections import MAX_CORRECTIONS, NotCorrectable, correct_name
from tests.families.privacy.erasing import erase_person
from tests.payments.named_order import (
    DAVID,
    community,
    fill,
    line_of,
    mail_of,
    order,
    person_of,
    url,
)
from tests.races import each, meet_after

__all__ = ["community", "order"]


def test_order_page_leads_to_each_name(order: Order, client: Client) -> None:
    content = client.get(f"/orders/{order.public_id}/").content.decode()
    assert url(order, 1) in content
    assert url(order, 2) in content
    assert "Write the baby’s name" in content


def test_family_corrects_a_name_and_gets_the_new_certificate(order: Order, client: Client) -> None:
    certificate = Certificate.objects.get(inscription__line=line_of(order))
    answer = client.post(url(order), DAVID, follow=True)
    assert "recorded as you wrote it" in answer.content.decode()
    assert person_of(order).line == "דוד בן חנה לוי"
    again = Certificate.objects.get(pk=certificate.pk)
    assert again.revision == 2
    assert certificate_number(again) == certificate_number(certificate)
    content = client.get(url(order)).content.decode()
    assert "Earlier names" in content
    assert "יוסף בן חנה לוי" in content
    mail = mail_of(NAME_CORRECTED)
    assert "דוד בן חנה לוי" in str(mail.body)
    assert [name for name, *_ in mail.attachments] == ["certificates.pdf"]


def test_same_name_again_is_no_revision(order: Order, client: Client) -> None:
    typed = {**DAVID, "given_name": "יוסף"}
    assert client.post(url(order), typed).status_code == 303
    assert Certificate.objects.get(inscription__line=line_of(order)).revision == 1
    assert not Message.objects.exists()


def test_invalid_name_is_refused_beside_the_field(order: Order, client: Client) -> None:
    cleared = dict.fromkeys(("given_name", "mother_name", "father_name", "family_name"), "")
    answer = client.post(url(order), {**DAVID, **cleared})
    assert answer.status_code == 422
    assert "Write the given name." in answer.content.decode()
    answer = client.post(url(order), {**DAVID, "given_name": "770"})
    assert answer.status_code == 422
    assert "without digits" in answer.content.decode()
    assert person_of(order).given_name == "יוסף"


def test_unknown_positions_and_orders_of_communities_are_not_shown(
    order: Order, client: Client, community: Community
) -> None:
    assert client.get(url(order, 3)).status_code == 404
    Order.objects.filter(pk=order.pk).update(community=community)
    assert client.get(url(order)).status_code == 302  # to sign in


def test_name_is_corrected_so_many_times_only(order: Order, client: Client) -> None:
    for spelling in ("א", "ב", "ג", "ד", "ה")[:MAX_CORRECTIONS]:
        assert client.post(url(order), {**DAVID, "given_name": spelling}).status_code == 303
    answer = client.post(url(order), DAVID)
    assert answer.status_code == 409
    assert "5 times already" in answer.content.decode()
    assert person_of(order).given_name == "ה"


def _correct_by_family(order: Order, given: str) -> None:
    name = {**DAVID, "given_name": given}
    correct_name(line=line_of(order), name=name, reason="", send=False, by_family=True)


def _correct_twice_at_once(order: Order) -> list[Exception]:
    """Two browsers send a correction at the same time, when one more is allowed."""
    return each(*[partial(_correct_by_family, order, given) for given in ("ה", "ו")])


@pytest.fixture
def almost_used_up(order: Order) -> Order:
    for given in ("א", "ב", "ג", "ד")[: MAX_CORRECTIONS - 1]:
        _correct_by_family(order, given)
    return order


def test_two_corrections_at_once_are_not_one_too_many(almost_used_up: Order) -> None:
    (error,) = _correct_twice_at_once(almost_used_up)
    assert isinstance(error, NotCorrectable)
    assert len(earlier_names(person_of(almost_used_up))) == MAX_CORRECTIONS


def test_negative_control_without_the_locks_there_is_one_too_many(
    almost_used_up: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corrections, "_locked", lambda line: line)
    monkeypatch.setattr(corrections, "_lock_person", lambda pk: None)
    met = meet_after(corrections.family_reason_against)
    monkeypatch.setattr(corrections, "family_reason_against", met)
    assert _correct_twice_at_once(almost_used_up) == []
    assert len(earlier_names(person_of(almost_used_up))) == MAX_CORRECTIONS + 1


def test_refunded_and_unpaid_orders_are_refused(order: Order) -> None:
    line = line_of(order)
    refund = order.payments.get().refunds.create(amount=100, currency="usd", reason="requested")
    OrderLine.objects.filter(pk=line.pk).update(refund=refund)
    with pytest.raises(NotCorrectable, match="was refunded"):
        correct_name(line=line, name={}, reason="", send=False)
    OrderLine.objects.filter(pk=line.pk).update(refund=None)
    Order.objects.filter(pk=order.pk).update(state="awaiting", fulfilled_at=None)
    with pytest.raises(NotCorrectable, match="is not paid"):
        correct_name(line=line, name={}, reason="", send=False)
    assert not corrections.names_can_be_corrected(Order.objects.get(pk=order.pk))


def test_deleted_name_is_not_written_again(order: Order, client: Client) -> None:
    erase_person(person_of(order).pk)
    assert url(order) not in client.get(f"/orders/{order.public_id}/").content.decode()
    answer = client.post(url(order), DAVID)
    assert answer.status_code == 409
    assert "deleted on request" in answer.content.decode()


def test_full_scroll_is_open_to_corrections_until_the_day_of_printing(
    order: Order, scroll: Scroll, client: Client
) -> None:
    fill(scroll)
    answer = client.post(url(order), DAVID)
    assert answer.status_code == 409
    assert "is full, and its names are written down" in answer.content.decode()
    assert url(order) not in client.get(f"/orders/{order.public_id}/").content.decode()
    day = today().civil + timedelta(days=1)
    Scroll.objects.filter(pk=scroll.pk).update(register_print_day=day)
    assert client.post(url(order), DAVID).status_code == 303
    Scroll.objects.filter(pk=scroll.pk).update(register_print_day=day - timedelta(days=1))
    assert client.post(url(order), {**DAVID, "given_name": "לוי"}).status_code == 409


def test_completed_scroll_is_the_committees(order: Order, scroll: Scroll, client: Client) -> None:
    Scroll.objects.filter(pk=scroll.pk).update(state=Scroll.State.COMPLETED)
    assert client.post(url(order), DAVID).status_code == 409


def test_scroll_is_locked_before_its_state_is_read(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    lock, read = corrections._lock_scroll, corrections.reason_against

    def locked(scroll_id: int) -> None:
        asked.append("lock")
        lock(scroll_id)

    def reason(line: OrderLine) -> str:
        asked.append("read")
        return read(line)

    monkeypatch.setattr(corrections, "_lock_scroll", locked)
    monkeypatch.setattr(corrections, "reason_against", reason)
    with pytest.raises(NameUnchanged):
        correct_name(line=line_of(order), name={"given_name": "יוסף"}, reason="", send=False)
    assert asked == ["lock", "read"]


def test_paid_name_that_waits_for_a_letter_is_corrected(order: Order, client: Client) -> None:
    line = line_of(order)
    letter = line.inscription.letter
    type(letter).objects.filter(pk=letter.pk).update(inscription=None)
    Order.objects.filter(pk=order.pk).update(state="waiting", fulfilled_at=None)
    content = client.get(f"/orders/{order.public_id}/").content.decode()
    assert url(order) in content
    assert client.post(url(order), DAVID).status_code == 303
