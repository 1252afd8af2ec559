"""Each logged step about communities, their keys and mailings is in the history."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from communities.models import Application
from communities.models.api_key import new_key
from letters.models import Community
from messaging import mailings
from messaging.models import Mailing
from tests.communities.members.test_applications import pending_application
from tests.project.history.performed import Step, performs


@performs("communities.admin.api_keys.end_key", "Revoke this key")
def test_revoke_a_key(client: Client, head: User) -> Step:
    community = Community.objects.create(slug="montreal", name="Montreal", country="CA")
    key, _secret = new_key(community=community, name="school", scopes=["lists:read"], by=head)
    client.post(f"/admin/communities/apikey/{key.pk}/end/")
    return Step(key, "Revoke this key", ("ended on: ",))


@pytest.mark.parametrize(
    ("action", "title", "differences"),
    [
        ("approve", "Approve the community", ("state: asked → approved",)),
        ("decline", "Decline the community", ("state: asked → declined",)),
    ],
)
@performs("communities.admin.applications._decide", "…")
def test_decide_an_application(
    client: Client, action: str, title: str, differences: tuple[str, ...]
) -> Step:
    application: Application = pending_application()
    client.post(f"/admin/communities/application/{application.pk}/{action}/")
    return Step(application, title, differences)


@pytest.fixture
def mailing(transactional_db: None) -> Mailing:
    return Mailing.objects.create(kind="siyum", about="12", rate=60)


def press(client: Client, mailing: Mailing, **form: str) -> None:
    client.post(f"/admin/messaging/mailing/{mailing.pk}/change/", form)


@performs("messaging.admin._handle", "…")
def test_start_a_mailing(client: Client, mailing: Mailing) -> Step:
    press(client, mailing, step="start")
    return Step(mailing, "Start sending", ("state: prepared → sending",))


@performs("messaging.admin._handle", "…")
def test_pause_a_mailing(client: Client, mailing: Mailing) -> Step:
    mailings.start(mailing)
    press(client, mailing, step="pause")
    return Step(mailing, "Pause", ("state: sending → paused",))


@performs("messaging.admin._handle", "…")
def test_resume_a_mailing(client: Client, mailing: Mailing) -> Step:
    mailings.start(mailing)
    press(client, mailing, step="pause")
    press(client, mailing, step="resume")
    return Step(mailing, "Go on", ("state: paused → sending",))


@performs("messaging.admin._handle", "…")
def test_end_a_mailing(client: Client, mailing: Mailing) -> Step:
    mailings.start(mailing)
    press(client, mailing, step="end", sure="yes")
    return Step(mailing, "End for good", ("state: sending → done",))


@performs("messaging.admin._handle", "rate …")
def test_change_the_rate_of_a_mailing(client: Client, mailing: Mailing) -> Step:
    press(client, mailing, rate="120")
    return Step(mailing, "rate 120", ("e-mails a minute: 60 → 120",))
