"""Applications for a community, decided once by the committee."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from communities.members.applications import (
    LIMIT,
    AlreadyApplied,
    AlreadyDecided,
    apply,
    approve,
    decline,
)
from communities.models import Application, Membership
from letters.models import Community
from messaging import delivery
from messaging.models import Message

pytestmark = pytest.mark.django_db

FORM = {
    "name": "Chabad of Montreal",
    "name_he": "חב״ד מונטריאול",
    "city": "Montreal",
    "country": "CA",
    "applicant": "Mendel Levi",
    "about": "Shliach here since 5760.",
    "email": "mendel@example.org",
}


@pytest.fixture
def committee() -> User:
    return User.objects.create_superuser("committee")


def pending_application(transactional_db: None = None, **changes: Any) -> Application:
    fields = {**FORM, "language": "he", "address_hash": "one", **changes}
    return apply(**fields)


@pytest.mark.django_db(transaction=True)
def test_apply_notifies_the_committee(client: Client) -> None:
    answer = client.post("/communities/new/", FORM, follow=True)
    assert answer.redirect_chain == [("/communities/new/sent/", 302)]
    application = Application.objects.get()
    assert (application.name, application.state) == ("Chabad of Montreal", "pending")
    message = Message.objects.get()
    assert message.kind == "application_received"
    delivery.send(message.pk)
    assert "mendel" not in str(mail.outbox[0].message())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("country", "XX"),
        ("email", "mendel"),
        ("applicant", ""),
        ("about", "x" * 1001),
    ],
)
@pytest.mark.parametrize("language", ["en", "he"])
def test_application_page_shows_errors_and_keeps_the_input(
    client: Client, field: str, value: str, language: str
) -> None:
    form = {**FORM, field: value}
    answer = client.post("/communities/new/", form, headers={"Accept-Language": language})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert 'value="Montreal"' in page
    assert not Application.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_apply_refuses_a_second_pending_application(client: Client) -> None:
    pending_application()
    with pytest.raises(AlreadyApplied):
        pending_application(email="Mendel@Example.org", name="Another", address_hash="two")
    page = client.post("/communities/new/", FORM).content.decode()
    assert "already have a request from this address" in page


@pytest.mark.django_db(transaction=True)
def test_apply_limits_applications_from_one_network_address(client: Client) -> None:
    for n in range(LIMIT):
        client.post("/communities/new/", {**FORM, "email": f"a{n}@example.org"})
    answer = client.post("/communities/new/", {**FORM, "email": "one-more@example.org"})
    assert "tomorrow" in answer.content.decode()
    assert Application.objects.count() == LIMIT


@pytest.mark.django_db(transaction=True)
def test_approve_creates_the_community_and_notifies_its_shliach(committee: User) -> None:
    community = approve(application=pending_application(), by=committee)
    assert community.slug == "chabad-of-montreal"
    place = Membership.objects.get()
    assert (place.community, place.user.email) == (community, "mendel@example.org")
    assert place.leads
    message = Message.objects.get(kind="application_approved")
    delivery.send(message.pk)
    assert "/shluchim/chabad-of-montreal/" in mail.outbox[0].body


@pytest.mark.django_db(transaction=True)
def test_decline_notifies_the_applicant_and_creates_no_account(committee: User) -> None:
    decline(application=pending_application(), by=committee)
    assert not Community.objects.exists()
    assert not User.objects.filter(email="mendel@example.org").exists()
    delivery.send(Message.objects.get(kind="application_declined").pk)
    assert mail.outbox[0].to == ["mendel@example.org"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", [approve, decline])
@pytest.mark.parametrize("then", [approve, decline])
def test_applications_are_decided_once(committee: User, first: Any, then: Any) -> None:
    application = pending_application()
    first(application=application, by=committee)
    with pytest.raises(AlreadyDecided):
        then(application=application, by=committee)
    assert Message.objects.exclude(kind="application_received").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["Chabad of Montreal", "New", "חב״ד", "!!!"])
def test_approve_gives_communities_of_one_name_different_slugs(committee: User, name: str) -> None:
    first = approve(application=pending_application(name=name), by=committee)
    second = approve(
        application=pending_application(name=name, email="b@example.org"), by=committee
    )
    assert first.slug != second.slug
    assert "new" not in {first.slug, second.slug}


@pytest.mark.django_db(transaction=True)
def test_database_refuses_an_inconsistent_decision(committee: User) -> None:
    application = pending_application()
    with pytest.raises(IntegrityError, match="application_state_consistent"), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(state="approved")
