"""A kind of message for tests, and mailings of it."""

from collections.abc import Callable

import pytest
from django.core.mail import EmailMultiAlternatives

from messaging import composers
from messaging.models import Mailing, Message

KIND = "greeting"


@pytest.fixture
def greeting(monkeypatch: pytest.MonkeyPatch) -> str:
    """A kind of message with a composer."""

    def compose(message: Message) -> EmailMultiAlternatives:
        return EmailMultiAlternatives("Greeting", "Shalom", to=[message.recipient])

    monkeypatch.setitem(composers._composers, KIND, compose)
    return KIND


@pytest.fixture
def make_mailing(transactional_db: None, greeting: str) -> Callable[..., Mailing]:
    """Make a mailing to `count` recipients, cycling through the zones."""

    def make(count: int = 3, zones: tuple[str, ...] = ("",), rate: int = 1_000_000) -> Mailing:
        mailing = Mailing.objects.create(
            kind=greeting, about=str(Mailing.objects.count()), rate=rate
        )
        Message.objects.bulk_create(
            Message(
                kind=greeting,
                about=f"{mailing.pk}:{number}",
                recipient=f"{number}@example.org",
                language="en",
                zone=zones[number % len(zones)],
                mailing=mailing,
            )
            for number in range(count)
        )
        return mailing

    return make
