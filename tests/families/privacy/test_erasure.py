"""Deletion: nothing of a person is left anywhere, and the letter and the books stay."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.test import Client

from communities.models import Row
from core.audit import Finding
from families.privacy.erasure import NotYet
from families.privacy.files import delete_files_with
from letters import audit as letters_audit
from letters.models import Certificate, Letter, Person, Purchaser
from messaging.models import Message
from payments.audit import orders as payments_audit
from payments.models import Order, Payment, Receipt, Refund, StripeEvent
from tests.families.privacy.conftest import ADDRESS, FAMILY, LISTED, Everything
from tests.families.privacy.erasing import erase_person, erase_purchaser
from tests.families.privacy.whole_database import columns, where_found


def findings() -> list[Finding]:
    """Of the audit; the small scroll has not all letters, and that is said once."""
    from communities import audit as communities_audit
    from messaging import audit as messaging_audit

    found = [
        *letters_audit.findings(),
        *payments_audit.findings(),
        *communities_audit.findings(),
        *messaging_audit.findings(),
    ]
    return [each for each in found if "has 500 letters" not in each[1]]


def test_everything_is_in_the_database_before(everything: Everything) -> None:
    """The negative control: the search finds each name in many places."""
    found = where_found(*LISTED, *FAMILY)
    tables = {each.partition(".")[0] for each in found}
    assert tables >= {
        "letters_person",
        "letters_personevent",
        "letters_purchaser",
        "pghistory_context",
        "communities_row",
        "communities_listedit",
        "communities_namelist",
        "communities_namelistevent",
        "django_admin_log",
        "messaging_message",
        "messaging_suppression",
        "payments_order",
        "payments_stripeevent",
        "account_emailaddress",
        "auth_user",
    }
    files = [each for each in found if "/…" in each]
    assert {each.partition(":")[0] for each in files} >= {"registers/….csv", "registers/….pdf"}
    assert len({each.partition("/")[0] for each in files}) > 1, files  # a printing, by its number
    assert len(columns()) > 200


def test_a_person_of_a_list_is_deleted_everywhere(everything: Everything) -> None:
    erase_person(everything.listed.pk)
    delete_files_with([everything.listed.pk])
    assert where_found(*LISTED) == []
    everything.listed.refresh_from_db()
    assert everything.listed.erased_at
    assert everything.listed.line == "(name deleted on request)"
    # Its neighbour in the list is untouched, and so is the family.
    assert Person.objects.filter(given_name="Naftoli").exists()
    assert Person.objects.filter(given_name="Vashtunia").exists()
    assert findings() == []


def test_a_purchaser_is_deleted_everywhere(everything: Everything) -> None:
    purchaser = everything.order.purchaser
    erase_purchaser(purchaser.pk)
    delete_files_with([person.pk for person in everything.family])
    assert where_found(*FAMILY) == []
    assert Person.objects.filter(given_name="Zerubbabel").exists()
    assert findings() == []
    assert not Session.objects.exists()
    assert not EmailAddress.objects.filter(email=ADDRESS).exists()


def test_the_letter_and_the_books_stay(everything: Everything) -> None:
    letters = Letter.objects.exclude(inscription=None).count()
    money = list(Payment.objects.values_list("amount", "currency", "reference").order_by("pk"))
    refunds = list(Refund.objects.values_list("amount", "state").order_by("pk"))
    receipts = list(Receipt.objects.values_list("number", flat=True).order_by("pk"))
    totals = list(Order.objects.values_list("public_id", "total").order_by("pk"))
    erase_purchaser(everything.order.purchaser_id)
    erase_person(everything.listed.pk)
    assert Letter.objects.exclude(inscription=None).count() == letters
    assert list(Payment.objects.values_list("amount", "currency", "reference").order_by("pk")) == (
        money
    )
    assert list(Refund.objects.values_list("amount", "state").order_by("pk")) == refunds
    assert list(Receipt.objects.values_list("number", flat=True).order_by("pk")) == receipts
    assert list(Order.objects.values_list("public_id", "total").order_by("pk")) == totals
    assert StripeEvent.objects.filter(body__data__object__amount_total__gt=0).exists()


def test_an_unpaid_order_with_the_name_is_canceled(everything: Everything) -> None:
    unpaid = Order.objects.get(state=Order.State.AWAITING)
    erase_purchaser(everything.order.purchaser_id)
    unpaid.refresh_from_db()
    assert unpaid.state == Order.State.CANCELED


def test_nothing_is_deleted_while_money_is_on_its_way(everything: Everything) -> None:
    Order.objects.filter(pk=everything.order.pk).update(state="review")
    with pytest.raises(NotYet, match="still on its way"):
        erase_purchaser(everything.order.purchaser_id)
    assert where_found(ADDRESS)


def test_who_serves_a_community_is_deleted_by_the_committee_only(everything: Everything) -> None:
    shliach = Purchaser.objects.get(email="mendel@example.org")
    with pytest.raises(NotYet, match="works for the committee or for a community"):
        erase_purchaser(shliach.pk)


def test_what_was_not_sent_is_not_sent_any_more(everything: Everything) -> None:
    Message.objects.filter(recipient=ADDRESS).update(state="queued", sent_at=None)
    erase_purchaser(everything.order.purchaser_id)
    assert not Message.objects.queued().filter(about=everything.order.public_id).exists()
    assert Message.objects.filter(error="deleted on request").exists()


def test_old_certificate_is_gone_with_a_sentence(everything: Everything) -> None:
    certificate = Certificate.objects.get(inscription__person=everything.listed)
    number = certificate.pk
    erase_person(everything.listed.pk)
    certificate.refresh_from_db()
    assert certificate.pk == number
    sheet = Client().get(f"/certificates/{certificate.token}.pdf")
    assert sheet.status_code == 410
    assert "deleted on request" in sheet.content.decode()
    check = Client().get(f"/c/{certificate.check_token}/")
    assert check.status_code == 410
    assert "no longer shown" in check.content.decode()
    assert "returned" not in check.content.decode()


def test_order_of_a_deleted_purchaser_is_gone_with_a_sentence(everything: Everything) -> None:
    address = f"/orders/{everything.order.public_id}/"
    assert Client().get(address).status_code == 200
    erase_purchaser(everything.order.purchaser_id)
    page = Client().get(address)
    assert page.status_code == 410
    assert "deleted on request" in page.content.decode()


def test_register_prints_a_neutral_line(everything: Everything) -> None:
    from tests.letters.register.register_data import content, exported

    erase_person(everything.listed.pk)
    table = content(exported(Letter.objects.exclude(inscription=None)[0].scroll)).decode()
    assert "(name deleted on request)" in table
    hebrew = exported(Letter.objects.exclude(inscription=None)[0].scroll, language="he")
    assert "(השם נמחק לבקשה)" in content(hebrew).decode()


def test_the_row_stays_paid_without_the_name(everything: Everything) -> None:
    row = Row.objects.get(inscription__person=everything.listed)
    repeated = Row.objects.get(name_list__title="x")
    erase_person(everything.listed.pk)
    row.refresh_from_db()
    assert row.line == "(name deleted on request)"
    assert not Row.objects.filter(pk=repeated.pk).exists()
