"""A name that somebody else registered: asked of the committee, found or refused, and deleted."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from core.job_runner import run_job
from families.models import Erasure, ErasureRequest
from families.privacy.committee import NotOpen, not_approved, refuse
from families.privacy.mails import PROOF, REFUSED
from families.privacy.requests import ERASURES, delete_unconfirmed
from families.tasks import forget_erasure_requests
from letters.certificates.contents import certificate_number
from letters.models import Certificate, Letter
from messaging.models import Message
from messaging.tasks import deliver_due
from tests.families.privacy.conftest import LISTED, Everything
from tests.families.privacy.whole_database import where_found
from tests.races import at_once
from tests.signing_in import sign_in

NEW = "/privacy/request/"
ADMIN = "/admin/families/erasurerequest/"
ERASURE = "/admin/families/erasure/"
ASKER = "hephzibah.q@example.org"
FORM = {
    "name": "Zerubbabel ben Hephzibah Quexington",
    "certificate": "",
    "note": "the Chabad house of Montreal",
    "email": ASKER,
}


def asked(**changes: str) -> ErasureRequest:
    """A request that was sent to the committee by the mailed link."""
    mail.outbox.clear()
    answer = Client().post(NEW, {**FORM, **changes})
    assert answer.status_code == 303, answer.content.decode()
    deliver_due()
    assert mail.outbox[-1].to == [ASKER]
    link = re.search(r"https?://[^/\s]+(/privacy/requests/\S+)", str(mail.outbox[-1].body))
    assert link
    assert changes.get("name", FORM["name"]) in Client().get(link[1]).content.decode()
    assert ErasureRequest.objects.latest("pk").state == "unproved"  # opening it sends nothing
    for _press in range(2):
        assert Client().post(link[1]).status_code == 303
    assert "The answer comes by e-mail" in Client().get(link[1]).content.decode()
    return ErasureRequest.objects.latest("pk")


def staff(name: str, role: str = "registrar") -> Client:
    user = User.objects.create_user(name, f"{name}@example.org", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return sign_in(Client(), user)


def test_name_is_found_approved_by_another_and_deleted(everything: Everything) -> None:
    request, one, two = asked(), staff("one"), staff("two", "committee")
    letters = Letter.objects.exclude(inscription=None).count()
    listed = one.get(ADMIN).content.decode()
    assert FORM["name"] in listed
    page = one.get(f"{ADMIN}{request.pk}/find/").content.decode()
    assert everything.listed.line in page
    none_chosen = one.post(f"{ADMIN}{request.pk}/find/", {"reason": "by the name"})
    assert "Choose one name." in none_chosen.content.decode()
    form = {"reason": "by the name and the city", "lines": everything.listed.pk}
    assert one.post(f"{ADMIN}{request.pk}/find/", form).status_code == 302
    erasure = Erasure.objects.get()
    own = one.post(f"{ERASURE}{erasure.pk}/approve/", follow=True).content.decode()
    assert "Somebody else of the committee must approve this." in own
    assert everything.listed.line in two.get(f"{ERASURE}{erasure.pk}/approve/").content.decode()
    two.post(f"{ERASURE}{erasure.pk}/approve/")
    run_job(ERASURES, erasure.pk)
    deliver_due()
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == ([ASKER], "The deletion is done")
    forget_erasure_requests()
    assert where_found(*LISTED, ASKER) == []
    assert Letter.objects.exclude(inscription=None).count() == letters
    shown = Client().get(f"/privacy/requests/{request.token}/").content.decode()
    assert "It is deleted" in shown


def test_certificate_number_finds_another_spelling(everything: Everything) -> None:
    certificate = Certificate.objects.get(inscription__person=everything.listed)
    request = asked(name="Zeru Q.", certificate=certificate_number(certificate))
    page = staff("one").get(f"{ADMIN}{request.pk}/find/").content.decode()
    assert everything.listed.line in page
    unknown = asked(name="Nobody Atall", certificate="12-999999")
    page = staff("two").get(f"{ADMIN}{unknown.pk}/find/").content.decode()
    assert "No such name is in the register" in page


def test_refusal_is_mailed_with_its_reason(everything: Everything) -> None:
    request, one = asked(), staff("one")
    assert "sentence that is mailed" in one.get(f"{ADMIN}{request.pk}/refuse/").content.decode()
    reason = "Two people have this name. Please write the certificate’s number."
    one.post(f"{ADMIN}{request.pk}/refuse/", {"reason": reason})
    deliver_due()
    assert mail.outbox[-1].to == [ASKER]
    assert reason in str(mail.outbox[-1].body)
    assert reason in Client().get(f"/privacy/requests/{request.token}/").content.decode()
    with pytest.raises(NotOpen):
        refuse(request, by=User.objects.get(username="one"), reason="x")
    assert one.get(f"{ADMIN}{request.pk}/change/").status_code == 200
    ErasureRequest.objects.update(decided_at=timezone.now() - timedelta(days=30.1))
    forget_erasure_requests()
    assert where_found(ASKER, "Please write the certificate") == []
    assert Message.objects.filter(kind=REFUSED).count() == 1


def test_not_approved_it_is_open_again(everything: Everything) -> None:
    request, one, two = asked(), staff("one"), staff("two")
    form = {"reason": "by the name", "lines": everything.listed.pk}
    one.post(f"{ADMIN}{request.pk}/find/", form)
    erasure = Erasure.objects.get()
    Erasure.objects.update(created_at=timezone.now() - timedelta(days=60))
    delete_unconfirmed()  # what the staff asked for is not forgotten
    assert "open again" in two.get(f"{ERASURE}{erasure.pk}/do-not-delete/").content.decode()
    two.post(f"{ERASURE}{erasure.pk}/do-not-delete/")
    request.refresh_from_db()
    assert (request.state, request.erasure) == ("open", None)
    assert not Erasure.objects.exists()


def test_approved_it_is_not_taken_back(everything: Everything) -> None:
    request, one, two = asked(), staff("one"), staff("two")
    one.post(f"{ADMIN}{request.pk}/find/", {"reason": "by the name", "lines": everything.listed.pk})
    erasure = Erasure.objects.get()
    two.post(f"{ERASURE}{erasure.pk}/approve/")
    with pytest.raises(NotOpen):
        not_approved(erasure)
    Erasure.objects.update(state="failed")
    assert two.get(f"{ERASURE}{erasure.pk}/try-again/").status_code == 200
    two.post(f"{ERASURE}{erasure.pk}/try-again/")
    erasure.refresh_from_db()
    assert erasure.state == "queued"


def test_two_decide_at_once(everything: Everything) -> None:
    request = asked()
    by = User.objects.create_user("one", is_staff=True)
    errors = at_once(2, lambda: refuse(request, by=by, reason="We found no such name."))
    assert [type(error) for error in errors] == [NotOpen]
    assert Message.objects.filter(kind=REFUSED).count() == 1


def test_request_tells_nobody_whether_there_is_a_name(everything: Everything) -> None:
    forms = (FORM, {**FORM, "name": "Nobody Atall"})
    known, unknown = (Client().post(NEW, form, follow=True).content.decode() for form in forms)
    assert "We are sending a link" in known
    assert strip_tags(known) == strip_tags(unknown)


def test_what_is_not_sent_is_forgotten(db: None) -> None:
    Client().post(NEW, FORM)
    ErasureRequest.objects.update(created_at=timezone.now() - timedelta(days=7.1))
    token = ErasureRequest.objects.get().token
    forget_erasure_requests()
    for answer in (
        Client().get(f"/privacy/requests/{token}/"),
        Client().post(f"/privacy/requests/{token}/"),
    ):
        assert answer.status_code == 410
        assert "not known any more" in answer.content.decode()
    deliver_due()
    assert Message.objects.get(kind=PROOF).state == "left_out"


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("name", "x" * 201), ("email", "x"), ("note", "x" * 1001)]
)
def test_absurd_form_is_refused_by_a_sentence(db: None, field: str, value: str) -> None:
    answer = Client().post(NEW, {**FORM, field: value})
    assert answer.status_code == 422
    assert not ErasureRequest.objects.exists()


def test_mails_to_one_address_are_limited(db: None) -> None:
    answers = [Client().post(NEW, FORM).status_code for _press in range(4)]
    assert answers == [303, 303, 303, 429]


def test_others_of_the_staff_do_not_decide(everything: Everything) -> None:
    request, treasurer = asked(), staff("money", "treasurer")
    assert treasurer.get(ADMIN).status_code == 403
    assert treasurer.post(f"{ADMIN}{request.pk}/refuse/", {"reason": "x"}).status_code == 403


def test_database_refuses_a_decision_by_nobody(db: None) -> None:
    made: dict[str, Any] = {**FORM, "language": "en", "proved_at": timezone.now()}
    with pytest.raises(IntegrityError, match="erasure_request_is_decided"):
        ErasureRequest.objects.create(**made, state="accepted")
