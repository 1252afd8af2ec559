"""Suppressed addresses, the unsubscription page and reports of bounces."""

import hashlib
import hmac
import json
import time
from base64 import b64encode
from collections.abc import Callable

import pytest
from anymail.signals import AnymailTrackingEvent, tracking
from django.core import mail
from django.test import Client, override_settings

from messaging import outbox, tasks
from messaging.models import Mailing, Message, Suppression
from messaging.suppressions import Reason, is_unsubscribed, resubscribe, suppress
from messaging.unsubscribe import unsubscribe_url
from messaging.urls import mail_service_urls
from unity_torah.urls import urlpatterns as site_addresses

KEY = "signing-key-of-a-test"


@pytest.fixture
def message(make_mailing: Callable[..., Mailing]) -> Message:
    make_mailing(count=1)
    return Message.objects.get()


def page(message: Message) -> str:
    return unsubscribe_url(message).removeprefix("http://testserver")


def test_unsubscribe_page_get_changes_nothing(message: Message) -> None:
    shown = Client().get(page(message))
    assert shown.status_code == 200
    assert not is_unsubscribed(message.recipient)


def test_one_click_unsubscribes_without_csrf_token(message: Message) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(page(message), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert is_unsubscribed(message.recipient.upper())


def test_unsubscribe_is_idempotent(message: Message) -> None:
    for _ in range(2):
        Client().post(page(message))
    assert Suppression.objects.count() == 1


def test_unsubscribe_can_be_undone(message: Message) -> None:
    Client().post(page(message))
    Client().post(page(message), {"undo": "1"})
    assert not is_unsubscribed(message.recipient)


def test_undo_keeps_a_bounced_address_suppressed(message: Message) -> None:
    suppress(email=message.recipient, reason=Reason.BOUNCED)
    Client().post(page(message), {"undo": "1"})
    assert Suppression.objects.get().reason == Reason.BOUNCED


def test_unsubscribe_page_is_in_the_language_of_the_mail(message: Message) -> None:
    Message.objects.update(language="he")
    assert 'dir="rtl"' in Client().get(page(message)).content.decode()


def test_forged_unsubscribe_url_is_not_found(message: Message) -> None:
    assert Client().post("/unsubscribe/1.forged/").status_code == 404
    assert not Suppression.objects.exists()


def test_unsubscribe_url_has_no_personal_data(message: Message) -> None:
    assert "example.org" not in unsubscribe_url(message).replace("testserver", "")


def test_stronger_reason_replaces_a_weaker_one(db: None) -> None:
    suppress(email="a@example.org", reason=Reason.UNSUBSCRIBED)
    suppress(email="A@example.org", reason=Reason.BOUNCED)
    suppress(email="a@example.org", reason=Reason.COMPLAINED)
    assert Suppression.objects.get().reason == Reason.BOUNCED


def test_resubscribe_without_unsubscription_changes_nothing(db: None) -> None:
    assert not resubscribe("a@example.org")


@pytest.mark.parametrize(
    ("reason", "goes"),
    [
        (Reason.UNSUBSCRIBED, True),
        (Reason.COMPLAINED, True),
        (Reason.DECEASED, True),
        (Reason.BOUNCED, False),
    ],
)
def test_ordinary_mail_is_withheld_only_from_bounced_addresses(
    transactional_db: None, greeting: str, reason: Reason, goes: bool
) -> None:
    suppress(email="A@example.org", reason=reason)
    outbox.enqueue(kind=greeting, about="1", recipient="a@example.org", language="en")
    tasks.deliver_due()
    assert len(mail.outbox) == goes
    assert Message.objects.get().state == ("sent" if goes else "left_out")


# Bounces ----------------------------------------------------------------------


def report(event_type: str, reason: str | None = None, **fields: object) -> None:
    """Send anymail's signal for a report of a mail service."""
    event = AnymailTrackingEvent(
        event_type=event_type, reject_reason=reason, recipient="a@example.org", **fields
    )
    tracking.send(sender=object, event=event, esp_name="Test")


@pytest.mark.parametrize(
    ("event_type", "reject_reason", "reason"),
    [
        ("bounced", "bounced", Reason.BOUNCED),
        ("bounced", "invalid", Reason.BOUNCED),
        ("rejected", "bounced", Reason.BOUNCED),
        ("rejected", "spam", Reason.COMPLAINED),
        ("rejected", "unsubscribed", Reason.UNSUBSCRIBED),
        ("complained", None, Reason.COMPLAINED),
        ("unsubscribed", None, Reason.UNSUBSCRIBED),
    ],
)
def test_permanent_report_suppresses_the_address(
    db: None, event_type: str, reject_reason: str | None, reason: Reason
) -> None:
    report(event_type, reject_reason)
    assert Suppression.objects.get().reason == reason


@pytest.mark.parametrize(
    ("event_type", "reject_reason"),
    [
        ("bounced", "timed_out"),
        ("bounced", "blocked"),
        ("deferred", None),
        ("delivered", None),
        ("rejected", "blocked"),
    ],
)
def test_temporary_report_suppresses_nothing(
    db: None, event_type: str, reject_reason: str | None
) -> None:
    report(event_type, reject_reason)
    assert not Suppression.objects.exists()


def test_bounce_is_recorded_on_its_message(message: Message) -> None:
    Message.objects.update(state="sent", sent_at=message.created_at, recipient="A@example.org")
    report("bounced", "bounced", metadata={"message": str(message.pk)})
    assert Message.objects.get().error == Reason.BOUNCED


def test_bounce_of_another_recipient_is_not_recorded(message: Message) -> None:
    Message.objects.update(state="sent", sent_at=message.created_at)
    report("bounced", "bounced", metadata={"message": str(message.pk)})
    assert Message.objects.get().error == ""


def test_no_report_url_without_a_mail_service(db: None) -> None:
    assert Client().post("/anymail/mailgun/tracking/").status_code == 404
    assert mail_service_urls("") == []


# A service that signs its reports, and one that does not.
urlpatterns = [
    *site_addresses,
    *mail_service_urls("mailgun"),
    *mail_service_urls("postmark"),
]
SECRET = "reports:0123456789abcdef"


def body(signature: str | None = None) -> str:
    """What Mailgun posts when an address does not exist."""
    now, token = str(int(time.time())), "0123456789abcdef" * 3
    mark = hmac.new(KEY.encode(), f"{now}{token}".encode(), hashlib.sha256).hexdigest()
    return json.dumps(
        {
            "signature": {"timestamp": now, "token": token, "signature": signature or mark},
            "event-data": {
                "id": "one",
                "event": "failed",
                "severity": "permanent",
                "reason": "bounce",
                "timestamp": float(now),
                "recipient": "a@example.org",
                "delivery-status": {"code": 550, "message": "no such user"},
                "message": {"headers": {"message-id": "x@example.org"}},
                "user-variables": {},
                "tags": [],
            },
        }
    )


def post(content: str) -> int:
    address = "/anymail/mailgun/tracking/"
    with override_settings(ROOT_URLCONF=__name__, ANYMAIL={"MAILGUN_WEBHOOK_SIGNING_KEY": KEY}):
        return Client().post(address, content, content_type="application/json").status_code


def test_signed_report_is_handled(db: None) -> None:
    assert post(body()) == 200
    assert Suppression.objects.get().reason == Reason.BOUNCED


def test_unsigned_report_is_refused(db: None) -> None:
    assert post(body(signature="0" * 64)) == 400
    assert not Suppression.objects.exists()


POSTMARK = json.dumps(
    {
        "RecordType": "Bounce",
        "Type": "HardBounce",
        "TypeCode": 1,
        "ID": 4,
        "Email": "a@example.org",
        "BouncedAt": "2026-11-30T10:00:00Z",
    }
)


@pytest.mark.parametrize(
    ("credentials", "status"), [("", 400), ("reports:guessed", 400), (SECRET, 200)]
)
def test_report_of_a_service_without_signatures_needs_the_secret(
    db: None, credentials: str, status: int
) -> None:
    encoded = b64encode(credentials.encode()).decode()
    headers = {"Authorization": f"Basic {encoded}"} if credentials else {}
    with override_settings(ROOT_URLCONF=__name__, ANYMAIL={"WEBHOOK_SECRET": [SECRET]}):
        answer = Client().post(
            "/anymail/postmark/tracking/",
            POSTMARK,
            content_type="application/json",
            headers=headers,
        )
    assert answer.status_code == status
    assert Suppression.objects.exists() == (status == 200)
