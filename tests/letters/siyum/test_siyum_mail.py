"""The mailing of a siyum: its messages and their content."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from letters.holders.inscriptions import get_or_create_purchaser, inscribe
from letters.models import Letter, Person, Scroll, Series
from letters.siyum.mail import enqueue_siyum, siyum, siyum_sample
from messaging.models import Mailing, Message
from messaging.outbox import enqueue
from messaging.suppressions import Reason, suppress
from tests.messaging.sending import deliver_all

Inscribe = Callable[..., None]


@pytest.fixture
def holders(scroll: Scroll, series: Series) -> Inscribe:
    """Assign letters of the scroll to people of a purchaser."""

    def assign(email: str, *names: str, language: str = "en", **fields: object) -> None:
        payer = get_or_create_purchaser(email=email, language=language)
        people = [
            Person(
                **{
                    "purchaser": payer,
                    "kind": "adult",
                    "given_name": name,
                    "relation": "ben",
                    "declared": "self",
                    **fields,
                }
            )
            for name in names
        ]
        free = list(Letter.objects.free().filter(scroll=scroll).order_by("ordinal")[: len(names)])
        for letter, inscription in zip(free, inscribe(series=series, people=people), strict=True):
            Letter.objects.filter(scroll=scroll, ordinal=letter.ordinal).update(
                inscription=inscription
            )

    return assign


@pytest.fixture
def siyum_set(scroll: Scroll) -> Scroll:
    """The siyum's day, place and stream are known."""
    scroll.siyum_at = datetime(2027, 6, 1, 16, tzinfo=UTC)
    scroll.siyum_zone = "Asia/Jerusalem"
    scroll.siyum_place, scroll.i18n = "Jerusalem, Teddy", {"siyum_place_he": "ירושלים, טדי"}
    scroll.siyum_stream = "https://youtu.be/abc123"
    scroll.save()
    return scroll


def test_enqueue_siyum_writes_one_message_a_purchaser(holders: Inscribe, scroll: Scroll) -> None:
    holders("a@example.org", "יוסף", "דוד")
    holders("b@example.org", "Levi", language="he")
    mailing = enqueue_siyum(scroll=scroll, by=None)
    rows = dict(Message.objects.values_list("recipient", "language"))
    assert rows == {"a@example.org": "en", "b@example.org": "he"}
    assert mailing.state == Mailing.State.DRAFT


def test_enqueue_siyum_skips_purchasers_without_letters(
    holders: Inscribe, scroll: Scroll, make_order: Callable[..., object]
) -> None:
    make_order()  # an order without letters
    holders("a@example.org", "יוסף")
    enqueue_siyum(scroll=scroll, by=None)
    assert Message.objects.get().recipient == "a@example.org"


def test_enqueue_siyum_is_idempotent(holders: Inscribe, scroll: Scroll) -> None:
    holders("a@example.org", "יוסף")
    first = enqueue_siyum(scroll=scroll, by=None)
    ids = list(Message.objects.values_list("message_id", flat=True))
    assert enqueue_siyum(scroll=scroll, by=None) == first
    assert list(Message.objects.values_list("message_id", flat=True)) == ids


def test_enqueue_siyum_uses_one_statement(holders: Inscribe, scroll: Scroll) -> None:
    for number in range(5):
        holders(f"{number}@example.org", "יוסף")
    with CaptureQueriesContext(connection) as queries:
        enqueue_siyum(scroll=scroll, by=None)
    assert sum("messaging_message" in query["sql"] for query in queries) == 1


def test_enqueue_siyum_makes_the_same_message_ids(holders: Inscribe, scroll: Scroll) -> None:
    holders("a@example.org", "יוסף")
    enqueue(kind="x", about="1", recipient="a@example.org", language="en")
    enqueue_siyum(scroll=scroll, by=None)
    shapes = {
        (len(each), each[0], each[15], each[37:])
        for each in Message.objects.values_list("message_id", flat=True)
    }
    assert len(shapes) == 1, "a UUID of the fourth version and the site's host"


@pytest.mark.parametrize("reason", list(Reason))
def test_enqueue_siyum_leaves_out_suppressed_addresses(
    holders: Inscribe, scroll: Scroll, reason: Reason
) -> None:
    holders("Gone@Example.org", "יוסף")
    holders("b@example.org", "דוד")
    suppress(email="gone@example.org", reason=reason)
    mailing = enqueue_siyum(scroll=scroll, by=None)
    left = Message.objects.get(state=Message.State.LEFT_OUT)
    assert (left.recipient, left.error, left.mailing) == ("Gone@Example.org", reason, mailing)
    assert Message.objects.queued().get().recipient == "b@example.org"


def test_enqueue_siyum_uses_the_latest_zone(holders: Inscribe, scroll: Scroll) -> None:
    holders("a@example.org", "יוסף")
    for about, zone in enumerate(["Europe/London", "Australia/Melbourne", ""]):
        enqueue(kind="x", about=str(about), recipient="A@example.org", language="en", zone=zone)
    enqueue_siyum(scroll=scroll, by=None)
    assert Message.objects.get(kind="siyum").zone == "Australia/Melbourne"


def test_mail_lists_people_with_their_parshiyot(holders: Inscribe, siyum_set: Scroll) -> None:
    holders("a@example.org", "יוסף", "דוד")
    holders("b@example.org", "Zalman")
    deliver_all(enqueue_siyum(scroll=siyum_set, by=None))
    sent = next(each for each in mail.outbox if each.to == ["a@example.org"])
    for text in (sent.body, str(sent.alternatives[0][0])):  # type: ignore[attr-defined]
        assert "יוסף" in text
        assert "דוד" in text
        assert "Zalman" not in text
        assert "Bereshi" in text
        assert "Jerusalem, Teddy" in text
        assert "https://youtu.be/abc123" in text
        assert "19:00" in text
        assert "1 June 2027" in text
        assert "http://testserver/siyum/12/" in text


def test_mail_in_hebrew(holders: Inscribe, siyum_set: Scroll) -> None:
    holders("a@example.org", "יוסף", language="he", departed=True, honorific="ע״ה")
    deliver_all(enqueue_siyum(scroll=siyum_set, by=None))
    (sent,) = mail.outbox
    html = str(sent.alternatives[0][0])  # type: ignore[union-attr]
    assert "סיום" in sent.subject
    assert 'dir="rtl"' in html
    for text in (sent.body, html):
        assert "ירושלים, טדי" in text
        assert "כ״ה אייר ה׳תשפ״ז" in text
        assert "ע״ה" in text


def test_mail_of_a_hidden_series_has_no_parsha(holders: Inscribe, siyum_set: Scroll) -> None:
    Series.objects.update(disclosure=Series.Disclosure.HIDDEN)
    holders("a@example.org", "יוסף")
    deliver_all(enqueue_siyum(scroll=siyum_set, by=None))
    assert "Bereshi" not in mail.outbox[0].body


def test_mail_after_the_siyum_has_no_invitation(holders: Inscribe, siyum_set: Scroll) -> None:
    holders("a@example.org", "יוסף")
    Scroll.objects.update(siyum_at=datetime(2026, 1, 1, tzinfo=UTC))
    deliver_all(enqueue_siyum(scroll=siyum_set, by=None))
    assert "invited" not in mail.outbox[0].body
    assert "has been completed" in mail.outbox[0].body


def test_mail_without_a_date(holders: Inscribe, scroll: Scroll) -> None:
    holders("a@example.org", "יוסף")
    enqueue_siyum(scroll=scroll, by=None)
    assert siyum(Message.objects.get()).subject


def test_siyum_sample_goes_to_its_recipient(holders: Inscribe, siyum_set: Scroll) -> None:
    holders("a@example.org", "יוסף")
    sample = siyum_sample(scroll=siyum_set, recipient="me@example.org", language="en")
    assert sample.to == ["me@example.org"]
    assert "יוסף" in str(sample.body)
    assert "Unsubscribe" not in str(sample.body)


def test_mail_needs_two_queries(holders: Inscribe, siyum_set: Scroll) -> None:
    holders("a@example.org", *["יוסף"] * 20)
    enqueue_siyum(scroll=siyum_set, by=None)
    message = Message.objects.get()
    with CaptureQueriesContext(connection) as queries:
        siyum(message)
    assert len(queries) == 2
