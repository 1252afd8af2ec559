"""Families with letters, and signing them in."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client

from accounts.new_accounts import account_of_proved
from letters.models import Letter, Scroll
from letters.scrolls.scrolls import mark_full
from messaging.tasks import deliver_due
from payments.fulfilment import record_and_apply
from payments.models import Order
from payments.orders.place import Name
from tests.letters.scrolls.test_lifecycle import draw_all
from tests.payments.test_fulfilment import paid

EMAIL = "chana@example.org"
CHANA = Name("adult", "Chana", "bas", "Sarah", "", "Levi", False, "", "self")
YOSEF = Name("adult", "יוסף", "ben", "חנה", "", "לוי", False, "", "authorised")
MUSHKA = Name("child", "Mushka", "bas", "Chana", "", "Levi", False, "", "parent")
DEPARTED = Name("adult", "אברהם", "ben", "", "יעקב", "לוי", True, "ע״ה", "authorised")
BABY = Name("baby", "", "ben", "Chana", "", "Levi", False, "", "parent")

MakeOrder = Callable[..., Order]


def buy(make_order: MakeOrder, names: Sequence[Name], token: str, **changes: Any) -> Order:
    """A paid order of these names."""
    order = make_order(list(names), form_token=token, **changes)
    record_and_apply(order_id=order.pk, incoming=paid(order, f"pi_{token}"))
    order.refresh_from_db()
    return order


def next_scroll_opens(scroll: Scroll) -> Scroll:
    """Fill a scroll; the next one, prepared, opens."""
    if Letter.objects.free().filter(scroll=scroll).exists():
        draw_all(scroll)
    mark_full(scroll.pk)
    return Scroll.objects.open().get(series=scroll.series)


def sign_in_by_code(client: Client, email: str = EMAIL) -> bool:
    """Ask for a code and enter it; returns whether that signed in."""
    before = len(mail.outbox)
    client.post("/accounts/login/code/", {"email": email})
    deliver_due()
    found = [
        code.group()
        for each in mail.outbox[before:]
        if each.to == [email]
        and (code := re.search(r"^[A-Z0-9-]{6,}$", str(each.body), re.MULTILINE))
    ]
    client.post("/accounts/login/code/confirm/", {"code": found[-1] if found else "AAAA-AAAA"})
    return "_auth_user_id" in client.session


def signed_in(email: str = EMAIL) -> Client:
    """A client of the account of a proved address."""
    client = Client()
    client.force_login(account_of_proved(email))
    return client


def account_with(email: str, *, verified: bool) -> User:
    """An account with an address that is proved or not."""
    user = User.objects.create_user(email, email)
    EmailAddress.objects.create(user=user, email=email, verified=verified, primary=True)
    return user


def departed(name: Name) -> Name:
    """The same name of somebody who has passed away."""
    return replace(name, departed=True)
