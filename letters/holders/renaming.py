"""Correcting a name: in the register, with its history, and a mail with the new certificate."""

import secrets
from datetime import datetime
from typing import Any

import pghistory
from django.apps import apps
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.printing.paper import paper_of_country
from letters import certificates
from letters.certificates.contents import certificate_document
from letters.models import Certificate, Person
from letters.names import TypedName, printed_line
from letters.signals import person_renamed
from messaging.composers import MessageObsolete, composes
from messaging.models import Message
from messaging.outbox import enqueue
from messaging.short_mail import Button, Mail, Paragraph, build_mail

NAME_CORRECTED = "name_corrected"


class NameUnchanged(Exception):
    """The name is already registered as given."""


class NameErased(NameUnchanged):
    """The name was deleted on request, and there is none to correct."""


def rename_person(*, person: Person, name: dict[str, Any], reason: str, send: bool) -> None:
    """Correct a person's name; every certificate is printed with it from then on, as a revision.

    `name` are validated fields of a Person. The reason is recorded in the history with the user.
    With `send` the corrected certificates are mailed to the purchaser. Raises NameUnchanged, or
    NameErased.
    """
    with transaction.atomic(), pghistory.context(reason=reason):
        person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        if person.erased_at:
            raise NameErased
        if all(getattr(person, field) == value for field, value in name.items()):
            raise NameUnchanged
        for field, value in name.items():
            setattr(person, field, value)
        person.save()
        person_renamed.send(sender=Person, person=person)
        Certificate.objects.filter(inscription__person=person, voided_at=None).update(
            revision=F("revision") + 1
        )
        if send:
            purchaser = person.purchaser
            enqueue(
                kind=NAME_CORRECTED,
                about=f"{person.pk}:{secrets.token_hex(4)}",  # one mail for each correction
                recipient=purchaser.email,
                language=purchaser.language,
            )


def earlier_names(person: Person) -> list[tuple[str, datetime]]:
    """The names that were corrected, as they were printed, and until when; the latest first."""
    history = apps.get_model("letters", "PersonEvent").objects
    events = history.filter(pgh_obj_id=person.pk, pgh_label="before").order_by("-pgh_id")
    return [
        (f"{_printed(event)} {event.honorific}".rstrip(), event.pgh_created_at) for event in events
    ]


def _printed(event: Any) -> str:
    return printed_line(
        TypedName(
            given=event.given_name,
            relation=event.relation,
            mother=event.mother_name,
            father=event.father_name,
            family=event.family_name,
            departed=event.departed,
        )
    )


def valid_certificates(person: Person) -> list[Certificate]:
    """The certificates of a person that are not voided."""
    return list(
        Certificate.objects.filter(
            inscription__person=person, inscription__letter__isnull=False, voided_at=None
        )
        .select_related("inscription__person", "inscription__letter__scroll__series")
        .order_by("pk")
    )


def _before(person: Person) -> list[Paragraph]:
    return [Paragraph(_("It read before:"), [line]) for line, _until in earlier_names(person)[:1]]


@composes(NAME_CORRECTED)
def name_corrected(message: Message) -> EmailMultiAlternatives:
    """The mail by the name as it is now. Raises MessageObsolete where no certificate holds."""
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
                    *_before(person),
                    Paragraph(_("The certificate with this name is attached, ready to print.")),
                    Paragraph(
                        _(
                            "If this is not right, correct the name on the page of your order. "
                            "Whoever has its link can do so; without the link, have it sent to you."
                        )
                    ),
                ],
                button=Button(
                    _("Send me all my links"), f"{settings.SITE_URL}{reverse('find_links')}"
                ),
            ),
        )
    documents = [
        certificate_document(
            each, language=message.language, paper=paper_of_country(person.country)
        )
        for each in issued
    ]
    mail.attach("certificates.pdf", certificates.render_combined_pdf(documents), "application/pdf")
    return mail
