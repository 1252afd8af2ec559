"""The mails between somebody who asks and the address on file."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from families.find import owners
from families.find.places import place_line, place_of, site_address
from families.models import OwnerRequest
from letters.models import Certificate
from messaging.composers import MessageObsolete, composes
from messaging.models import Message
from messaging.short_mail import Button, Mail, Paragraph, build_mail


@composes(owners.REQUEST)
def owner_request(message: Message) -> EmailMultiAlternatives:
    """To the address on file: somebody asks. Obsolete once it is answered or deleted."""
    request = (
        OwnerRequest.objects.select_related("question", "inscription__person")
        .filter(pk=int(message.about), reply="", inscription__letter__isnull=False)
        .first()
    )
    if request is None:
        raise MessageObsolete
    with override(message.language):
        asker = {"asker": request.question.email}
        parts = [
            Paragraph(
                _("Somebody with the address %(asker)s asks whether there is a letter for:")
                % asker,
                [request.question.line],
            ),
            Paragraph(
                _("With your address this name was inscribed:"), [request.inscription.person.line]
            ),
            Paragraph(
                _(
                    "Is it the same person, and should we send them the certificate? They are not "
                    "told who you are, nor that you were asked. If you do not answer, nothing is "
                    "sent to them."
                )
            ),
        ]
        button = Button(
            _("Yes, no, or not mine"), site_address("find_owner_request", request.token)
        )
        return build_mail(message, Mail(_("Somebody asks about a letter"), parts, button))


@composes(owners.CERTIFICATE)
def certificate(message: Message) -> EmailMultiAlternatives:
    """To the asker, with the owner's consent: the certificate."""
    request = (
        OwnerRequest.objects.select_related("question", "inscription__person")
        .filter(pk=int(message.about), reply=OwnerRequest.Reply.YES)
        .first()
    )
    found = (
        request
        and Certificate.objects.filter(
            inscription=request.inscription_id, voided_at=None, inscription__letter__isnull=False
        )
        .select_related("inscription__person", "inscription__letter__scroll__series")
        .first()
    )
    if not request or not found:
        raise MessageObsolete
    with override(message.language):
        parts = [
            Paragraph(_("You asked about:"), [request.question.line]),
            Paragraph(
                _("Whoever inscribed this name sends you its certificate:"),
                [found.inscription.person.line, place_line(place_of(found.inscription.letter))],
            ),
        ]
        path = reverse("certificate_pdf", args=[found.token])
        button = Button(
            _("The certificate"), f"{settings.SITE_URL}{path}?language={message.language}"
        )
        return build_mail(message, Mail(_("The certificate you asked for"), parts, button))
