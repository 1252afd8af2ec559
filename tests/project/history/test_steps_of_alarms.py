"""The logged step about an alarm of “find my letter” is in the history."""

from django.test import Client

from families.find.tripwires import raise_alarm
from families.models import EnumerationAlarm
from tests.project.history.performed import Step, performs


@performs("families.admin.alarms.mark_seen", "seen")
def test_mark_an_alarm_as_seen(client: Client) -> Step:
    raise_alarm()
    alarm = EnumerationAlarm.objects.get()
    form = {"action": "mark_seen", "_selected_action": alarm.pk}
    client.post("/admin/families/enumerationalarm/", form)
    return Step(alarm, "seen")
