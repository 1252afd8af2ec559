"""Completing a scroll: what the page says will happen happens, whole, and once."""

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
from tests.letters.staff_client import SitDown, fill, full_but_for_kept, press, read, sit_down
from tests.races import at_once, meet_after

__all__ = ["sit_down"]
Make = Callable[..., Scroll]


@pytest.fixture
def desk(sit_down: SitDown) -> Client:
    """Somebody who may complete a scroll."""
    return sit_down("complete_scroll")


@pytest.fixture
def ready(make_scroll: Make, series: Series) -> Scroll:
    """Ten letters of three purchasers, all that is needed for its siyum."""
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
    """With a day for its siyum, and every column written."""
    scroll.siyum_at = datetime(2026, 11, 22, 23, tzinfo=UTC)  # the 23rd where it is held
    scroll.siyum_zone, scroll.columns_written = "Asia/Jerusalem", 245
    scroll.save()
    return scroll


def state_of(scroll: Scroll) -> tuple[str, date | None, int]:
    """The scroll's state, its day, and how many mailings there are."""
    scroll.refresh_from_db()
    return scroll.state, scroll.completed_on, Mailing.objects.count()


def test_the_numbers_are_right(ready: Scroll) -> None:
    will = preview_completion(ready)
    assert (will.letters, will.holders, will.mails) == (10, 10, 3)
    assert will.written_to == [("en", 2), ("he", 1)]  # chana@example.org pays for the last four
    assert will.left_out == [("deceased", 1)]


def test_what_the_page_says_is_what_is_prepared(ready: Scroll, desk: Client) -> None:
    will = preview_completion(ready)
    press(desk, ready, "complete", number=12)
    assert Message.objects.queued().count() == will.mails
    assert Message.objects.filter(state=Message.State.LEFT_OUT).count() == 1


def test_the_page_tells_it(ready: Scroll, desk: Client) -> None:
    page = read(desk, ready, "complete")
    for told in ("13 Kislev 5787", "23 November 2026", "01:00", "departed", "srcdoc", "דוד"):
        assert told in page
    assert "What is still missing" not in page
    assert ready.seed not in page
    assert state_of(ready) == ("full", None, 0)


@pytest.mark.parametrize("language", ["en", "he"])
def test_the_whole_mail_can_be_read_on_the_page(ready: Scroll, desk: Client, language: str) -> None:
    page = read(desk, ready, "complete")
    sample = siyum_mail.siyum_sample(scroll=ready, recipient="", language=language)
    frames = re.findall(r'srcdoc="([^"]*)"', page)
    assert str(sample.alternatives[0][0]) in [html.unescape(frame) for frame in frames]


def test_the_page_says_whether_the_mail_invites(ready: Scroll, desk: Client) -> None:
    invites = "The siyum has not taken place yet"
    for days, said in ((1, True), (-1, False)):
        ready.siyum_at = timezone.now() + timedelta(days=days)
        ready.save()
        assert (invites in read(desk, ready, "complete")) == said


def test_it_is_completed_and_leads_to_its_mailing(ready: Scroll, desk: Client) -> None:
    answer = desk.post(f"/admin/letters/scroll/{ready.pk}/complete/", {"number": "12"})
    assert state_of(ready) == ("completed", date(2026, 11, 23), 1)
    mailing = Mailing.objects.get()
    assert answer["Location"] == f"/admin/messaging/mailing/{mailing.pk}/change/"
    assert (mailing.state, str(mailing.by)) == (Mailing.State.DRAFT, "clerk complete_scroll")
    page = read(desk, ready)
    assert ready.seed in page
    assert f"/admin/messaging/mailing/{mailing.pk}/change/" in page


def test_completing_twice_makes_one_mailing(ready: Scroll, desk: Client) -> None:
    press(desk, ready, "complete", number=12)
    rows = set(Message.objects.values_list("message_id"))
    assert "completed already" in press(desk, ready, "complete", number=12)
    assert set(Message.objects.values_list("message_id")) == rows
    assert Mailing.objects.count() == 1


@pytest.mark.parametrize("number", ["13", "", "twelve"])
def test_another_number_completes_nothing(ready: Scroll, desk: Client, number: str) -> None:
    press(desk, ready, "complete", number=number)
    assert state_of(ready) == ("full", None, 0)


def test_what_stands_in_the_way_is_listed_with_links(desk: Client, scroll: Scroll) -> None:
    page = read(desk, scroll, "complete")
    assert "The scroll is not full: 500 letters" in page
    assert "no date yet" in page
    assert "0 of 245 columns" in page
    assert f"/admin/letters/scroll/{scroll.pk}/siyum/" in page
    assert 'name="number"' not in page


def test_a_letter_kept_for_nobody_stands_in_the_way(desk: Client, make_scroll: Make) -> None:
    scroll = announced(full_but_for_kept(make_scroll))
    assert "2 letters reserved for the siyum have not been given yet" in read(
        desk, scroll, "complete"
    )
    assert "Nothing was done" in press(desk, scroll, "complete", number=12)
    assert state_of(scroll) == ("full", None, 0)


@pytest.mark.parametrize(
    "changed", [{"siyum_at": None}, {"columns_written": 244}], ids=["no day", "a column missing"]
)
def test_what_changed_since_the_page_was_read_is_seen(
    ready: Scroll, desk: Client, changed: dict[str, Any]
) -> None:
    read(desk, ready, "complete")
    Scroll.objects.filter(pk=ready.pk).update(**changed)
    assert "Nothing was done" in press(desk, ready, "complete", number=12)
    assert state_of(ready) == ("full", None, 0)


def test_a_scroll_that_is_not_full_any_more_is_not_completed(
    desk: Client, make_scroll: Make
) -> None:
    scroll = announced(full_but_for_kept(make_scroll))
    return_letters(scroll=scroll, ordinals=[19, 20])
    assert "Nothing was done" in press(desk, scroll, "complete", number=12)
    assert state_of(scroll) == ("open", None, 0)


def test_without_its_mail_it_is_not_completed(
    ready: Scroll, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(completion, "enqueue_siyum", lambda **given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        press(desk, ready, "complete", number=12)
    assert state_of(ready) == ("full", None, 0)


@pytest.mark.parametrize(("language", "says"), [("en", "The siyum of"), ("he", "סיום")])
def test_the_test_mail_arrives_in_each_language(
    ready: Scroll, desk: Client, language: str, says: str
) -> None:
    assert "It is sent to clerk@example.org" in press(desk, ready, "complete", test=language)
    (sent,) = mail.outbox
    assert sent.to == ["clerk@example.org"]
    assert says in sent.subject
    assert "דוד" in str(sent.body)
    assert state_of(ready) == ("full", None, 0)


def test_a_test_mail_that_was_not_sent_is_told(ready: Scroll, desk: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert "It could not be sent" in press(desk, ready, "complete", test="en")


def complete_at_once(scroll: Scroll) -> list[str]:
    """Two connections complete the scroll at the same moment; what became of each."""
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


def test_of_two_who_complete_at_once_one_does(ready: Scroll) -> None:
    assert complete_at_once(ready) == ["completed", "refused"]
    assert Mailing.objects.count() == 1
    assert Message.objects.count() == 4


def test_without_the_scrolls_lock_both_do(ready: Scroll, monkeypatch: pytest.MonkeyPatch) -> None:
    def look(scroll: Scroll, *states: Scroll.State) -> Scroll:
        scroll = Scroll.objects.get(pk=scroll.pk)
        if scroll.state not in states:
            raise WrongState
        return scroll

    unlocked = meet_after(look)
    monkeypatch.setattr(completion, "lock_scroll", unlocked)
    monkeypatch.setattr(scrolls, "lock_scroll", unlocked)
    assert complete_at_once(ready) == ["completed", "completed"]


def test_verify_draw_names_the_letter_whose_turn_differs(
    ready: Scroll, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = Letter.objects.filter(scroll=ready).order_by("draw_rank")[:2]
    with connection.cursor() as cursor:  # as somebody with the whole database in his hands could
        cursor.execute("ALTER TABLE letters_letter DISABLE TRIGGER USER")
        for letter, rank in ((first, second.draw_rank), (second, first.draw_rank)):
            cursor.execute(
                "UPDATE letters_letter SET draw_rank = %s WHERE scroll_id = %s AND ordinal = %s",
                [rank, ready.pk, letter.ordinal],
            )
        cursor.execute("ALTER TABLE letters_letter ENABLE TRIGGER USER")
    with pytest.raises(CommandError, match="2 differences"):
        call_command("verify_draw", 12)
    said = capsys.readouterr().out
    assert f"letter {first.ordinal} has turn 2, not 1" in said
    assert f"letter {second.ordinal} has turn 1, not 2" in said
