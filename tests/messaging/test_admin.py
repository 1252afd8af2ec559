"""The admin of mailings, messages and suppressed addresses."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from messaging import mailings
from messaging.models import Mailing, Message, Suppression
from messaging.progress import progress_of
from tests.signing_in import sign_in

Make = Callable[..., Mailing]


@pytest.fixture
def staff(transactional_db: None) -> Client:
    """A member of the committee."""
    client = Client()
    sign_in(client, get_user_model().objects.create_superuser("committee"))
    return client


def page(mailing: Mailing) -> str:
    return f"/admin/messaging/mailing/{mailing.pk}/change/"


def mixed(mailing: Mailing) -> Mailing:
    """Ten messages: four sent, one failed, two left out, one retried, one deferred, one queued."""
    numbers = dict(enumerate(Message.objects.filter(mailing=mailing).order_by("pk")))
    for number in range(4):
        numbers[number].state, numbers[number].sent_at = "sent", timezone.now()
    numbers[3].error = "bounced"
    numbers[4].state, numbers[4].error = "failed", "SMTPRecipientsRefused 550"
    numbers[5].state, numbers[5].error = "left_out", "unsubscribed"
    numbers[6].state, numbers[6].error = "left_out", "deceased"
    numbers[7].error, numbers[7].attempts = "SMTPServerDisconnected", 1
    numbers[8].next_attempt_at = timezone.now() + timedelta(hours=20)
    for number in (0, 8):
        numbers[number].language = "he"
    for message in numbers.values():
        message.save()
    return mailing


def test_progress_counts_everyone_once(make_mailing: Make) -> None:
    progress = progress_of(mixed(make_mailing(count=10)))
    total = progress.total
    assert (total.sent, total.remaining, total.failed, total.left_out) == (4, 3, 1, 2)
    assert total.all == 10
    assert total.percent == 70.0
    assert {row.language: row.all for row in progress.languages} == {"en": 8, "he": 2}


def test_progress_gives_reasons(make_mailing: Make) -> None:
    progress = progress_of(mixed(make_mailing(count=10)))
    assert {(reason.code, reason.will_retry) for reason in progress.not_sent} == {
        ("SMTPRecipientsRefused 550", False),
        ("SMTPServerDisconnected", True),
        ("bounced", False),
        ("unsubscribed", False),
        ("deceased", False),
    }


def test_progress_gives_the_end_of_quiet_hours(make_mailing: Make) -> None:
    (deferral,) = progress_of(mixed(make_mailing(count=10))).deferrals
    assert deferral.count == 1
    assert timedelta(hours=19) < deferral.until - timezone.now() < timedelta(hours=20)


def test_page_shows_progress(staff: Client, make_mailing: Make) -> None:
    shown = staff.get(page(mixed(make_mailing(count=10)))).content.decode()
    assert "4 / 10" in shown
    assert "SMTPRecipientsRefused 550" in shown


def test_buttons_start_pause_resume_and_end(staff: Client, make_mailing: Make) -> None:
    mailing = make_mailing()
    for step, state in [
        ("start", "sending"),
        ("pause", "paused"),
        ("resume", "sending"),
        ("end", "done"),
    ]:
        assert f'value="{step}"' in staff.get(page(mailing)).content.decode()
        staff.post(page(mailing), {"step": step, "sure": "yes"})
        mailing.refresh_from_db()
        assert mailing.state == state
    assert 'name="step"' not in staff.get(page(mailing)).content.decode()


def test_ending_asks_for_confirmation(staff: Client, make_mailing: Make) -> None:
    mailing = mailings.start(mixed(make_mailing(count=10)))
    asked = staff.post(page(mailing), {"step": "end"}).content.decode()
    assert "Would be left out" in asked
    assert "<bdi>3</bdi>" in asked
    assert 'name="sure"' in asked
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.SENDING


def test_page_refreshes_only_while_sending(staff: Client, make_mailing: Make) -> None:
    mailing = mailings.start(make_mailing())
    assert "every 5s" in staff.get(page(mailing)).content.decode()
    mailings.pause(mailing)
    assert "every 5s" not in staff.get(page(mailing)).content.decode()


@pytest.mark.parametrize(("rate", "says"), [(2, "about 2 minutes"), (60, "about 1 minute at")])
def test_page_shows_the_remaining_time(
    staff: Client, make_mailing: Make, rate: int, says: str
) -> None:
    assert says in staff.get(page(make_mailing(count=3, rate=rate))).content.decode()


def test_rate_can_be_set_while_sending(staff: Client, make_mailing: Make) -> None:
    mailing = mailings.start(make_mailing())
    staff.post(page(mailing), {"rate": "90"})
    mailing.refresh_from_db()
    assert mailing.rate == 90


@pytest.mark.parametrize("rate", ["0", "100001", "many", ""])
def test_invalid_rate_is_refused(staff: Client, make_mailing: Make, rate: str) -> None:
    mailing = make_mailing(rate=7)
    staff.post(page(mailing), {"rate": rate})
    mailing.refresh_from_db()
    assert mailing.rate == 7


def test_step_in_the_wrong_state_shows_a_warning(staff: Client, make_mailing: Make) -> None:
    mailing = mailings.end(make_mailing())
    answer = staff.post(page(mailing), {"step": "pause"}, follow=True)
    assert "Nothing was done" in answer.content.decode()


def test_viewers_have_no_buttons(staff: Client, make_mailing: Make) -> None:
    user = get_user_model().objects.create_user("clerk", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_mailing"))
    client = Client()
    sign_in(client, user)
    mailing = make_mailing()
    assert 'name="step"' not in client.get(page(mailing)).content.decode()
    client.post(page(mailing), {"step": "start"})
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.DRAFT


def test_steps_are_logged_with_their_user(staff: Client, make_mailing: Make) -> None:
    from django.contrib.admin.models import LogEntry

    staff.post(page(make_mailing()), {"step": "start"})
    assert LogEntry.objects.get().user.get_username() == "committee"


@pytest.mark.parametrize("name", ["mailing", "suppression", "message"])
def test_lists_answer(staff: Client, make_mailing: Make, name: str) -> None:
    make_mailing()
    assert staff.get(f"/admin/messaging/{name}/").status_code == 200


def test_messages_can_be_filtered_by_reason(staff: Client, make_mailing: Make) -> None:
    mailing = mixed(make_mailing(count=10))
    address = f"/admin/messaging/message/?mailing={mailing.pk}&error=deceased&state=left_out"
    assert staff.get(address).context["cl"].result_count == 1


def test_suppression_can_be_added(staff: Client) -> None:
    staff.post(
        "/admin/messaging/suppression/add/", {"email": "Gone@example.org", "reason": "deceased"}
    )
    row = Suppression.objects.get()
    assert (row.email, row.reason) == ("gone@example.org", "deceased")
    assert row.by is not None
