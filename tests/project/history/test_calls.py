"""Calls to the hotline and their steps are in the history."""

from collections.abc import Callable

from django.contrib.auth.models import User
from django.test import Client
from django.utils.html import strip_tags

from families.models import Call
from payments.models import Order
from tests.project.history.pages import history_of
from tests.signing_in import sign_in


def test_call_and_its_steps(make_order: Callable[..., Order]) -> None:
    order = make_order()
    user = User.objects.create_superuser("dovber", "dovber@example.org", first_name="Dovber")
    client = sign_in(Client(), user)
    client.post("/telephone/start/")
    path = f"/telephone/orders/{order.pk}/"
    client.post(path, {"action": "link", "key": "a"})
    client.post(path, {"action": "method", "method": "cheque", "key": "b"})
    client.post("/telephone/end/")
    text = " ".join(strip_tags(history_of(client, Call, Call.objects.get().pk)).split())
    for words in ("Dovber", "link to the order sent", "way of paying chosen", "ended on"):
        assert words in text, text[-2000:]
    changed = client.get(f"/admin/families/call/{Call.objects.get().pk}/change/")
    assert changed.status_code == 200
    assert "telephone_order" not in changed.content.decode()  # it was opened by no GET
