"""The certificates of a list by e-mail: once, to the right recipient, and only while valid."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from communities.mails import row_mail
from communities.mails.certificate import KIND, send_certificates
from communities.mails.row_mail import RowMail
from communities.models import NameList, PersonalDataExport
from letters.models import Certificate, Community, Scroll
from messaging import mailings
from messaging.models import Message, Suppression
from payments.fulfilment import IncomingPayment, record_and_apply
from tests.communities.name_lists import make_list, order_list
from tests.races import at_once, meet_after

SignIn = Callable[[User], Client]


@pytest.fixture
def name_list(community: Community, scroll: Scroll, shliach: User) -> NameList:
    """Three names with letters, each with an address."""
    name_list = make_list(community, scroll.series, shliach)
    order = order_list(name_list, shliach)
    paid = IncomingPayment(
        amount=order.total, currency=order.currency, reference="pi_1", session_id=""
    )
    record_and_apply(order_id=order.pk, incoming=paid)
    return name_list


@pytest.fixture
def page(name_list: NameList) -> str:
    """The page from which they are sent."""
    return f"/shluchim/montreal/lists/{name_list.pk}/certificates/mail/"


def send_all() -> None:
    """Send all due mails."""
    while mailings.send_for(5):
        continue


def owed() -> list[str]:
    """The recipients of certificate mails."""
    return sorted(Message.objects.filter(kind=KIND).values_list("recipient", flat=True))


def test_send_sends_each_row_one_mail(name_list: NameList, shliach: User) -> None:
    assert send_certificates(name_list=name_list, by=shliach)
    assert send_certificates(name_list=name_list, by=shliach) is None
    assert owed() == [f"zevulun{number}@example.org" for number in (1, 2, 3)]
    export = PersonalDataExport.objects.get()
    assert (export.what, export.rows, export.by) == ("certificate_mails", 3, shliach)


def test_send_skips_rows_without_address_or_paid_by_recipient(
    name_list: NameList, shliach: User
) -> None:
    name_list.rows.filter(position=1).update(email="")
    name_list.rows.filter(position=2).update(paid_by_recipient=True)
    send_certificates(name_list=name_list, by=shliach)
    assert owed() == ["zevulun3@example.org"]


def test_send_skips_rows_without_a_letter(
    community: Community, scroll: Scroll, shliach: User
) -> None:
    waiting = make_list(community, scroll.series, shliach)
    assert send_certificates(name_list=waiting, by=shliach) is None
    assert not PersonalDataExport.objects.exists()


def test_send_skips_suppressed_addresses(name_list: NameList, shliach: User, settings: Any) -> None:
    settings.OBSERVE_QUIET_HOURS = False
    Suppression.objects.create(email="Zevulun2@example.org", reason="bounced")
    send_certificates(name_list=name_list, by=shliach)
    send_all()
    result = sorted(each.to[0] for each in mail.outbox if each.to[0].startswith("zevulun"))
    assert result == ["zevulun1@example.org", "zevulun3@example.org"]


@pytest.mark.parametrize(
    ("language", "expected_text"), [("en", "has inscribed this name"), ("he", "בספר התורה")]
)
def test_list_certificate_mail_has_the_name_and_the_pdf(
    name_list: NameList, shliach: User, settings: Any, language: str, expected_text: str
) -> None:
    settings.OBSERVE_QUIET_HOURS = False
    NameList.objects.update(language=language)
    name_list.rows.exclude(position=1).update(email="")
    send_certificates(name_list=name_list, by=shliach)
    send_all()
    (sent,) = [each for each in mail.outbox if each.to == ["zevulun1@example.org"]]
    token = Certificate.objects.get(inscription__list_row__position=1).token
    assert expected_text in sent.body
    assert "Zevulun ben Basya" in sent.body
    assert f"/certificates/{token}.pdf?language={language}" in sent.body
    assert "zevulun2@" not in sent.body
    ((_name, pdf, kind),) = sent.attachments
    assert kind == "application/pdf"
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1


def test_list_certificate_mail_is_not_sent_once_voided(
    name_list: NameList, shliach: User, settings: Any
) -> None:
    settings.OBSERVE_QUIET_HOURS = False
    send_certificates(name_list=name_list, by=shliach)
    Certificate.objects.update(voided_at=timezone.now())
    send_all()
    assert set(Message.objects.filter(kind=KIND).values_list("state", flat=True)) == {"left_out"}


def test_send_eight_times_at_once_creates_one_mailing(name_list: NameList, shliach: User) -> None:
    assert at_once(8, lambda: send_certificates(name_list=name_list, by=shliach)) == []
    assert len(owed()) == 3
    assert PersonalDataExport.objects.count() == 1


def test_negative_control_send_certificate_mails_without_the_lock(
    name_list: NameList, shliach: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both begin a mailing, and only its unique key refuses the second."""
    monkeypatch.setattr(RowMail, "unsent", meet_after(RowMail.unsent))
    monkeypatch.setattr(row_mail, "lock_list", lambda name_list: None)
    errors = at_once(2, lambda: send_certificates(name_list=name_list, by=shliach))
    assert [type(error) for error in errors] == [IntegrityError]
    assert PersonalDataExport.objects.count() == 1


def test_certificate_mails_page_shows_count_and_preview_without_addresses(
    shliach: User, sign_in: SignIn, page: str
) -> None:
    client = sign_in(shliach)
    shown = client.get(page).content.decode()
    assert "Send 3 certificates" in shown
    assert "Zevulun ben Basya" in shown
    assert "zevulun1@" not in shown
    assert "0 of 3 e-mails have been sent" in client.post(page, follow=True).content.decode()


def test_certificate_mails_page_polls_while_mails_are_queued(
    name_list: NameList, shliach: User, sign_in: SignIn, page: str
) -> None:
    client = sign_in(shliach)
    assert "hx-trigger" not in client.get(page).content.decode()
    send_certificates(name_list=name_list, by=shliach)
    assert 'hx-trigger="every 5s"' in client.get(page).content.decode()
    send_all()
    Message.objects.filter(recipient="zevulun1@example.org").update(state="failed", sent_at=None)
    done = client.get(page).content.decode()
    assert "2 of 3 e-mails have been sent" in done
    assert "Could not be sent: 1." in done
    assert "hx-trigger" not in done


@pytest.mark.parametrize("slug", ["montreal", "london"])
def test_pages_answer_404_for_the_list_of_another_community(
    stranger: User, sign_in: SignIn, page: str, slug: str
) -> None:
    there = page.replace("montreal", slug)
    assert sign_in(stranger).get(there).status_code == 404
    assert sign_in(stranger).post(there).status_code == 404
    assert owed() == []


def test_helpers_can_not_send(helper: User, sign_in: SignIn, page: str) -> None:
    assert sign_in(helper).post(page).status_code == 404
    assert owed() == []
