"""Standing registration: who asked for it is written to once when the next scroll opens.

The mail has a link to a list filled with the names he inscribed before. Nothing is inscribed and
nothing charged by it.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import timedelta

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from letters.models import Person, Purchaser, Scroll, Series, StandingRegistration
from messaging import mailings
from messaging.audience import add_recipients
from messaging.models import Mailing
from messaging.suppressions import is_unsubscribed, resubscribe

STANDING = "standing"  # about <scroll's pk>:<purchaser's pk>

# Orders that were waiting for this opening have their letters by then, and say so in the mail.
WAIT = timedelta(minutes=2)

_AUDIENCE = """
    UPDATE letters_standingregistration AS standing SET told = %(number)s
    FROM letters_purchaser AS purchaser
    WHERE purchaser.id = standing.purchaser_id AND standing.series_id = %(series)s
      AND standing.ended_at IS NULL AND standing.told < %(number)s
      AND standing.asked_at < %(opened_at)s
    RETURNING %(scroll)s || ':' || purchaser.id, purchaser.email, standing.language
"""

_signer = Signer(salt="letters.subscriptions.subscriptions", sep=".")


@dataclass(frozen=True)
class StandingList:
    """The names of a family that have a letter in an earlier scroll and none in this one.

    `babies` tells whether there were some without a name: they are not in the list. Beyond the
    people shown there are so many `more`.
    """

    purchaser: Purchaser
    scroll: Scroll
    people: Sequence[Person]
    babies: bool
    more: int = 0

    @property
    def empty(self) -> bool:
        """Whether nobody is left who has no letter in this scroll."""
        return not self.people and not self.babies

    def without(self, exact_keys: Set[str]) -> "StandingList":
        """The list without the names of these keys."""
        left = [person for person in self.people if person.exact_key not in exact_keys]
        return replace(self, people=left)

    def first(self, count: int) -> "StandingList":
        """The list with at most so many names: those after them come when these have letters."""
        return replace(self, people=self.people[:count], more=max(len(self.people) - count, 0))


def ask(*, purchaser: Purchaser, series: Series, language: str) -> None:
    """Register a purchaser for the next scrolls; a second time is only another language.

    He may be written to again.
    """
    StandingRegistration.objects.bulk_create(
        [StandingRegistration(purchaser=purchaser, series=series, language=language)],
        ignore_conflicts=True,
    )
    _of(purchaser, series).exclude(language=language).update(language=language)
    resubscribe(purchaser.email)


def end(*, purchaser: Purchaser, series: Series) -> None:
    """Write to him about no further scroll."""
    _of(purchaser, series).update(ended_at=timezone.now())


def is_asked(*, purchaser: Purchaser, series: Series) -> bool:
    """Whether he will be written to when the next scroll opens."""
    return _of(purchaser, series).exists() and not is_unsubscribed(purchaser.email)


def tell(series: Series) -> None:
    """Begin the mailing about the open scroll of a series: to each who asked before it opened.

    One statement writes them all, and each once, whoever calls this and however often.
    """
    scroll = Scroll.objects.open().filter(series=series).first()
    if scroll is None or not waiting_to_be_told(scroll).exists():
        return
    with transaction.atomic():
        mailing, _made = Mailing.objects.get_or_create(
            kind=STANDING,
            about=str(scroll.pk),
            defaults={"title": f"{scroll}: standing registration"},
        )
        if mailing.state == Mailing.State.DONE:
            return
        add_recipients(
            mailing,
            _AUDIENCE,
            {
                "scroll": scroll.pk,
                "number": scroll.number,
                "series": series.pk,
                "opened_at": scroll.opened_at,
            },
            wait=WAIT,
        )
        if mailing.state == Mailing.State.DRAFT:
            mailings.start(mailing)


def waiting_to_be_told(scroll: Scroll) -> QuerySet[StandingRegistration]:
    """Who asked before the scroll opened and was not written to about it."""
    return StandingRegistration.objects.active().filter(
        series=scroll.series_id, told__lt=scroll.number, asked_at__lt=scroll.opened_at
    )


def list_for(*, purchaser: Purchaser, scroll: Scroll) -> StandingList:
    """His people of earlier scrolls, each name once, as last written, the oldest first."""
    inscribed = Person.objects.filter(purchaser=purchaser)
    here = inscribed.filter(inscriptions__letter__scroll=scroll)
    before = (
        inscribed.filter(
            inscriptions__letter__scroll__series=scroll.series_id,
            inscriptions__letter__scroll__number__lt=scroll.number,
        )
        .exclude(exact_key__in=here.values("exact_key"))
        .order_by("exact_key", "-pk")
        .distinct("exact_key")
    )
    people = sorted(before.select_related("community"), key=lambda person: person.pk)
    named = [person for person in people if person.given_name.strip()]
    return StandingList(purchaser, scroll, named, babies=len(named) < len(people))


def token_of(registration: StandingRegistration, scroll: Scroll) -> str:
    """What the link to the list is known by: it can't be guessed, and tells nothing of anybody."""
    return _signer.sign(f"{registration.pk}-{scroll.pk}")


def list_of(token: str) -> StandingList | None:
    """The list that a link leads to; None when its scroll is no longer open, or the link broken."""
    try:
        registration_id, scroll_id = map(int, _signer.unsign(token).split("-"))
    except BadSignature:
        return None
    asked_by = Purchaser.objects.filter(standing=registration_id).first()
    scroll = Scroll.objects.open().select_related("series").filter(pk=scroll_id).first()
    return list_for(purchaser=asked_by, scroll=scroll) if asked_by and scroll else None


def _of(purchaser: Purchaser, series: Series) -> QuerySet[StandingRegistration]:
    return StandingRegistration.objects.active().filter(purchaser=purchaser, series=series)
