"""Correcting a name: the register, its history, and the certificate that goes out again."""

import secrets
from typing import Any

import pghistory
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from letters import certificates
from letters.certificates.contents import certificate_document
from letters.models import Certificate, Person
from messaging.composers import MessageObsolete, composes
from messaging.models import Message
from messaging.outbox import enqueue
from messaging.short_mail import Mail, Paragraph, build_mail

NAME_CORRECTED = "name_corrected"


class NameUnchanged(Exception):
    """The name stands there already as it was written."""


def rename_person(*, person: Person, name: dict[str, Any], reason: str, send: bool) -> None:
    """Write a person's name anew; every certificate says it from then on.

    `name` are judged fields of a Person. The reason stands in the history beside who did it. With
    `send` the purchaser is owed one mail with the corrected certificates. Raises NothingToCorrect.
    """
    with transaction.atomic(), pghistory.context(reason=reason):
        person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        if all(getattr(person, field) == value for field, value in name.items()):
            raise NameUnchanged
        for field, value in name.items():
            setattr(person, field, value)
        person.save()
        if send:
            purchaser = person.purchaser
            enqueue(
                kind=NAME_CORRECTED,
                about=f"{person.pk}:{secrets.token_hex(4)}",  # each correction has its mail
                recipient=purchaser.email,
                language=purchaser.language,
            )


def valid_certificates(person: Person) -> list[Certificate]:
    """The certificates of a person that hold."""
    return list(
        Certificate.objects.filter(
            inscription__person=person, inscription__letter__isnull=False, voided_at=None
        )
        .select_related("inscription__person", "inscription__letter__scroll__series")
        .order_by("pk")
    )


@composes(NAME_CORRECTED)
def name_corrected(message: Message) -> EmailMultiAlternatives:
    """The mail by the name as it is now. Raises NothingToSay where no certificate holds."""
    person = Person.objects.get(pk=message.about.split(":")[0])
    issued = valid_certificates(person)
    if not issued:
        raise MessageObsolete
    with override(message.language):
        mail = build_mail(
            message,
            Mail(
                subject=_("The corrected certificate"),
                paragraphs=[
                    Paragraph(
                        _("The name has been corrected in the register. It now reads:"),
                        [person.line],
                    ),
                    Paragraph(_("The certificate with this name is attached, ready to print.")),
                ],
            ),
        )
    sheets = [certificate_document(each, language=message.language, paper="a4") for each in issued]
    mail.attach("certificates.pdf", certificates.render_combined_pdf(sheets), "application/pdf")
    return mail
