"""How each kind of message becomes a mail: the apps above register it, this app does not know."""

from collections.abc import Callable

from django.core.mail import EmailMultiAlternatives

from messaging.models import Message


class NothingToSay(Exception):
    """What a message was to report no longer holds: it is left out."""


Composer = Callable[[Message], EmailMultiAlternatives]
_composers: dict[str, Composer] = {}


def composes(kind: str) -> Callable[[Composer], Composer]:
    """Register how a kind of message becomes a mail; the apps above us know, we don't."""

    def register(composer: Composer) -> Composer:
        _composers[kind] = composer
        return composer

    return register


def compose(message: Message) -> EmailMultiAlternatives:
    """The mail of a message. Raises KeyError for a kind that nobody registered."""
    return _composers[message.kind](message)
