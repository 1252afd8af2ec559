"""Mail to those who stand in a list with an address: one to each row, at a shliach's word."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from communities.models import NameList
from messaging import mailings
from messaging.audience import add_recipients
from messaging.models import Mailing

RATE = 300  # mails a minute

_UNWRITTEN = """
    SELECT row.id::text, row.email, name_list.language
    FROM communities_row AS row
    JOIN communities_namelist AS name_list ON name_list.id = row.name_list_id
    WHERE row.name_list_id = %(name_list)s AND row.email <> '' AND {of_rows}
      AND NOT EXISTS (SELECT FROM messaging_message AS message
                      WHERE message.kind = '{kind}' AND message.about = row.id::text)
"""


@dataclass(frozen=True)
class RowMail:
    """A kind of mail about rows: its kind in the outbox, its title, and to which rows (SQL)."""

    kind: str
    title: str
    of_rows: str

    @property
    def _audience(self) -> str:
        return _UNWRITTEN.format(kind=self.kind, of_rows=self.of_rows)

    def unwritten(self, name_list: NameList) -> int:
        """How many of a list would be written to now."""
        with connection.cursor() as cursor:
            counted = f"SELECT count(*) FROM ({self._audience}) AS one"  # noqa: S608 - our own text
            cursor.execute(counted, {"name_list": name_list.pk})
            return int(cursor.fetchone()[0])

    @transaction.atomic
    def send(self, *, name_list: NameList, by: User) -> Mailing | None:
        """Write to everyone of a list who was not written to; None where nobody is left.

        Each row is written to once, whoever presses this and however often.
        """
        NameList.objects.select_for_update(no_key=True, of=("self",)).get(pk=name_list.pk)
        if not self.unwritten(name_list):
            return None
        turn = self.mailings(name_list).count() + 1
        mailing = Mailing.objects.create(
            kind=self.kind,
            about=f"{name_list.pk}:{turn}",
            title=f"{name_list.community}: {self.title}",
            rate=RATE,
            by=by,
        )
        add_recipients(mailing, self._audience, {"name_list": name_list.pk})
        return mailings.start(mailing)

    def mailings(self, name_list: NameList) -> QuerySet[Mailing]:
        """What was sent of this kind to a list."""
        return Mailing.objects.filter(kind=self.kind, about__startswith=f"{name_list.pk}:")


def sender_of(name_list: NameList) -> str:
    """Who writes, and for which community, in the language that is active."""
    who = name_list.by.first_name if name_list.by else ""
    if not who:
        return name_list.community.title
    return _("%(who)s of %(community)s") % {"who": who, "community": name_list.community.title}
