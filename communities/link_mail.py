"""Personal links by mail: one to each row with an address, at a shliach's word, as a mailing."""

from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from communities.links import OPEN, address_of, row_of, state_of
from communities.models import Batch, Row
from messaging import mailings
from messaging.audience import write_to
from messaging.models import Mailing, Message
from messaging.notes import Note, Part, Way, write
from messaging.outbox import NothingToSay, composes

LINK = "personal_link"  # about a row's pk
RATE = 300  # mails a minute

_UNWRITTEN = """
    SELECT row.id::text, row.email, batch.language
    FROM communities_row AS row JOIN communities_batch AS batch ON batch.id = row.batch_id
    WHERE row.batch_id = %(batch)s AND row.email <> '' AND row.inscription_id IS NULL
      AND NOT row.left_out AND row.link_ended_at IS NULL
      AND NOT EXISTS (SELECT FROM messaging_message AS message
                      WHERE message.kind = 'personal_link' AND message.about = row.id::text)
"""
_COUNT = f"SELECT count(*) FROM ({_UNWRITTEN}) AS one"  # noqa: S608 - made of our own text


def unwritten(batch: Batch) -> int:
    """How many rows of a list have an address, an open link, and were not written to."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"batch": batch.pk})
        return int(cursor.fetchone()[0])


@transaction.atomic
def send_links(*, batch: Batch, by: User) -> Mailing | None:
    """Write to everyone of a list who has an address and was not written to; None: nobody is left.

    Each row is written to once, whoever presses this and however often.
    """
    Batch.objects.select_for_update(no_key=True, of=("self",)).get(pk=batch.pk)
    if not unwritten(batch):
        return None
    turn = Mailing.objects.filter(kind=LINK, about__startswith=f"{batch.pk}:").count() + 1
    mailing = Mailing.objects.create(
        kind=LINK,
        about=f"{batch.pk}:{turn}",
        title=f"{batch.community}: personal links",
        rate=RATE,
        by=by,
    )
    write_to(mailing, _UNWRITTEN, {"batch": batch.pk})
    return mailings.start(mailing)


@composes(LINK)
def personal_link(message: Message) -> EmailMultiAlternatives:
    """To one person: who writes, for which name, and his link."""
    row = Row.objects.filter(pk=int(message.about)).first()
    row = row_of(row.token) if row else None
    if row is None or row.inscription or state_of(row) != OPEN:
        raise NothingToSay
    with override(message.language):
        community = row.batch.community
        sender = _("%(who)s of %(community)s") % {
            "who": row.batch.by.first_name if row.batch.by else "",
            "community": community.title,
        }
        parts = [
            Part(
                _("%(sender)s has written down this name for a letter in the Sefer Torah:")
                % {"sender": sender},
                [f"{row.line_text} {row.honorific}".strip()],
            ),
            Part(
                _(
                    "By this link you can look at the names, complete or correct them, add more of "
                    "your family, and pay. The link is yours: please don’t pass it on."
                )
            ),
            Part(
                _(
                    "This mail was sent once, at the word of %(sender)s. If it is not for you, "
                    "leave it."
                )
                % {"sender": sender}
            ),
        ]
        way = Way(_("To the names"), address_of(row))
        subject = _("A letter in the Sefer Torah: from %(community)s") % {
            "community": community.title
        }
        return write(message, Note(subject, parts, way))
