"""Certificates of a list by mail: to each row with an address, at a shliach's word."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from communities.models import Batch, Export
from communities.printing import certificates_of
from letters import certificates
from letters.models import Certificate
from letters.sheets import certificate_number, letter_of, parsha_of, sheet, tells_parsha
from messaging import mailings
from messaging.audience import write_to
from messaging.models import Mailing, Message
from messaging.notes import Note, Part, Way, write
from messaging.outbox import NothingToSay, composes

KIND = "list_certificate"  # about a row's pk
RATE = 300  # mails a minute

# Who paid for himself has the certificate by the mail of his own order.
_UNWRITTEN = """
    SELECT row.id::text, row.email, batch.language
    FROM communities_row AS row
    JOIN communities_batch AS batch ON batch.id = row.batch_id
    JOIN letters_certificate AS certificate ON certificate.inscription_id = row.inscription_id
    WHERE row.batch_id = %(batch)s AND row.email <> '' AND NOT row.by_himself
      AND certificate.voided_at IS NULL
      AND NOT EXISTS (SELECT FROM messaging_message AS message
                      WHERE message.kind = 'list_certificate' AND message.about = row.id::text)
"""
_COUNT = f"SELECT count(*) FROM ({_UNWRITTEN}) AS one"  # noqa: S608 - made of our own text


@dataclass(frozen=True)
class Progress:
    """How far the mails of a list are; `left_out` get none, as their addresses refuse it."""

    all: int
    sent: int
    left_out: int


def unwritten(batch: Batch) -> int:
    """How many of a list have an address and a certificate that was not mailed to them."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"batch": batch.pk})
        return int(cursor.fetchone()[0])


def progress_of(batch: Batch) -> Progress:
    """How far the mails of a list are."""
    own = Message.objects.filter(kind=KIND, mailing__about__startswith=f"{batch.pk}:")
    states = list(own.values_list("state", flat=True))
    return Progress(
        all=len(states),
        sent=states.count(Message.State.SENT),
        left_out=states.count(Message.State.LEFT_OUT),
    )


@transaction.atomic
def send_certificates(*, batch: Batch, by: User) -> Mailing | None:
    """Mail his certificate to everyone of a list who has an address; None: nobody is left.

    Each row is written to once, whoever presses this and however often; it is on record.
    """
    Batch.objects.select_for_update(no_key=True, of=("self",)).get(pk=batch.pk)
    count = unwritten(batch)
    if not count:
        return None
    turn = Mailing.objects.filter(kind=KIND, about__startswith=f"{batch.pk}:").count() + 1
    mailing = Mailing.objects.create(
        kind=KIND,
        about=f"{batch.pk}:{turn}",
        title=f"{batch.community}: certificates",
        rate=RATE,
        by=by,
    )
    write_to(mailing, _UNWRITTEN, {"batch": batch.pk})
    Export.objects.create(
        community=batch.community, by=by, what=Export.What.CERTIFICATE_MAILS, rows=count
    )
    return mailings.start(mailing)


def sample(batch: Batch) -> Note | None:
    """What the first of those who would be written to will read."""
    own = certificates_of(batch).exclude(inscription__batch_row__email="")
    first = own.filter(inscription__batch_row__by_himself=False).first()
    if first is None:
        return None
    with override(batch.language):
        return _note(first, batch.language)


@composes(KIND)
def list_certificate(message: Message) -> EmailMultiAlternatives:
    """To one person of a list: the name, the parsha of the letter, and the certificate."""
    batch = Batch.objects.filter(rows=int(message.about)).first()
    own = certificates_of(batch) if batch else Certificate.objects.none()
    good = own.filter(inscription__batch_row=int(message.about)).first()
    if good is None:
        raise NothingToSay
    with override(message.language):
        mail = write(message, _note(good, message.language))
    pdf = certificates.render(sheet(good, language=message.language, paper="a4"))
    mail.attach(f"certificate-{certificate_number(good)}.pdf", pdf, "application/pdf")
    return mail


def _note(certificate: Certificate, language: str) -> Note:
    batch = certificate.inscription.batch_row.batch
    person = certificate.inscription.person
    sender = _("%(who)s of %(community)s") % {
        "who": batch.by.first_name if batch.by else "",
        "community": batch.community.title,
    }
    registered = _("%(sender)s has registered this name for a letter in the Sefer Torah:")
    once = _("This mail was sent once, at the word of %(sender)s. If it is not for you, leave it.")
    parts = [
        Part(registered % {"sender": sender}, [f"{person.line} {person.honorific}".strip()]),
        Part(_place(certificate, language)),
        Part(_("The certificate is attached, for printing.")),
        Part(once % {"sender": sender}),
    ]
    page = reverse("certificate_pdf", args=[certificate.token])
    way = Way(_("The certificate"), f"{settings.SITE_URL}{page}?language={language}")
    subject = _("The certificate of a letter in the Sefer Torah: from %(community)s")
    return Note(subject % {"community": batch.community.title}, parts, way)


def _place(certificate: Certificate, language: str) -> str:
    """In which scroll and parsha the letter is, as far as the series tells."""
    letter = letter_of(certificate)
    if not tells_parsha(letter.scroll):
        return _("The letter is in scroll %(number)s.") % {"number": letter.scroll.number}
    parsha = parsha_of(letter)
    return _("The letter is in scroll %(number)s, in parshas %(parsha)s.") % {
        "number": letter.scroll.number,
        "parsha": parsha.hebrew_name if language == "he" else parsha.name,
    }
