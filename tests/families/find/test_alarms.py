"""The alarm stays on the committee's first page until somebody has seen it."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client, RequestFactory
from django.urls import reverse

from families.find.tripwires import raise_alarm
from families.models import EnumerationAlarm
from tests.signing_in import sign_in
from unity_torah.admin import navigation


def badge() -> str:
    pages = [page for section in navigation(RequestFactory().get("/")) for page in section["items"]]
    return str(
        next(each["badge"] for each in pages if each["model"] == "families_enumerationalarm")
    )


def mark_seen(client: Client) -> Any:
    keys = list(EnumerationAlarm.objects.values_list("pk", flat=True))
    url = reverse("admin:families_enumerationalarm_changelist")
    return client.post(url, {"action": "mark_seen", "_selected_action": keys}, follow=True)


@pytest.mark.django_db
def test_an_alarm_waits_until_it_is_seen(client: Client, django_user_model: Any) -> None:
    assert badge() == ""
    raise_alarm()
    raise_alarm()
    assert badge() == "1"
    user = django_user_model.objects.create_superuser("chair", "chair@example.org")
    sign_in(client, user)
    assert "1 hour is marked as seen" in mark_seen(client).content.decode()
    assert badge() == ""
    alarm = EnumerationAlarm.objects.get()
    assert (alarm.seen_by, bool(alarm.seen_at)) == (user, True)
    assert LogEntry.objects.filter(user=user, object_id=str(alarm.pk)).count() == 1
    mark_seen(client)  # again: nothing is logged
    assert LogEntry.objects.filter(object_id=str(alarm.pk)).count() == 1


@pytest.mark.django_db
def test_who_may_not_change_it_is_offered_no_step(client: Client, django_user_model: Any) -> None:
    raise_alarm()
    clerk = django_user_model.objects.create_user("clerk", "clerk@example.org", is_staff=True)
    sign_in(client, clerk)
    assert mark_seen(client).status_code == 403
    assert badge() == "1"
