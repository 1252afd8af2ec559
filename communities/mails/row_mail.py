"""E-mail to every row of a list that has an address, sent by a shliach; one to each row."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from communities.lists.duplicate_checks import lock_list
from communities.models import NameList
from messaging import mailings
from messaging.audience import add_recipients
from messaging.models import Mailing

RATE = 300  # e-mails a minute

_UNSENT = """
    SELECT row.id::text, row.email, name_list.language
    FROM communities_row AS row
    JOIN communities_namelist AS name_list ON name_list.id = row.name_list_id
    WHERE row.name_list_id = %(name_list)s AND row.email <> '' AND {condition}
      AND NOT EXISTS (SELECT FROM messaging_message AS message
                      WHERE message.kind = '{kind}' AND message.about = row.id::text)
"""


@dataclass(frozen=True)
class RowMail:
    """A kind of e-mail about rows; `condition` (SQL) selects the rows."""

    kind: str
    title: str
    condition: str

    @property
    def _audience(self) -> str:
        return _UNSENT.format(kind=self.kind, condition=self.condition)

    def unsent(self, name_list: NameList) -> int:
        """How many e-mails `send` would send now."""
        with connection.cursor() as cursor:
            query = f"SELECT count(*) FROM ({self._audience}) AS one"  # noqa: S608 - constants only
            cursor.execute(query, {"name_list": name_list.pk})
            return int(cursor.fetchone()[0])

    @transaction.atomic
    def send(self, *, name_list: NameList, by: User) -> Mailing | None:
        """Send to the rows that have had no such e-mail; None if there are none.

        Each row gets it once, however often and by whomever this is called.
        """
        lock_list(name_list)
        if not self.unsent(name_list):
            return None
        number = self.mailings(name_list).count() + 1
        mailing = Mailing.objects.create(
            kind=self.kind,
            about=f"{name_list.pk}:{number}",
            title=f"{name_list.community}: {self.title}",
            rate=RATE,
            by=by,
        )
        add_recipients(mailing, self._audience, {"name_list": name_list.pk})
        return mailings.start(mailing)

    def mailings(self, name_list: NameList) -> QuerySet[Mailing]:
        """The mailings of this kind to a list."""
        return Mailing.objects.filter(kind=self.kind, about__startswith=f"{name_list.pk}:")


def sender_of(name_list: NameList) -> str:
    """Who sends an e-mail and for which community, in the active language."""
    who = name_list.by.first_name if name_list.by else ""
    if not who:
        return name_list.community.title
    return _("%(who)s of %(community)s") % {"who": who, "community": name_list.community.title}
