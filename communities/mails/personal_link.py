"""The personal links of a list by e-mail, one to each row with an address."""

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _
from django.utils.translation import override

from communities.mails.row_mail import RowMail, sender_of
from communities.models import Row
from communities.paying.personal_links import OPEN, link_url, row_of, state_of
from messaging.composers import MessageObsolete, composes
from messaging.models import Message
from messaging.short_mail import Button, Mail, Paragraph, build_mail

KIND = "personal_link"  # about a row's pk
links_by_mail = RowMail(
    KIND,
    "personal links",
    "row.inscription_id IS NULL AND NOT row.left_out AND row.link_ended_at IS NULL"
    " AND row.name_list_id IN (SELECT id FROM communities_namelist WHERE state = 'done')",
)


@composes(KIND)
def personal_link(message: Message) -> EmailMultiAlternatives:
    """To one recipient: the sender, the name and the link."""
    row = Row.objects.filter(pk=int(message.about)).first()
    row = row_of(row.token) if row else None
    if row is None or row.inscription or state_of(row) != OPEN:
        raise MessageObsolete
    with override(message.language):
        sender = {"sender": sender_of(row.name_list)}
        parts = [
            Paragraph(
                _("%(sender)s would like this name to have a letter in the Sefer Torah:") % sender,
                [f"{row.line} {row.honorific}".strip()],
            ),
            Paragraph(
                _(
                    "Use this link to check the names, correct or complete them, add members of "
                    "your family, and pay. The link is personal: please do not pass it on."
                )
            ),
            Paragraph(
                _(
                    "This e-mail was sent once, at the request of %(sender)s. If it is not meant "
                    "for you, please ignore it."
                )
                % sender
            ),
        ]
        way = Button(_("To the names"), link_url(row))
        subject = _("A letter in the Sefer Torah: from %(community)s") % {
            "community": row.name_list.community.title
        }
        return build_mail(message, Mail(subject, parts, way))
