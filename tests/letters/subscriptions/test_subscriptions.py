"""Subscriptions: one mail per family when the next scroll opens, despite crashes."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from types import SimpleNamespace
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
from tests.letters.subscriptions.subscribed_families import family, fill, notified
from tests.races import PATIENCE, at_once, meet_after

FAMILIES = 20
# Who is to be notified, without marking them in the same statement.
_UNMARKED = """
    SELECT %(scroll)s || ':' || purchaser.id, purchaser.email, subscription.language
    FROM letters_subscription AS subscription
    JOIN letters_purchaser AS purchaser ON purchaser.id = subscription.purchaser_id
    WHERE subscription.last_notified_number < %(number)s
"""
NOTIFY = "letters.tasks.notify_subscribers"


@pytest.fixture(autouse=True)
def _small_scrolls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scrolls prepared automatically have 60 letters."""
    monkeypatch.setattr(scrolls, "prepare_scroll", partial(prepare_scroll, letters=60))


@pytest.fixture
def scroll(make_scroll: Callable[..., Scroll]) -> Scroll:
    """The 12th scroll, open; the 13th is prepared."""
    scroll = make_scroll(12, letters=60)
    make_scroll(13, letters=60, opened=False)
    return scroll


def test_notify_subscribers_when_the_next_scroll_opens(scroll: Scroll, series: Series) -> None:
    family(series, "levi@example.org", "יוסף", "דוד")
    family(series, "cohen@example.org", "Moshe", subscribed=False)
    subscriptions.notify_subscribers(series)
    assert notified() == []  # not about the scroll they bought in
    opened = fill(scroll)
    subscriptions.notify_subscribers(series)
    assert notified() == ["levi@example.org"]
    message = Message.objects.get(kind=subscriptions.NEXT_SCROLL)
    payer = Subscription.objects.get().purchaser_id
    assert message.about == f"{opened.pk}:{payer}"


def test_notify_subscribers_starts_the_mailing_after_a_delay(
    scroll: Scroll, series: Series
) -> None:
    family(series, "levi@example.org", "יוסף")
    fill(scroll)
    subscriptions.notify_subscribers(series)
    mailing = Mailing.objects.get()
    assert mailing.state == Mailing.State.SENDING
    assert mailing.title == "Sefer Torah Haklali 13: next scroll"
    assert mailing.messages.get().next_attempt_at > timezone.now() + subscriptions.MAIL_DELAY / 2


def test_notify_subscribers_uses_the_language_and_the_latest_zone(
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


def test_open_scroll_enqueues_notify_subscribers(
    scroll: Scroll, series: Series, queued_jobs: list[QueuedJob]
) -> None:
    family(series, "levi@example.org", "יוסף")
    fill(scroll)
    assert [job.args for job in queued_jobs if job.task == NOTIFY] == [(series.pk,)]
    tasks.notify_subscribers(series.pk)
    assert notified() == ["levi@example.org"]


def test_open_scroll_without_subscribers_enqueues_nothing(
    scroll: Scroll, queued_jobs: list[QueuedJob]
) -> None:
    fill(scroll)
    assert NOTIFY not in {job.task for job in queued_jobs}


def test_periodic_task_notifies_without_a_broker(
    scroll: Scroll, series: Series, broker_unavailable: None
) -> None:
    family(series, "levi@example.org", "יוסף")
    fill(scroll)
    tasks.open_next_scrolls()
    assert notified() == ["levi@example.org"]


def test_periodic_task_notifies_after_a_crash_of_the_opening_process(
    scroll: Scroll, series: Series, monkeypatch: pytest.MonkeyPatch, queued_jobs: list[QueuedJob]
) -> None:
    family(series, "levi@example.org", "יוסף")
    monkeypatch.setattr(
        scrolls, "_send_letters_available", lambda series_id: None
    )  # crashed after the commit
    fill(scroll)
    assert NOTIFY not in {job.task for job in queued_jobs}
    assert notified() == []
    tasks.open_next_scrolls()
    assert notified() == ["levi@example.org"]


def test_notify_subscribers_recovers_after_a_crash(
    scroll: Scroll, series: Series, monkeypatch: pytest.MonkeyPatch
) -> None:
    family(series, "levi@example.org", "יוסף")
    fill(scroll)
    with monkeypatch.context() as patched:
        patched.setattr("messaging.mailings.start", _crash)
        with pytest.raises(KeyboardInterrupt):
            subscriptions.notify_subscribers(series)
    assert notified() == []
    tasks.open_next_scrolls()
    assert notified() == ["levi@example.org"]
    assert Mailing.objects.get().state == Mailing.State.SENDING


def test_negative_control_notify_subscribers_without_a_transaction(
    scroll: Scroll, series: Series, monkeypatch: pytest.MonkeyPatch
) -> None:
    family(series, "levi@example.org", "יוסף")
    fill(scroll)
    with monkeypatch.context() as patched:
        patched.setattr(subscriptions, "transaction", SimpleNamespace(atomic=nullcontext))
        patched.setattr("messaging.mailings.start", _crash)
        with pytest.raises(KeyboardInterrupt):
            subscriptions.notify_subscribers(series)
    tasks.open_next_scrolls()
    # Its subscribers are marked as notified: nothing starts it any more.
    assert Mailing.objects.get().state == Mailing.State.DRAFT


def _crash(mailing: Mailing) -> None:
    raise KeyboardInterrupt


def test_notify_subscribers_is_idempotent(scroll: Scroll, series: Series) -> None:
    family(series, "levi@example.org", "יוסף")
    fill(scroll)
    subscriptions.notify_subscribers(series)
    subscriptions.notify_subscribers(series)
    assert notified() == ["levi@example.org"]


def test_notify_subscribers_for_each_scroll(
    scroll: Scroll, series: Series, make_scroll: Callable[..., Scroll]
) -> None:
    family(series, "levi@example.org", "יוסף")
    for _ in range(2):
        scroll = fill(scroll)
        subscriptions.notify_subscribers(series)
        prepare_scroll(series=series, number=scroll.number + 1, letters=60)
    assert notified() == ["levi@example.org"] * 2


def test_subscribe_while_open_notifies_of_the_next_scroll(scroll: Scroll, series: Series) -> None:
    opened = fill(scroll)
    family(series, "levi@example.org", "יוסף")
    subscriptions.notify_subscribers(series)
    assert notified() == []
    prepare_scroll(series=series, number=14, letters=60)
    fill(opened)
    subscriptions.notify_subscribers(series)
    assert notified() == ["levi@example.org"]


def test_unsubscribe_and_subscribe_again(scroll: Scroll, series: Series) -> None:
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


def test_subscribe_again_changes_the_language(scroll: Scroll, series: Series) -> None:
    payer = family(series, "levi@example.org", "יוסף")
    subscriptions.subscribe(purchaser=payer, series=series, language="he")
    assert Subscription.objects.get().language == "he"


def test_database_rejects_a_second_active_subscription(scroll: Scroll, series: Series) -> None:
    payer = family(series, "levi@example.org", "יוסף")
    with pytest.raises(IntegrityError):
        Subscription.objects.create(purchaser=payer, series=series, language="en")


def test_notify_subscribers_skips_suppressed_addresses_until_they_subscribe_again(
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
def test_notify_subscribers_concurrently_enqueues_one_mail_each(
    scroll: Scroll, series: Series, begun: bool
) -> None:
    families = _opened(scroll, series, begun=begun)
    assert at_once(4, lambda: subscriptions.notify_subscribers(series)) == []
    assert notified() == families


@pytest.mark.parametrize("safeguard", ["unique key", "marking"])
def test_notify_subscribers_needs_one_of_two_safeguards(
    scroll: Scroll, series: Series, monkeypatch: pytest.MonkeyPatch, safeguard: str
) -> None:
    families = _opened(scroll, series, begun=True)
    # With a safeguard the others wait for the first, and can't meet it.
    _notify_four_times(series, monkeypatch, safeguard, patience=0.5)
    assert notified() == families


def test_negative_control_notify_subscribers_without_both_safeguards(
    scroll: Scroll, series: Series, monkeypatch: pytest.MonkeyPatch
) -> None:
    families = _opened(scroll, series, begun=True)
    _notify_four_times(series, monkeypatch, safeguard="", patience=PATIENCE)
    assert notified() == sorted(families * 4)


def _notify_four_times(
    series: Series, monkeypatch: pytest.MonkeyPatch, safeguard: str, patience: float
) -> None:
    """Notify in four threads that meet before they write, with one safeguard or none."""
    audience = subscriptions._RECIPIENTS if safeguard == "marking" else _UNMARKED
    if safeguard != "unique key":
        audience = audience.replace("|| purchaser.id", "|| gen_random_uuid()")
    write = meet_after(add_recipients, 4, patience=patience)

    def add(mailing: Mailing, _audience: str, values: Any, **more: Any) -> None:
        write(mailing, audience, values, **more)
        Subscription.objects.update(last_notified_number=values["number"])

    monkeypatch.setattr(subscriptions, "add_recipients", add)
    assert at_once(4, lambda: subscriptions.notify_subscribers(series)) == []


def _opened(scroll: Scroll, series: Series, *, begun: bool) -> list[str]:
    """Open the 13th, with its mailing started if `begun`; the addresses of the subscribers."""
    families = [f"{number:02}@example.org" for number in range(FAMILIES)]
    for email in families:
        family(series, email, "יוסף")
    opened = fill(scroll)
    if begun:  # so that no thread waits for another to create it
        Mailing.objects.create(
            kind=subscriptions.NEXT_SCROLL, about=str(opened.pk), state="sending"
        )
    return families
