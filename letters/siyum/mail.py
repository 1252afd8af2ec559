"""The mail about a siyum to each purchaser, with their people and parshiyot."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.cache import StaleWhileRevalidateCache
from core.calendar.hebrew_calendar import ordinal
from core.languages import is_right_to_left, translated
from letters import torah
from letters.certificates.contents import discloses_parsha
from letters.models import Purchaser, Scroll
from letters.names import TypedName, printed_line
from letters.series import series_url
from letters.siyum.announcement import local_siyum_time
from messaging.audience import add_recipients
from messaging.composers import composes
from messaging.models import Mailing, Message
from messaging.unsubscribe import unsubscribe_url

SIYUM = "siyum"  # about <scroll's pk>:<purchaser's pk>

# The purchasers of letters of a scroll.
PURCHASERS = """
    SELECT person.purchaser_id FROM letters_letter AS letter
    JOIN letters_inscription AS inscription ON inscription.id = letter.inscription_id
    JOIN letters_person AS person ON person.id = inscription.person_id
    WHERE letter.scroll_id = %(scroll)s
"""

_RECIPIENTS = f"""
    SELECT %(scroll)s || ':' || purchaser.id, purchaser.email, purchaser.language
    FROM letters_purchaser AS purchaser
    WHERE purchaser.id IN ({PURCHASERS})
"""  # noqa: S608 - made of our own text

# Once per mail, sixty thousand times: plain SQL is faster than the ORM.
_SELECT_HOLDERS = """
SELECT letter.ordinal, person.honorific, person.given_name, person.relation, person.mother_name,
       person.father_name, person.family_name, person.departed
FROM letters_letter AS letter
JOIN letters_inscription AS inscription ON inscription.id = letter.inscription_id
JOIN letters_person AS person ON person.id = inscription.person_id
WHERE letter.scroll_id = %s AND person.purchaser_id = %s
ORDER BY inscription.id
"""

CACHE_SECONDS = 5  # seconds
_scroll_cache = StaleWhileRevalidateCache[Scroll](CACHE_SECONDS)


@dataclass(frozen=True)
class Holder:
    """A holder as shown in the mail; the parsha is None where it is not disclosed."""

    line: str
    honorific: str
    parsha: torah.Parsha | None


@transaction.atomic
def enqueue_siyum(*, scroll: Scroll, by: Any) -> Mailing:
    """Prepare the mail of a siyum to every purchaser of letters of the scroll, as a draft.

    One statement, some seconds for a whole scroll; `messaging.mailings.start` sends it. A second
    call adds new purchasers only, and none once the mailing is done.
    """
    mailing, _made = Mailing.objects.get_or_create(
        kind=SIYUM, about=str(scroll.pk), defaults={"by": by, "title": str(scroll)}
    )
    if mailing.state == Mailing.State.DONE:
        return mailing
    add_recipients(mailing, _RECIPIENTS, {"scroll": scroll.pk})
    return mailing


@composes(SIYUM)
def siyum(message: Message) -> EmailMultiAlternatives:
    """The mail to one purchaser, from the current rows."""
    scroll_id, purchaser_id = map(int, message.about.split(":"))
    scroll = _scroll(scroll_id)
    return _write(
        scroll=scroll,
        holders=_holders(scroll, purchaser_id),
        recipient=message.recipient,
        language=message.language,
        leave=unsubscribe_url(message),
    )


def siyum_sample(*, scroll: Scroll, recipient: str, language: str) -> EmailMultiAlternatives:
    """The mail as it will be sent, with the people of one purchaser as an example."""
    first = Purchaser.objects.filter(people__inscriptions__letter__scroll=scroll).first()
    holders = _holders(scroll, first.pk) if first else []
    return _write(scroll=scroll, holders=holders, recipient=recipient, language=language, leave="")


def _scroll(scroll_id: int) -> Scroll:
    """The scroll, cached for a few seconds, because every mail reads it."""
    found = _scroll_cache.get(
        scroll_id, lambda: Scroll.objects.select_related("series").get(pk=scroll_id)
    )
    assert found is not None  # noqa: S101 - get raises where there is none
    return found


def _holders(scroll: Scroll, purchaser_id: int) -> list[Holder]:
    """A purchaser's people with letters in the scroll, in the order of their inscriptions."""
    edition, disclosed = torah.edition(scroll.edition), discloses_parsha(scroll)
    with connection.cursor() as cursor:
        cursor.execute(_SELECT_HOLDERS, [scroll.pk, purchaser_id])
        rows = cursor.fetchall()
    holders = []
    for place, honorific, *name in rows:
        holders.append(
            Holder(
                line=printed_line(TypedName(*name)),
                honorific=honorific,
                parsha=edition.letter(place).parsha if disclosed else None,
            )
        )
    return holders


def _write(
    *, scroll: Scroll, holders: Sequence[Holder], recipient: str, language: str, leave: str
) -> EmailMultiAlternatives:
    local = local_siyum_time(scroll)
    page = settings.SITE_URL + series_url("siyum", scroll.series, scroll.number)
    with override(language):
        context = {
            "number": scroll.number,
            "series": scroll.series.title,
            "held": scroll.siyum_at is None or scroll.siyum_at < timezone.now(),
            "day": scroll.siyum_day,
            "clock": f"{local:%H:%M}" if local else "",
            "place": translated(scroll, "siyum_place", language),
            "stream": scroll.siyum_stream,
            "page": page,
            "holders": holders,
            "leave": leave,
            "language": language,
            "rtl": is_right_to_left(language),
        }
        mail = EmailMultiAlternatives(
            subject=_("The siyum of the %(number)s scroll of %(series)s")
            % {"number": ordinal(scroll.number, language), "series": scroll.series.title},
            body=render_to_string("letters/mails/siyum.txt", context),
            to=[recipient],
        )
        mail.attach_alternative(render_to_string("letters/mails/siyum.html", context), "text/html")
    return mail
