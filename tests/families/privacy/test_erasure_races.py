"""Deletion beside a correction, an order, a mail and a file that are in progress."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from communities.certificates.printing import PRINTINGS
from communities.lists.rows import append_row
from communities.models import NameList, Printing
from core.job_runner import resume_unfinished
from core.locks import Lock, exclusive
from families.privacy import erasure
from families.privacy.files import FilesInUse, delete_files_with
from families.privacy.subject import erased_address
from letters.holders import inscriptions
from letters.holders.inscriptions import get_or_create_purchaser
from letters.holders.renaming import NameErased, rename_person
from letters.models import Community, Letter, Person, Purchaser, RegisterExport, Scroll
from messaging import composers, delivery
from messaging.models import Message
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from payments.orders.consent import SENT_LIST, consent_fields, version_of
from payments.orders.place import _locked
from tests.communities.conftest import *  # noqa: F403 - a community and its members
from tests.families.privacy.erasing import erase_person, erase_purchaser
from tests.families.privacy.whole_database import where_found
from tests.letters.register.register_data import exported, requested
from tests.races import in_another_thread, wait_until_blocking

NEW = {"given_name": "Vashtunia", "family_name": "Wrexomir"}


@pytest.fixture
def bought(order: Order) -> Order:
    """Three names with letters."""
    incoming = IncomingPayment("pi_1", "cs_1", order.total, order.currency)
    record_and_apply(order_id=order.pk, incoming=incoming)
    order.refresh_from_db()
    return order


@pytest.fixture
def person(bought: Order) -> Person:
    return Person.objects.get(given_name="Mushka")


def _erased_beside_a_correction(person: Person) -> list[str]:
    """Where the new name is left, when it was written and not committed as the deletion began."""
    clerk = User.objects.create_user("clerk")
    correction = transaction.atomic()
    correction.__enter__()
    rename_person(person=person, name=NEW, reason="Vashtunia", send=True)
    line = Person.objects.get(pk=person.pk).line
    scrolls = [Scroll.objects.get()]
    LogEntry.objects.log_actions(clerk.pk, scrolls, CHANGE, f"7 to {line}", single_object=True)
    with in_another_thread(lambda: erase_person(person.pk)) as erased:
        wait_until_blocking()
        correction.__exit__(None, None, None)
        erased()
    return where_found("Wrexomir")


def test_correction_in_progress_is_deleted_too(person: Person) -> None:
    left = _erased_beside_a_correction(person)
    assert left == []
    person.refresh_from_db()
    assert person.erased_at


def test_negative_control_without_the_lock_a_text_keeps_the_new_name(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasure, "_lock", lambda subject: None)
    assert _erased_beside_a_correction(person) == ["django_admin_log.change_message: Wrexomir"]


def test_correction_after_the_deletion_is_refused(person: Person) -> None:
    erase_person(person.pk)
    with pytest.raises(NameErased):
        rename_person(person=person, name=NEW, reason="x", send=False)


def test_database_refuses_a_name_for_a_deleted_person(person: Person) -> None:
    erase_person(person.pk)
    with pytest.raises(IntegrityError, match="erased_person_has_no_name"):
        Person.objects.filter(pk=person.pk).update(family_name="Levi")


def test_database_refuses_an_address_for_a_deleted_purchaser(bought: Order) -> None:
    erase_purchaser(bought.purchaser_id)
    with pytest.raises(IntegrityError, match="erased_purchaser_has_no_address"):
        Purchaser.objects.filter(pk=bought.purchaser_id).update(email="chana@example.org")


def _purchaser_beside_a_deletion() -> Purchaser:
    """The purchaser of an order that is placed while the old one is being deleted."""
    old = Purchaser.objects.get()

    def place() -> Purchaser:
        with transaction.atomic():
            return get_or_create_purchaser(email="Chana@example.org", language="en")

    deletion = transaction.atomic()
    deletion.__enter__()
    rows: QuerySet[Purchaser] = Purchaser.objects.select_for_update()
    rows.get(pk=old.pk)
    rows.filter(pk=old.pk).update(email=erased_address(old.pk))
    with in_another_thread(place) as placed:
        wait_until_blocking()
        deletion.__exit__(None, None, None)
        found = placed()
    assert isinstance(found, Purchaser)
    return found


def test_address_that_is_lost_between_the_two_statements_is_made_again(
    bought: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = Purchaser.objects.raw

    def after_the_deletion(*query: Any) -> Any:
        monkeypatch.undo()
        with in_another_thread(lambda: erase_purchaser(bought.purchaser_id)) as erased:
            erased()
        return raw(*query)

    monkeypatch.setattr(Purchaser.objects, "raw", after_the_deletion)
    found = get_or_create_purchaser(email="chana@example.org", language="en")
    assert (found.pk != bought.purchaser_id, found.email) == (True, "chana@example.org")


def test_order_beside_the_deletion_gets_a_new_purchaser(bought: Order) -> None:
    found = _purchaser_beside_a_deletion()
    assert found.pk != bought.purchaser_id
    assert found.email == "Chana@example.org"


def test_negative_control_without_the_lock_the_order_is_of_the_deleted_one(
    bought: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    statement = inscriptions._LOCK_PURCHASER.replace("FOR KEY SHARE", "")
    # In place of waiting: the row as it was before.
    monkeypatch.setattr(inscriptions, "_LOCK_PURCHASER", statement)
    old = Purchaser.objects.get()
    with transaction.atomic():
        Purchaser.objects.select_for_update().get(pk=old.pk)
        with in_another_thread(
            lambda: Purchaser.objects.raw(statement, ["chana@example.org"])[0]
        ) as found:
            assert found() == old


def test_order_that_is_being_placed_is_canceled_and_deleted_with_the_rest(
    bought: Order, make_order: Callable[..., Order]
) -> None:
    placing = transaction.atomic()
    placing.__enter__()
    new = make_order(form_token="two")
    with in_another_thread(lambda: erase_purchaser(bought.purchaser_id)) as erased:
        wait_until_blocking()
        placing.__exit__(None, None, None)
        erased()
    new.refresh_from_db()
    assert new.state == Order.State.CANCELED
    assert where_found("chana@example.org", "Mushka") == []


def test_known_person_that_was_deleted_is_not_used_again(person: Person) -> None:
    with transaction.atomic():
        assert list(_locked([person])) == [person]
    erase_person(person.pk)
    with transaction.atomic():
        assert list(_locked([person])) == []


def test_mail_that_failed_meanwhile_is_not_tried_again(
    bought: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    def compose(message: Message) -> EmailMultiAlternatives:
        erase_purchaser(bought.purchaser_id)
        raise OSError

    message = Message.objects.get(about=bought.public_id)
    monkeypatch.setitem(composers._composers, message.kind, compose)
    assert not delivery.send(message.pk)
    message.refresh_from_db()
    assert (message.state, message.error) == ("left_out", "deleted on request")


@pytest.fixture
def printing(person: Person, community: Community, scroll: Scroll) -> Printing:
    """Being printed: a list with the person."""
    name_list = NameList.objects.create(
        **consent_fields(version_of(SENT_LIST)),
        community=community, series=scroll.series, title="x", source="text", state="done",
        language="en", content_hash="x",
    )  # fmt: skip
    append_row(name_list=name_list, kind="child", given_name="Mushka", relation="bas")
    name_list.rows.update(inscription=person.inscriptions.get())
    return Printing.objects.create(name_list=name_list, language="en", paper="a4", state="running")


def test_printing_in_progress_is_stopped_before_its_file_is_deleted(
    person: Person, printing: Printing
) -> None:
    with exclusive(Lock.CERTIFICATE_PRINTING, printing.pk), pytest.raises(FilesInUse):
        delete_files_with([person.pk])
    printing.refresh_from_db()
    assert printing.state == "stopped"
    resume_unfinished(PRINTINGS)
    delete_files_with([person.pk])
    printing.refresh_from_db()
    assert printing.state == "expired"


def test_register_in_progress_is_begun_again(person: Person) -> None:
    scroll = Letter.objects.get(inscription__person=person).scroll
    export = requested(scroll)
    RegisterExport.objects.filter(pk=export.pk).update(state="running", attempts=1)
    with exclusive(Lock.REGISTER_EXPORTS), pytest.raises(FilesInUse):
        delete_files_with([person.pk])
    export.refresh_from_db()
    assert (export.state, export.attempts) == ("queued", 0)
    delete_files_with([person.pk])


def test_register_that_is_ready_is_deleted(person: Person) -> None:
    export = exported(Letter.objects.get(inscription__person=person).scroll)
    delete_files_with([person.pk])
    export.refresh_from_db()
    assert (export.state, export.file) == ("expired", "")
