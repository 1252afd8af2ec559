"""The mails about deletion. None of them has a name, and those sent last keep no address."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from families.models import Erasure, ErasureRequest
from families.recipients import forget_recipients
from letters.models.person import ERASED_DOMAIN
from messaging.composers import MessageObsolete, composes
from messaging.models import Message
from messaging.outbox import enqueue
from messaging.short_mail import Button, Mail, Paragraph, build_mail

LINK = "erasure_link"  # about an Erasure, by its key
DONE = "erasure_done"
PROOF = "erasure_request_link"  # about an ErasureRequest, by its key
REFUSED = "erasure_request_refused"
_ADDRESS_FORGOTTEN = (DONE, PROOF, REFUSED)


@composes(LINK)
def link_mail(message: Message) -> EmailMultiAlternatives:
    """The link that confirms a deletion, for as long as it is good."""
    request = Erasure.objects.filter(pk=message.about).first()
    if request is None or not request.is_open:
        raise MessageObsolete
    with override(message.language):
        return build_mail(
            message,
            Mail(
                _("Delete personal data: please confirm"),
                [
                    Paragraph(
                        _(
                            "Somebody asked that names bought from this address be deleted. "
                            "Nothing is deleted until you open this link and confirm it there. "
                            "The link is good for four days."
                        )
                    ),
                    Paragraph(
                        _("If you did not ask, you can ignore this e-mail: nothing changes.")
                    ),
                ],
                Button(_("See what is deleted"), _url("erasure", request.token)),
            ),
        )


@composes(DONE)
def done_mail(message: Message) -> EmailMultiAlternatives:
    """That the deletion is done; its address is forgotten once it is sent."""
    with override(message.language):
        return build_mail(
            message,
            Mail(
                _("The deletion is done"),
                [
                    Paragraph(
                        _(
                            "What you asked for is deleted: in the register and its history, in "
                            "lists, mails and files. Certificates with it are no longer shown."
                        )
                    ),
                    Paragraph(
                        _(
                            "The letter remains assigned in the scroll and is never given to "
                            "anybody else. The day and the amounts of a payment stay in the "
                            "accounts, as the law requires."
                        )
                    ),
                ],
            ),
        )


@composes(PROOF)
def proof_mail(message: Message) -> EmailMultiAlternatives:
    """The link by which a request to the committee is sent."""
    asked = ErasureRequest.objects.filter(pk=message.about, state="unproved").first()
    if asked is None:
        raise MessageObsolete
    with override(message.language):
        return build_mail(
            message,
            Mail(
                _("Your request to delete a name: please confirm"),
                [
                    Paragraph(
                        _(
                            "With this address somebody asked the committee to delete a name. "
                            "Open this link and send the request there."
                        )
                    ),
                    Paragraph(
                        _("If you did not ask, you can ignore this e-mail: nothing changes.")
                    ),
                ],
                Button(_("Send the request"), _url("erasure_request", asked.token)),
            ),
        )


@composes(REFUSED)
def refused_mail(message: Message) -> EmailMultiAlternatives:
    """Why the committee did not delete a name."""
    asked = ErasureRequest.objects.filter(pk=message.about, state="refused").first()
    if asked is None:
        raise MessageObsolete
    with override(message.language):
        return build_mail(
            message,
            Mail(
                _("Your request to delete a name"),
                [
                    Paragraph(
                        _("The committee could not delete the name that you wrote to us of:")
                    ),
                    Paragraph(asked.refusal),
                    Paragraph(_("You can reply to this e-mail, or ask again.")),
                ],
            ),
        )


def queue_done(erasure: Erasure, recipient: str, language: str) -> None:
    """Queue the mail that a deletion is done, once; in the transaction that deletes."""
    about = str(erasure.pk)
    if recipient and not Message.objects.filter(kind=DONE, about=about).exists():
        enqueue(kind=DONE, about=about, recipient=recipient, language=language)


def forget_addresses() -> None:
    """Take the address off mails of deletion that are sent, or can't be."""
    over = Message.objects.filter(kind__in=_ADDRESS_FORGOTTEN).exclude(state=Message.State.QUEUED)
    forget_recipients(over.exclude(recipient__endswith=f"@{ERASED_DOMAIN}"))


def _ignore() -> str:
    return _("If you did not ask, you can ignore this e-mail: nothing changes.")


def _url(name: str, token: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=[token])}"
