"""Invented people: asking about one of them gives away somebody who tries name after name.

They have the names that are tried first, are derived from the site's key, and stand
nowhere in the register. Somebody who asks about a relative of the same name is told what anybody
is told; the alarm is a mail to the committee, without names, once an hour.
"""

import hmac
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from families.models import Attempt, EnumerationAlarm
from letters.matching import words
from letters.matching.compare import NameFacts, compare
from letters.matching.parts import Degree, family_degree
from letters.matching.rarity import commonest_families, commonest_given
from letters.matching.tables import FEMALE, MALE
from letters.names import Relation
from messaging.models import Message
from messaging.outbox import enqueue

logger = logging.getLogger(__name__)

COUNT = 50
# Of each kind of name so many of the commonest are combined.
_GIVEN, _PARENTS, _FAMILIES = 25, 8, 25
ALARM = "find_alarm"  # about an hour, UTC: 2026-11-23T14
HOUR_FORMAT = "%Y-%m-%dT%H"


def is_tripwire(name: NameFacts) -> bool:
    """Whether the name is, by three facts or more, that of an invented person."""
    family = words.family_words(name.family)
    return any(
        # First what is quick: `compare` reads words of a name in other fields, too.
        family_degree(family, words.family_words(invented.family)) == Degree.SAME
        and compare(name, invented) == "strict"
        for invented in tripwires()
    )


@cache
def tripwires() -> Sequence[NameFacts]:
    """The invented people of this site."""
    return [_invented(number) for number in range(COUNT)]


def _invented(number: int) -> NameFacts:
    key = hmac.digest(settings.SECRET_KEY.encode(), f"families.find {number}".encode(), "sha256")
    is_man = key[0] % 2 == 0
    return NameFacts(
        given=_choice(commonest_given(MALE if is_man else FEMALE, _GIVEN), key[1:5]),
        relation=Relation.BEN if is_man else Relation.BAS,
        mother=_choice(commonest_given(FEMALE, _PARENTS), key[5:9]),
        father=_choice(commonest_given(MALE, _PARENTS), key[9:13]),
        family=_choice(commonest_families(_FAMILIES), key[13:17]),
    )


def _choice(names: Sequence[str], key: bytes) -> str:
    return names[int.from_bytes(key, "big") % len(names)]


@transaction.atomic
def raise_alarm(*, by_telephone: bool = False) -> None:
    """Log an error and mail the committee, once an hour.

    The hour stands on the committee's first page until somebody has seen it. `by_telephone`: a
    member of the staff searched for an invented person; the looks of that hour say who.
    """
    hour = f"{timezone.now():{HOUR_FORMAT}}"
    begin = begin_of(hour)
    EnumerationAlarm.objects.update_or_create(hour=begin, defaults=counts_of_hour(hour))
    if by_telephone:
        EnumerationAlarm.objects.filter(hour=begin).update(telephone=F("telephone") + 1)
    alerted = Message.objects.filter(kind=ALARM, about=hour)
    missing = set(settings.COMMITTEE_EMAILS) - set(alerted.values_list("recipient", flat=True))
    for recipient in sorted(missing):
        enqueue(
            kind=ALARM,
            about=hour,
            recipient=recipient,
            language=settings.LANGUAGE_CODE,
            zone=settings.HOME_ZONE,
        )
    if missing:
        logger.error("somebody tries name after name in “find my letter”")


def begin_of(hour: str) -> datetime:
    """When an hour of HOUR_FORMAT begins."""
    return datetime.strptime(f"{hour}+0000", f"{HOUR_FORMAT}%z")


def counts_of_hour(hour: str) -> dict[str, int]:
    """Look-ups of an hour: all, misses, of invented people, and from how many networks those."""
    begin = begin_of(hour)
    attempts = Attempt.objects.filter(at__gte=begin, at__lt=begin + timedelta(hours=1))
    tripped = attempts.filter(tripwire=True)
    return {
        "all": attempts.count(),
        "misses": attempts.filter(miss=True).count(),
        "invented": tripped.count(),
        "networks": tripped.values("network").distinct().count(),
    }
