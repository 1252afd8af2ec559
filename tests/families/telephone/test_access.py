"""Who sees the page of the telephone, and that a call is one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import IntegrityError, connection
from django.test import Client
from django.utils import timezone

from accounts.roles import ROLES
from families.models import Call
from families.telephone.calls import LONGEST, start_call
from payments.models import Order
from tests.races import at_once, meet_after
from tests.signing_in import sign_in

PATHS = [
    "/telephone/",
    "/telephone/find/",
    "/telephone/certificate/",
    "/telephone/links/",
    "/telephone/register/",
    "/telephone/people/1/",
    "/telephone/orders/1/",
]


@pytest.mark.parametrize("role", [*ROLES, "superuser", "none"])
def test_roles(db: None, role: str) -> None:
    user = User.objects.create_user(role, f"{role}@example.org", is_staff=True)
    user.is_superuser = role == "superuser"
    user.save()
    if role in ROLES:
        user.groups.add(Group.objects.get(name=role))
    client = sign_in(Client(), user)
    expected = 200 if role in {"hotline", "committee", "superuser"} else 404
    assert client.get("/telephone/").status_code == expected
    if expected == 404:
        assert {client.get(path).status_code for path in PATHS} == {404}
        assert {client.post(path).status_code for path in PATHS[1:]} == {404}
        assert client.post("/telephone/start/").status_code == 404


def test_strangers_sign_in(client: Client, db: None) -> None:
    assert {client.get(path).status_code for path in PATHS} == {302}
    assert "login" in client.get("/telephone/")["Location"]


def test_second_factor(client: Client, db: None) -> None:
    user = User.objects.create_user("volunteer", "volunteer@example.org", is_staff=True)
    user.groups.add(Group.objects.get(name="hotline"))
    client.force_login(user)
    for path in PATHS:
        assert client.get(path).status_code == 302
    assert client.post("/telephone/start/").status_code == 302
    assert not Call.objects.exists()


def test_volunteer_sees_nothing_of_the_admin(volunteer: Client, order: Order) -> None:
    for path in ("letters/person/", "payments/order/", f"payments/order/{order.pk}/change/"):
        assert volunteer.get(f"/admin/{path}").status_code == 403
    answer = volunteer.get(f"/admin/payments/order/{order.pk}/record-payment", follow=True)
    assert answer.status_code in {403, 404}


def test_nothing_without_a_call(volunteer: Client, order: Order) -> None:
    for path in [*PATHS[1:5], "/telephone/people/1/", f"/telephone/orders/{order.pk}/"]:
        answer = volunteer.post(path, {"given_name": "x", "action": "link"})
        assert (answer.status_code, answer["Location"]) == (302, "/telephone/"), path


def test_call_is_opened_and_ended(volunteer: Client) -> None:
    assert "I am answering a call" in volunteer.get("/telephone/").content.decode()
    for _ in range(2):
        volunteer.post("/telephone/start/")
    call = Call.objects.get()
    assert "End the call" in volunteer.get("/telephone/").content.decode()
    volunteer.post("/telephone/end/")
    call.refresh_from_db()
    assert call.ended_at
    volunteer.post("/telephone/start/")
    assert Call.objects.count() == 2


def test_forgotten_call_is_over(on_call: Client) -> None:
    old = timezone.now() - LONGEST - timedelta(minutes=1)
    Call.objects.update(started_at=old)
    assert "I am answering a call" in on_call.get("/telephone/").content.decode()
    on_call.post("/telephone/start/")
    assert Call.objects.filter(ended_at=None).count() == 1
    assert Call.objects.count() == 2


def test_calls_of_two_volunteers(make_volunteer: Callable[[str], Client]) -> None:
    for name in ("first", "second"):
        make_volunteer(name).post("/telephone/start/")
    assert Call.objects.filter(ended_at=None).count() == 2


def test_two_tabs_open_one_call(transactional_db: None) -> None:
    user = User.objects.create_user("volunteer", "volunteer@example.org")
    assert at_once(4, lambda: start_call(user)) == []
    assert Call.objects.count() == 1


def look_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `get_or_create` look once: two tabs see no call, and each makes one."""
    look = meet_after(lambda rows: rows.first())

    def get_or_create(rows: Any, defaults: Any = None, **values: Any) -> tuple[Call, bool]:
        found = look(rows.filter(**values))
        return (found, False) if found else (rows.create(**values), True)

    monkeypatch.setattr(type(Call.objects.all()), "get_or_create", get_or_create)
    monkeypatch.setattr(type(Call.objects), "get_or_create", get_or_create)


def test_negative_control_without_the_second_look_a_tab_fails(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both tabs see no call: the one that comes second is refused by the constraint."""
    user = User.objects.create_user("volunteer", "volunteer@example.org")
    look_once(monkeypatch)
    errors = at_once(2, lambda: start_call(user))
    assert [type(error) for error in errors] == [IntegrityError]
    assert "one_open_call_each" in str(errors[0])
    assert Call.objects.count() == 1


def test_negative_control_without_the_constraint_two_calls_are_open(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = User.objects.create_user("volunteer", "volunteer@example.org")
    look_once(monkeypatch)
    rule = next(each for each in Call._meta.constraints if each.name == "one_open_call_each")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Call, rule)
    try:
        assert at_once(2, lambda: start_call(user)) == []
        assert Call.objects.filter(by=user, ended_at=None).count() == 2
    finally:
        Call.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Call, rule)
