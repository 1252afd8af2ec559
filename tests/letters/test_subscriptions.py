"""Standing registration: one mail a family when the next scroll opens, whatever dies meanwhile."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from letters import tasks
from letters.models import Scroll, Series, StandingRegistration
from letters.scrolls import scrolls
from letters.scrolls.scrolls import prepare_scroll
from letters.subscriptions import subscriptions
from messaging.audience import add_recipients
from messaging.models import Mailing, Message
from messaging.suppressions import Reason, suppress
from tests.conftest import QueuedJob
from tests.letters.subscribed_families import family, fill, told
from tests.races import at_once, meet_after

FAMILIES = 20
TELL = "letters.tasks.tell_of_open_scroll"


@pytest.fixture(autouse=True)
def _small_scrolls(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scroll that is prepared by itself has 60 letters."""
    monkeypatch.setattr(scrolls, "prepare_scroll", partial(prepare_scroll, letters=60))


@pytest.fixture
def scroll(make_scroll: Callable[..., Scroll]) -> Scroll:
    """The 12th scroll, open; the 13th is prepared."""
    scroll = make_scroll(12, letters=60)
    make_scroll(13, letters=60, opened=False)
    return scroll


def test_who_asked_is_written_to_when_the_next_scroll_opens(scroll: Scroll, series: Series) -> None:
    family(series, "levi@example.org", "יוסף", "דוד")
    family(series, "cohen@example.org", "Moshe", asks=False)
    subscriptions.tell(series)
    assert told() == []  # the scroll he bought in is no news
    opened = fill(scroll)
    subscriptions.tell(series)
    assert told() == ["levi@example.org"]
    message = Message.objects.get(kind=subscriptions.STANDING)
    payer = StandingRegistration.objects.get().purchaser_id
    assert message.about == f"{opened.pk}:{payer}"


def test_the_mailing_begins_by_itself_after_a_moment(scroll: Scroll, series: Series) -> None:
    family(series, "levi@example.org", "יוסף")
    fill(scroll)
    subscriptions.tell(series)
    mailing = Mailing.objects.get()
    assert mailing.state == Mailing.State.SENDING
    assert mailing.title == "Sefer Torah Haklali 13: standing registration"
    assert mailing.messages.get().next_attempt_at > timezone.now() + subscriptions.WAIT / 2


def test_each_has_his_language_and_the_zone_he_was_last_written_to_in(
    scroll: Scroll, series: Series
) -> None:
    family(series, "levi@example.org", "יוסף", language="he")
    Message.objects.create(
        kind="receipt", about="1", recipient="Levi@example.org", zone="Asia/Jerusalem"
    )
    fill(scroll)
    subscriptions.tell(series)
    message = Message.objects.get(kind=subscriptions.STANDING)
    assert (message.language, message.zone) == ("he", "Asia/Jerusalem")


def test_whoever_opens_the_scroll_leaves_word(
    scroll: Scroll, series: Series, queued_jobs: list[QueuedJob]
) -> None:
    family(series, "levi@example.org", "יוסף")
    fill(scroll)
    assert [job.args for job in queued_jobs if job.task == TELL] == [(series.pk,)]
    tasks.tell_of_open_scroll(series.pk)
    assert told() == ["levi@example.org"]


def test_no_word_is_left_where_nobody_asked(scroll: Scroll, queued_jobs: list[QueuedJob]) -> None:
    fill(scroll)
    assert TELL not in {job.task for job in queued_jobs}


def test_without_redis_the_periodic_task_tells(
    scroll: Scroll, series: Series, broker_unavailable: None
) -> None:
    family(series, "levi@example.org", "יוסף")
    fill(scroll)
    tasks.tend_scrolls()
    assert told() == ["levi@example.org"]


def test_who_died_after_opening_the_scroll_loses_nobody(
    scroll: Scroll, series: Series, monkeypatch: pytest.MonkeyPatch, queued_jobs: list[QueuedJob]
) -> None:
    family(series, "levi@example.org", "יוסף")
    monkeypatch.setattr(scrolls, "_tell", lambda series_id: None)  # dead after the commit
    fill(scroll)
    assert TELL not in {job.task for job in queued_jobs}
    assert told() == []
    tasks.tend_scrolls()
    assert told() == ["levi@example.org"]


def test_who_died_while_preparing_the_mails_loses_nobody(
    scroll: Scroll, series: Series, monkeypatch: pytest.MonkeyPatch
) -> None:
    family(series, "levi@example.org", "יוסף")
    fill(scroll)
    with monkeypatch.context() as patched:
        patched.setattr("messaging.mailings.start", _die)
        with pytest.raises(KeyboardInterrupt):
            subscriptions.tell(series)
    assert told() == []
    tasks.tend_scrolls()
    assert told() == ["levi@example.org"]
    assert Mailing.objects.get().state == Mailing.State.SENDING


def test_twin_with_the_mark_and_the_mails_apart_that_death_loses_the_family(
    scroll: Scroll, series: Series, monkeypatch: pytest.MonkeyPatch
) -> None:
    family(series, "levi@example.org", "יוסף")
    fill(scroll)
    StandingRegistration.objects.update(told=13)  # marked, committed, and then it died
    tasks.tend_scrolls()
    assert told() == []


def _die(mailing: Mailing) -> None:
    raise KeyboardInterrupt


def test_twice_is_once(scroll: Scroll, series: Series) -> None:
    family(series, "levi@example.org", "יוסף")
    fill(scroll)
    subscriptions.tell(series)
    subscriptions.tell(series)
    assert told() == ["levi@example.org"]


def test_each_scroll_is_told_of(
    scroll: Scroll, series: Series, make_scroll: Callable[..., Scroll]
) -> None:
    family(series, "levi@example.org", "יוסף")
    for _ in range(2):
        scroll = fill(scroll)
        subscriptions.tell(series)
        prepare_scroll(series=series, number=scroll.number + 1, letters=60)
    assert told() == ["levi@example.org"] * 2


def test_who_asks_when_the_scroll_is_open_hears_of_the_one_after(
    scroll: Scroll, series: Series
) -> None:
    opened = fill(scroll)
    family(series, "levi@example.org", "יוסף")
    subscriptions.tell(series)
    assert told() == []
    prepare_scroll(series=series, number=14, letters=60)
    fill(opened)
    subscriptions.tell(series)
    assert told() == ["levi@example.org"]


def test_who_ended_it_is_not_written_to_and_may_ask_again(scroll: Scroll, series: Series) -> None:
    payer = family(series, "levi@example.org", "יוסף")
    subscriptions.end(purchaser=payer, series=series)
    opened = fill(scroll)
    subscriptions.tell(series)
    assert told() == []
    subscriptions.ask(purchaser=payer, series=series, language="en")
    prepare_scroll(series=series, number=14, letters=60)
    fill(opened)
    subscriptions.tell(series)
    assert told() == ["levi@example.org"]


def test_asking_again_changes_the_language_only(scroll: Scroll, series: Series) -> None:
    payer = family(series, "levi@example.org", "יוסף")
    subscriptions.ask(purchaser=payer, series=series, language="he")
    assert StandingRegistration.objects.get().language == "he"


def test_the_database_holds_one_registration_a_family(scroll: Scroll, series: Series) -> None:
    payer = family(series, "levi@example.org", "יוסף")
    with pytest.raises(IntegrityError):
        StandingRegistration.objects.create(purchaser=payer, series=series, language="en")


def test_who_left_is_listed_and_not_written_to_until_he_asks_again(
    scroll: Scroll, series: Series
) -> None:
    payer = family(series, "levi@example.org", "יוסף")
    suppress(email="Levi@example.org", reason=Reason.UNSUBSCRIBED)
    assert not subscriptions.is_asked(purchaser=payer, series=series)
    fill(scroll)
    subscriptions.tell(series)
    message = Message.objects.get(kind=subscriptions.STANDING)
    assert (message.state, message.error) == ("left_out", "unsubscribed")
    subscriptions.ask(purchaser=payer, series=series, language="en")
    assert subscriptions.is_asked(purchaser=payer, series=series)


@pytest.mark.parametrize("begun", [False, True])
def test_who_notice_the_opening_at_once_write_one_mail_a_family(
    scroll: Scroll, series: Series, begun: bool
) -> None:
    families = _opened(scroll, series, begun=begun)
    assert at_once(4, lambda: subscriptions.tell(series)) == []
    assert told() == families


def test_twin_marking_after_writing_sends_more_than_one(
    scroll: Scroll, series: Series, monkeypatch: pytest.MonkeyPatch
) -> None:
    families = _opened(scroll, series, begun=True)
    look_first: Any = """
        SELECT %(scroll)s || ':' || gen_random_uuid(), purchaser.email, standing.language
        FROM letters_standingregistration AS standing
        JOIN letters_purchaser AS purchaser ON purchaser.id = standing.purchaser_id
        WHERE standing.told < %(number)s
    """
    write = meet_after(add_recipients, 4)

    def write_then_mark(mailing: Mailing, _audience: str, values: Any, **more: Any) -> None:
        write(mailing, look_first, values, **more)
        StandingRegistration.objects.update(told=values["number"])

    monkeypatch.setattr(subscriptions, "add_recipients", write_then_mark)
    assert at_once(4, lambda: subscriptions.tell(series)) == []
    assert len(told()) == 4 * len(families)


def _opened(scroll: Scroll, series: Series, *, begun: bool) -> list[str]:
    """The 13th is open, and its mailing perhaps begun; the families who wait to hear of it."""
    families = [f"{number:02}@example.org" for number in range(FAMILIES)]
    for email in families:
        family(series, email, "יוסף")
    opened = fill(scroll)
    if begun:  # so that nobody waits for another who makes it
        Mailing.objects.create(kind=subscriptions.STANDING, about=str(opened.pk), state="sending")
    return families
