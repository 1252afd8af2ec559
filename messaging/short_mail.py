"""Mails of a few sentences with at most one button."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from core.languages import is_right_to_left
from messaging.models import Message


@dataclass(frozen=True)
class Button:
    """A link: its label and its absolute URL."""

    label: str
    url: str


@dataclass(frozen=True)
class Paragraph:
    """A text, the names listed below it, and a link about them."""

    text: str
    names: Sequence[str] = ()
    link: Button | None = None


@dataclass(frozen=True)
class Mail:
    """A mail of a few sentences in the active language; the subject is its heading."""

    subject: str
    paragraphs: Sequence[Paragraph]
    button: Button | None = None


def build_mail(message: Message, content: Mail) -> EmailMultiAlternatives:
    """The mail as text and HTML, in the active language."""
    context = {
        "mail": content,
        "language": message.language,
        "rtl": is_right_to_left(message.language),
    }
    mail = EmailMultiAlternatives(
        subject=content.subject,
        body=render_to_string("messaging/mails/short.txt", context),
        to=[message.recipient],
    )
    mail.attach_alternative(render_to_string("messaging/mails/short.html", context), "text/html")
    return mail
