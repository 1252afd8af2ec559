"""How each kind of message becomes a mail; the apps above register their kinds."""

from collections.abc import Callable

from django.core.mail import EmailMultiAlternatives

from messaging.models import Message


class MessageObsolete(Exception):
    """What a message was to report no longer holds, so it is not sent."""


Composer = Callable[[Message], EmailMultiAlternatives]
_composers: dict[str, Composer] = {}


def composes(kind: str) -> Callable[[Composer], Composer]:
    """Register the composer of a kind of message."""

    def register(composer: Composer) -> Composer:
        _composers[kind] = composer
        return composer

    return register


def compose(message: Message) -> EmailMultiAlternatives:
    """The mail of a message. Raises KeyError for a kind that nobody registered."""
    return _composers[message.kind](message)
