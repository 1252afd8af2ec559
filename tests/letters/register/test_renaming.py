"""Correcting a name: permission, preview, history with its reason, and the mail."""

import io
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from accounts.roles import sync_groups
from letters.certificates.contents import certificate_document
from letters.holders.renaming import NAME_CORRECTED, NameUnchanged, rename_person
from letters.matching.keys import stored_keys
from letters.models import Certificate, Person
from letters.names import person_exact_key
from messaging.composers import MessageObsolete, compose
from messaging.delivery import send
from messaging.models import Message
from payments.fulfilment import record_and_apply
from payments.models import Order
from tests.payments.test_fulfilment import paid
from tests.signing_in import sign_in
from unity_torah.history.entries import Change, entries
from unity_torah.history.sources import Filter

NAME: dict[str, Any] = {
    "given_name": "יוסף יצחק",
    "relation": "ben",
    "mother_name": "חנה",
    "father_name": "",
    "family_name": "לוי",
    "departed": False,
    "honorific": "",
    "kind": "adult",
}


@pytest.fixture
def person(order: Order) -> Person:
    """יוסף בן חנה לוי, with a letter."""
    record_and_apply(order_id=order.pk, incoming=paid(order))
    Message.objects.all().delete()
    return Person.objects.get(given_name="יוסף")


@pytest.fixture
def registrar(person: Person) -> Client:
    """A client signed in as registrar."""
    sync_groups()
    user = User.objects.create_user("registrar", "r@example.org", is_staff=True)
    user.groups.add(Group.objects.get(name="registrar"))
    return sign_in(Client(), user)


def address(person: Person) -> str:
    return f"/admin/letters/person/{person.pk}/rename/"


def form(**changes: str) -> dict[str, str]:
    typed = {key: value for key, value in NAME.items() if value is not False}
    return {**typed, "reason": "a letter was missing", **changes}


def test_rename_person_changes_certificate_and_match_keys(person: Person) -> None:
    rename_person(person=person, name=NAME, reason="requested", send=False)
    person.refresh_from_db()
    certificate = Certificate.objects.get(inscription__person=person)
    assert (
        certificate_document(certificate, language="he", paper="a4").line == "יוסף יצחק בן חנה לוי"
    )
    assert person.match_keys == stored_keys(person.facts)
    assert person.exact_match_key == person_exact_key(person.typed)
    assert Message.objects.count() == 0


def test_rename_shows_the_printed_line_first(registrar: Client, person: Person) -> None:
    page = registrar.post(address(person), form()).content.decode()
    assert "יוסף יצחק בן חנה לוי" in page
    person.refresh_from_db()
    assert person.line == "יוסף בן חנה לוי"
    registrar.post(address(person), form(sure="יוסף יצחק בן חנה לוי"))
    person.refresh_from_db()
    assert person.line == "יוסף יצחק בן חנה לוי"


def test_rename_rejects_another_name_than_confirmed(registrar: Client, person: Person) -> None:
    registrar.post(address(person), form(sure="another name"))
    person.refresh_from_db()
    assert person.line == "יוסף בן חנה לוי"


def test_rename_is_in_the_history_with_user_and_reason(registrar: Client, person: Person) -> None:
    registrar.post(address(person), form(sure="יוסף יצחק בן חנה לוי"))
    user = User.objects.get(username="registrar")
    (entry,) = entries(Filter(model=Person, pk=str(person.pk)), user, 10)
    assert (entry.user, entry.reason) == (user.pk, "a letter was missing")
    assert Change("given name", "יוסף", "יוסף יצחק") in entry.changes


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"given_name": ""}, "given_name"),
        ({"given_name": "Yosef 7"}, "given_name"),
        ({"mother_name": ""}, "mother_name"),
        ({"honorific": "ז״ל"}, "honorific"),
        ({"kind": "baby"}, "given_name"),
        ({"reason": ""}, "reason"),
    ],
)
def test_rename_shows_errors_and_keeps_the_input(
    registrar: Client, person: Person, wrong: dict[str, str], field: str
) -> None:
    answer = registrar.post(address(person), form(**wrong))
    assert field in answer.context["step"].form.errors
    person.refresh_from_db()
    assert person.line == "יוסף בן חנה לוי"


def test_rename_a_baby(order: Order) -> None:
    record_and_apply(order_id=order.pk, incoming=paid(order))
    person = Person.objects.get(given_name="Mushka")
    Person.objects.filter(pk=person.pk).update(kind="baby", given_name="")
    rename_person(
        person=person,
        name={**NAME, "given_name": "Mushka", "relation": "bas", "kind": "child"},
        reason="named",
        send=False,
    )
    person.refresh_from_db()
    assert (person.kind, person.given_name) == ("child", "Mushka")


def test_rename_person_rejects_the_same_name(person: Person) -> None:
    with pytest.raises(NameUnchanged):
        rename_person(person=person, name={**NAME, "given_name": "יוסף"}, reason="", send=True)
    assert Message.objects.count() == 0


def test_rename_mails_the_corrected_certificate_once(person: Person) -> None:
    rename_person(person=person, name=NAME, reason="requested", send=True)
    message = Message.objects.get(kind=NAME_CORRECTED)
    assert "יוסף" not in message.about
    send(message.pk)
    (sent,) = mail.outbox
    assert sent.to == ["chana@example.org"]
    assert "יוסף יצחק בן חנה לוי" in str(sent.body)
    assert "It read before:" in str(sent.body)
    assert "יוסף בן חנה לוי" in str(sent.body)
    assert "/find/links/" in str(sent.body)
    ((name, content, _),) = sent.attachments
    assert name == "certificates.pdf"
    assert isinstance(content, bytes)
    assert len(PdfReader(io.BytesIO(content)).pages) == 1


def test_rename_needs_permission(person: Person) -> None:
    sync_groups()
    user = User.objects.create_user("treasurer", "t@example.org", is_staff=True)
    user.groups.add(Group.objects.get(name="treasurer"))
    assert sign_in(Client(), user).get(address(person)).status_code == 403


def test_correction_is_not_mailed_without_a_valid_certificate(person: Person) -> None:
    rename_person(person=person, name=NAME, reason="requested", send=True)
    Certificate.objects.update(voided_at=timezone.now())
    with pytest.raises(MessageObsolete):
        compose(Message.objects.get(kind=NAME_CORRECTED))
