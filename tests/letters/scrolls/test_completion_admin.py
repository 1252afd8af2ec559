"""Completing a scroll in the admin: preview, obstacles, test mail; completed once, as a whole."""

import html
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from letters.holders.inscriptions import get_or_create_purchaser, inscribe
from letters.models import Letter, Person, Scroll, Series
from letters.scrolls import scrolls
from letters.scrolls.draw import draw
from letters.scrolls.scrolls import WrongState
from letters.siyum import completion
from letters.siyum import mail as siyum_mail
from letters.siyum.completion import complete_and_prepare_mail, preview_completion
from letters.siyum.reserved_letters import return_letters
from messaging.models import Mailing, Message
from messaging.suppressions import Reason, suppress
from tests.letters.staff_client import (
    StaffClient,
    fill,
    full_except_reserved,
    get_page,
    post_step,
    staff_client,
)
from tests.races import at_once, meet_after

__all__ = ["staff_client"]
Make = Callable[..., Scroll]


@pytest.fixture
def staff(staff_client: StaffClient) -> Client:
    """A staff user who may complete a scroll."""
    return staff_client("complete_scroll")


@pytest.fixture
def ready(make_scroll: Make, series: Series) -> Scroll:
    """A full scroll of ten letters of three purchasers, ready to be completed."""
    scroll = make_scroll(letters=10)
    for email, language, count in [
        ("a@example.org", "en", 3),
        ("b@example.org", "he", 2),
        ("gone@example.org", "he", 1),
    ]:
        payer = get_or_create_purchaser(email=email, language=language)
        names = [
            Person(purchaser=payer, kind="adult", given_name="דוד", relation="ben", declared="self")
            for _ in range(count)
        ]
        draw(scroll.pk, [each.pk for each in inscribe(series=series, people=names)])
    suppress(email="gone@example.org", reason=Reason.DECEASED)
    fill(scroll)
    return announced(scroll)


def announced(scroll: Scroll) -> Scroll:
    """Set the date of the siyum and all columns."""
    scroll.siyum_at = datetime(2026, 11, 22, 23, tzinfo=UTC)  # the 23rd in the zone of the place
    scroll.siyum_zone, scroll.columns_written = "Asia/Jerusalem", 245
    scroll.save()
    return scroll


def state_of(scroll: Scroll) -> tuple[str, date | None, int]:
    """The state, the completion date, and the number of mailings."""
    scroll.refresh_from_db()
    return scroll.state, scroll.completed_on, Mailing.objects.count()


def test_preview_completion_counts(ready: Scroll) -> None:
    preview = preview_completion(ready)
    assert (preview.letters, preview.holders, preview.mails) == (10, 10, 3)
    assert preview.recipients == [("en", 2), ("he", 1)]  # chana@example.org pays for the last four
    assert preview.suppressed == [("deceased", 1)]


def test_complete_prepares_as_many_mails_as_previewed(ready: Scroll, staff: Client) -> None:
    preview = preview_completion(ready)
    post_step(staff, ready, "complete", number=12)
    assert Message.objects.queued().count() == preview.mails
    assert Message.objects.filter(state=Message.State.LEFT_OUT).count() == 1


def test_completion_page_shows_the_preview(ready: Scroll, staff: Client) -> None:
    page = get_page(staff, ready, "complete")
    for text in ("13 Kislev 5787", "23 November 2026", "01:00", "departed", "srcdoc", "דוד"):
        assert text in page
    assert "What is still missing" not in page
    assert ready.seed not in page
    assert state_of(ready) == ("full", None, 0)


@pytest.mark.parametrize("language", ["en", "he"])
def test_completion_page_shows_the_mail(ready: Scroll, staff: Client, language: str) -> None:
    page = get_page(staff, ready, "complete")
    sample = siyum_mail.siyum_sample(scroll=ready, recipient="", language=language)
    frames = re.findall(r'srcdoc="([^"]*)"', page)
    assert str(sample.alternatives[0][0]) in [html.unescape(frame) for frame in frames]


def test_completion_page_says_whether_the_mail_is_an_invitation(
    ready: Scroll, staff: Client
) -> None:
    invites = "The siyum has not taken place yet"
    for days, output in ((1, True), (-1, False)):
        ready.siyum_at = timezone.now() + timedelta(days=days)
        ready.save()
        assert (invites in get_page(staff, ready, "complete")) == output


def test_complete_redirects_to_the_mailing(ready: Scroll, staff: Client) -> None:
    answer = staff.post(f"/admin/letters/scroll/{ready.pk}/complete/", {"number": "12"})
    assert state_of(ready) == ("completed", date(2026, 11, 23), 1)
    mailing = Mailing.objects.get()
    assert answer["Location"] == f"/admin/messaging/mailing/{mailing.pk}/change/"
    assert (mailing.state, str(mailing.by)) == (Mailing.State.DRAFT, "clerk complete_scroll")
    page = get_page(staff, ready)
    assert ready.seed in page
    assert f"/admin/messaging/mailing/{mailing.pk}/change/" in page


def test_complete_twice_makes_one_mailing(ready: Scroll, staff: Client) -> None:
    post_step(staff, ready, "complete", number=12)
    rows = set(Message.objects.values_list("message_id"))
    assert "completed already" in post_step(staff, ready, "complete", number=12)
    assert set(Message.objects.values_list("message_id")) == rows
    assert Mailing.objects.count() == 1


@pytest.mark.parametrize("number", ["13", "", "twelve"])
def test_complete_rejects_another_number(ready: Scroll, staff: Client, number: str) -> None:
    post_step(staff, ready, "complete", number=number)
    assert state_of(ready) == ("full", None, 0)


def test_completion_page_lists_obstacles_with_links(staff: Client, scroll: Scroll) -> None:
    page = get_page(staff, scroll, "complete")
    assert "The scroll is not full: 500 letters" in page
    assert "no date yet" in page
    assert "0 of 245 columns" in page
    assert f"/admin/letters/scroll/{scroll.pk}/siyum/" in page
    assert 'name="number"' not in page


def test_unassigned_reserved_letter_is_an_obstacle(staff: Client, make_scroll: Make) -> None:
    scroll = announced(full_except_reserved(make_scroll))
    assert "2 letters reserved for the siyum have not been given yet" in get_page(
        staff, scroll, "complete"
    )
    assert "Nothing was done" in post_step(staff, scroll, "complete", number=12)
    assert state_of(scroll) == ("full", None, 0)


@pytest.mark.parametrize(
    "changed", [{"siyum_at": None}, {"columns_written": 244}], ids=["no day", "a column missing"]
)
def test_complete_checks_obstacles_again(
    ready: Scroll, staff: Client, changed: dict[str, Any]
) -> None:
    get_page(staff, ready, "complete")
    Scroll.objects.filter(pk=ready.pk).update(**changed)
    assert "Nothing was done" in post_step(staff, ready, "complete", number=12)
    assert state_of(ready) == ("full", None, 0)


def test_complete_rejects_a_scroll_that_was_reopened(staff: Client, make_scroll: Make) -> None:
    scroll = announced(full_except_reserved(make_scroll))
    return_letters(scroll=scroll, ordinals=[19, 20])
    assert "Nothing was done" in post_step(staff, scroll, "complete", number=12)
    assert state_of(scroll) == ("open", None, 0)


def test_complete_rolls_back_when_the_mailing_fails(
    ready: Scroll, staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(completion, "enqueue_siyum", lambda **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        post_step(staff, ready, "complete", number=12)
    assert state_of(ready) == ("full", None, 0)


@pytest.mark.parametrize(("language", "says"), [("en", "The siyum of"), ("he", "סיום")])
def test_test_mail_in_each_language(ready: Scroll, staff: Client, language: str, says: str) -> None:
    assert "It is sent to clerk@example.org" in post_step(staff, ready, "complete", test=language)
    (sent,) = mail.outbox
    assert sent.to == ["clerk@example.org"]
    assert says in sent.subject
    assert "דוד" in str(sent.body)
    assert state_of(ready) == ("full", None, 0)


def test_test_mail_failure_shows_an_error(ready: Scroll, staff: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert "It could not be sent" in post_step(staff, ready, "complete", test="en")


def complete_concurrently(scroll: Scroll) -> list[str]:
    """Complete the scroll on two connections at once; the result of each."""
    became: list[str] = []

    def complete() -> None:
        try:
            complete_and_prepare_mail(scroll=scroll, by=None)
        except WrongState:
            became.append("refused")
        else:
            became.append("completed")

    assert at_once(2, complete) == []
    return sorted(became)


def test_complete_concurrently_completes_once(ready: Scroll) -> None:
    assert complete_concurrently(ready) == ["completed", "refused"]
    assert Mailing.objects.count() == 1
    assert Message.objects.count() == 4


def test_negative_control_complete_without_the_lock(
    ready: Scroll, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(scroll: Scroll, *states: Scroll.State) -> Scroll:
        scroll = Scroll.objects.get(pk=scroll.pk)
        if scroll.state not in states:
            raise WrongState
        return scroll

    unlocked = meet_after(look)
    monkeypatch.setattr(completion, "lock_scroll", unlocked)
    monkeypatch.setattr(scrolls, "lock_scroll", unlocked)
    assert complete_concurrently(ready) == ["completed", "completed"]


def test_verify_draw_reports_the_letters_with_another_rank(
    ready: Scroll, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = Letter.objects.filter(scroll=ready).order_by("draw_rank")[:2]
    with connection.cursor() as cursor:  # like somebody with full access to the database
        cursor.execute("ALTER TABLE letters_letter DISABLE TRIGGER USER")
        for letter, rank in ((first, second.draw_rank), (second, first.draw_rank)):
            cursor.execute(
                "UPDATE letters_letter SET draw_rank = %s WHERE scroll_id = %s AND ordinal = %s",
                [rank, ready.pk, letter.ordinal],
            )
        cursor.execute("ALTER TABLE letters_letter ENABLE TRIGGER USER")
    with pytest.raises(CommandError, match="2 differences"):
        call_command("verify_draw", 12)
    output = capsys.readouterr().out
    assert f"letter {first.ordinal} has rank 2, not 1" in output
    assert f"letter {second.ordinal} has rank 1, not 2" in output
