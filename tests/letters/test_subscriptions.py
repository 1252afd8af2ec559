"""Standing registration: one mail a family when the next scroll opens, whatever dies meanwhile."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from letters import tasks
from letters.models import Scroll, Series, Subscription
from letters.scrolls import scrolls
from letters.scrolls.scrolls import prepare_scroll
from letters.subscriptions import subscriptions
from messaging.audience import add_recipients
from messaging.models import Mailing, Message
from messaging.suppressions import Reason, suppress
from tests.conftest import QueuedJob
from tests.letters.subscribed_families import family, fill, notified
from tests.races import at_once, meet_after

FAMILIES = 20
TELL = "letters.tasks.notify_subscribers"


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
    family(series, "cohen@example.org", "Moshe", subscribed=False)
    subscriptions.notify_subscribers(series)
    assert notified() == []  # the scroll he bought in is no news
    opened = fill(scroll)
    subscriptions.notify_subscribers(series)
    assert notified() == ["levi@example.org"]
    message = Message.objects.get(kind=subscriptions.NEXT_SCROLL)
    payer = Subscription.objects.get().purchaser_id
    assert message.about == f"{opened.pk}:{payer}"


def test_the_mailing_begins_by_itself_after_a_moment(scroll: Scroll, series: Series) -> None:
    family(series, "levi@example.org", "יוסף")
    fill(scroll)
    subscriptions.notify_subscribers(series)
    mailing = Mailing.objects.get()
    assert mailing.state == Mailing.State.SENDING
    assert mailing.title == "Sefer Torah Haklali 13: next scroll"
    assert mailing.messages.get().next_attempt_at > timezone.now() + subscriptions.MAIL_DELAY / 2


def test_each_has_his_language_and_the_zone_he_was_last_written_to_in(
    scroll: Scroll, series: Series
) -> None:
    family(series, "levi@example.org", "יוסף", language="he")
    Message.objects.create(
        kind="receipt", about="1", recipient="Levi@example.org", zone="Asia/Jerusalem"
    )
    fill(scroll)
    subscriptions.notify_subscribers(series)
    message = Message.objects.get(kind=subscriptions.NEXT_SCROLL)
    assert (message.language, message.zone) == ("he", "Asia/Jerusalem")


def test_whoever_opens_the_scroll_leaves_word(
    scroll: Scroll, series: Series, queued_jobs: list[QueuedJob]
) -> None:
    family(series, "levi@example.org", "יוסף")
    fill(scroll)
    assert [job.args for job in queued_jobs if job.task == TELL] == [(series.pk,)]
    tasks.notify_subscribers(series.pk)
    assert notified() == ["levi@example.org"]


def test_no_word_is_left_where_nobody_asked(scroll: Scroll, queued_jobs: list[QueuedJob]) -> None:
    fill(scroll)
    assert TELL not in {job.task for job in queued_jobs}


def test_without_redis_the_periodic_task_tells(
    scroll: Scroll, series: Series, broker_unavailable: None
) -> None:
    family(series, "levi@example.org", "יוסף")
    fill(scroll)
    tasks.open_next_scrolls()
    assert notified() == ["levi@example.org"]


def test_who_died_after_opening_the_scroll_loses_nobody(
    scroll: Scroll, series: Series, monkeypatch: pytest.MonkeyPatch, queued_jobs: list[QueuedJob]
) -> None:
    family(series, "levi@example.org", "יוסף")
    monkeypatch.setattr(
        scrolls, "_send_letters_available", lambda series_id: None
    )  # dead after the commit
    fill(scroll)
    assert TELL not in {job.task for job in queued_jobs}
    assert notified() == []
    tasks.open_next_scrolls()
    assert notified() == ["levi@example.org"]


def test_who_died_while_preparing_the_mails_loses_nobody(
    scroll: Scroll, series: Series, monkeypatch: pytest.MonkeyPatch
) -> None:
    family(series, "levi@example.org", "יוסף")
    fill(scroll)
    with monkeypatch.context() as patched:
        patched.setattr("messaging.mailings.start", _die)
        with pytest.raises(KeyboardInterrupt):
            subscriptions.notify_subscribers(series)
    assert notified() == []
    tasks.open_next_scrolls()
    assert notified() == ["levi@example.org"]
    assert Mailing.objects.get().state == Mailing.State.SENDING


def test_twin_with_the_mark_and_the_mails_apart_that_death_loses_the_family(
    scroll: Scroll, series: Series, monkeypatch: pytest.MonkeyPatch
) -> None:
    family(series, "levi@example.org", "יוסף")
    fill(scroll)
    Subscription.objects.update(last_notified_number=13)  # marked, committed, and then it died
    tasks.open_next_scrolls()
    assert notified() == []


def _die(mailing: Mailing) -> None:
    raise KeyboardInterrupt


def test_twice_is_once(scroll: Scroll, series: Series) -> None:
    family(series, "levi@example.org", "יוסף")
    fill(scroll)
    subscriptions.notify_subscribers(series)
    subscriptions.notify_subscribers(series)
    assert notified() == ["levi@example.org"]


def test_each_scroll_is_told_of(
    scroll: Scroll, series: Series, make_scroll: Callable[..., Scroll]
) -> None:
    family(series, "levi@example.org", "יוסף")
    for _ in range(2):
        scroll = fill(scroll)
        subscriptions.notify_subscribers(series)
        prepare_scroll(series=series, number=scroll.number + 1, letters=60)
    assert notified() == ["levi@example.org"] * 2


def test_who_asks_when_the_scroll_is_open_hears_of_the_one_after(
    scroll: Scroll, series: Series
) -> None:
    opened = fill(scroll)
    family(series, "levi@example.org", "יוסף")
    subscriptions.notify_subscribers(series)
    assert notified() == []
    prepare_scroll(series=series, number=14, letters=60)
    fill(opened)
    subscriptions.notify_subscribers(series)
    assert notified() == ["levi@example.org"]


def test_who_ended_it_is_not_written_to_and_may_ask_again(scroll: Scroll, series: Series) -> None:
    payer = family(series, "levi@example.org", "יוסף")
    subscriptions.unsubscribe(purchaser=payer, series=series)
    opened = fill(scroll)
    subscriptions.notify_subscribers(series)
    assert notified() == []
    subscriptions.subscribe(purchaser=payer, series=series, language="en")
    prepare_scroll(series=series, number=14, letters=60)
    fill(opened)
    subscriptions.notify_subscribers(series)
    assert notified() == ["levi@example.org"]


def test_asking_again_changes_the_language_only(scroll: Scroll, series: Series) -> None:
    payer = family(series, "levi@example.org", "יוסף")
    subscriptions.subscribe(purchaser=payer, series=series, language="he")
    assert Subscription.objects.get().language == "he"


def test_the_database_holds_one_registration_a_family(scroll: Scroll, series: Series) -> None:
    payer = family(series, "levi@example.org", "יוסף")
    with pytest.raises(IntegrityError):
        Subscription.objects.create(purchaser=payer, series=series, language="en")


def test_who_left_is_listed_and_not_written_to_until_he_asks_again(
    scroll: Scroll, series: Series
) -> None:
    payer = family(series, "levi@example.org", "יוסף")
    suppress(email="Levi@example.org", reason=Reason.UNSUBSCRIBED)
    assert not subscriptions.is_subscribed(purchaser=payer, series=series)
    fill(scroll)
    subscriptions.notify_subscribers(series)
    message = Message.objects.get(kind=subscriptions.NEXT_SCROLL)
    assert (message.state, message.error) == ("left_out", "unsubscribed")
    subscriptions.subscribe(purchaser=payer, series=series, language="en")
    assert subscriptions.is_subscribed(purchaser=payer, series=series)


@pytest.mark.parametrize("begun", [False, True])
def test_who_notice_the_opening_at_once_write_one_mail_a_family(
    scroll: Scroll, series: Series, begun: bool
) -> None:
    families = _opened(scroll, series, begun=begun)
    assert at_once(4, lambda: subscriptions.notify_subscribers(series)) == []
    assert notified() == families


def test_twin_marking_after_writing_sends_more_than_one(
    scroll: Scroll, series: Series, monkeypatch: pytest.MonkeyPatch
) -> None:
    families = _opened(scroll, series, begun=True)
    look_first: Any = """
        SELECT %(scroll)s || ':' || gen_random_uuid(), purchaser.email, subscription.language
        FROM letters_subscription AS subscription
        JOIN letters_purchaser AS purchaser ON purchaser.id = subscription.purchaser_id
        WHERE subscription.last_notified_number < %(number)s
    """
    write = meet_after(add_recipients, 4)

    def write_then_mark(mailing: Mailing, _audience: str, values: Any, **more: Any) -> None:
        write(mailing, look_first, values, **more)
        Subscription.objects.update(last_notified_number=values["number"])

    monkeypatch.setattr(subscriptions, "add_recipients", write_then_mark)
    assert at_once(4, lambda: subscriptions.notify_subscribers(series)) == []
    assert len(notified()) == 4 * len(families)


def _opened(scroll: Scroll, series: Series, *, begun: bool) -> list[str]:
    """The 13th is open, and its mailing perhaps begun; the families who wait to hear of it."""
    families = [f"{number:02}@example.org" for number in range(FAMILIES)]
    for email in families:
        family(series, email, "יוסף")
    opened = fill(scroll)
    if begun:  # so that nobody waits for another who makes it
        Mailing.objects.create(
            kind=subscriptions.NEXT_SCROLL, about=str(opened.pk), state="sending"
        )
    return families
