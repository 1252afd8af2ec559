"""Short mails: what happened, then what to do, and at most one page to go to."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from messaging.models import Message


@dataclass(frozen=True)
class Part:
    """A paragraph, and the names it speaks of."""

    text: str
    names: Sequence[str] = ()


@dataclass(frozen=True)
class Way:
    """The page a note leads to: what it is called, and its whole address."""

    label: str
    address: str


@dataclass(frozen=True)
class Note:
    """A mail of a few sentences in the language that is active; the subject is its heading."""

    subject: str
    parts: Sequence[Part]
    way: Way | None = None


def write(message: Message, note: Note) -> EmailMultiAlternatives:
    """The note as a mail, text and HTML; in the language that is active."""
    context = {"note": note, "language": message.language, "rtl": message.language == "he"}
    mail = EmailMultiAlternatives(
        subject=note.subject,
        body=render_to_string("messages/note.txt", context),
        to=[message.recipient],
    )
    mail.attach_alternative(render_to_string("messages/note.html", context), "text/html")
    return mail
