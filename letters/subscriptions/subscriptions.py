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

from letters.models import Person, Purchaser, Scroll, Series, Subscription
from messaging import mailings
from messaging.audience import add_recipients
from messaging.models import Mailing
from messaging.suppressions import is_unsubscribed, resubscribe

NEXT_SCROLL = "next_scroll"  # about <scroll's pk>:<purchaser's pk>

# Orders that were waiting for this opening have their letters by then, and say so in the mail.
MAIL_DELAY = timedelta(minutes=2)

_RECIPIENTS = """
    UPDATE letters_subscription AS subscription SET last_notified_number = %(number)s
    FROM letters_purchaser AS purchaser
    WHERE purchaser.id = subscription.purchaser_id AND subscription.series_id = %(series)s
      AND subscription.ended_at IS NULL AND subscription.last_notified_number < %(number)s
      AND subscription.subscribed_at < %(opened_at)s
    RETURNING %(scroll)s || ':' || purchaser.id, purchaser.email, subscription.language
"""

_signer = Signer(salt="letters.subscriptions.subscriptions", sep=".")


@dataclass(frozen=True)
class SuggestedNames:
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

    def without(self, exact_match_keys: Set[str]) -> "SuggestedNames":
        """The list without the names of these keys."""
        left = [person for person in self.people if person.exact_match_key not in exact_match_keys]
        return replace(self, people=left)

    def first(self, count: int) -> "SuggestedNames":
        """The list with at most so many names: those after them come when these have letters."""
        return replace(self, people=self.people[:count], more=max(len(self.people) - count, 0))


def subscribe(*, purchaser: Purchaser, series: Series, language: str) -> None:
    """Register a purchaser for the next scrolls; a second time is only another language.

    He may be written to again.
    """
    Subscription.objects.bulk_create(
        [Subscription(purchaser=purchaser, series=series, language=language)],
        ignore_conflicts=True,
    )
    _active(purchaser, series).exclude(language=language).update(language=language)
    resubscribe(purchaser.email)


def unsubscribe(*, purchaser: Purchaser, series: Series) -> None:
    """Write to him about no further scroll."""
    _active(purchaser, series).update(ended_at=timezone.now())


def is_subscribed(*, purchaser: Purchaser, series: Series) -> bool:
    """Whether he will be written to when the next scroll opens."""
    return _active(purchaser, series).exists() and not is_unsubscribed(purchaser.email)


def notify_subscribers(series: Series) -> None:
    """Begin the mailing about the open scroll of a series: to each who asked before it opened.

    One statement writes them all, and each once, whoever calls this and however often.
    """
    scroll = Scroll.objects.open().filter(series=series).first()
    if scroll is None or not pending_subscriptions(scroll).exists():
        return
    with transaction.atomic():
        mailing, _made = Mailing.objects.get_or_create(
            kind=NEXT_SCROLL,
            about=str(scroll.pk),
            defaults={"title": f"{scroll}: next scroll"},
        )
        if mailing.state == Mailing.State.DONE:
            return
        add_recipients(
            mailing,
            _RECIPIENTS,
            {
                "scroll": scroll.pk,
                "number": scroll.number,
                "series": series.pk,
                "opened_at": scroll.opened_at,
            },
            wait=MAIL_DELAY,
        )
        if mailing.state == Mailing.State.DRAFT:
            mailings.start(mailing)


def pending_subscriptions(scroll: Scroll) -> QuerySet[Subscription]:
    """Who asked before the scroll opened and was not written to about it."""
    return Subscription.objects.active().filter(
        series=scroll.series_id,
        last_notified_number__lt=scroll.number,
        subscribed_at__lt=scroll.opened_at,
    )


def suggested_names(*, purchaser: Purchaser, scroll: Scroll) -> SuggestedNames:
    """His people of earlier scrolls, each name once, as last written, the oldest first."""
    inscribed = Person.objects.filter(purchaser=purchaser)
    here = inscribed.filter(inscriptions__letter__scroll=scroll)
    before = (
        inscribed.filter(
            inscriptions__letter__scroll__series=scroll.series_id,
            inscriptions__letter__scroll__number__lt=scroll.number,
        )
        .exclude(exact_match_key__in=here.values("exact_match_key"))
        .order_by("exact_match_key", "-pk")
        .distinct("exact_match_key")
    )
    people = sorted(before.select_related("community"), key=lambda person: person.pk)
    named = [person for person in people if person.given_name.strip()]
    return SuggestedNames(purchaser, scroll, named, babies=len(named) < len(people))


def names_token(subscription: Subscription, scroll: Scroll) -> str:
    """What the link to the list is known by: it can't be guessed, and tells nothing of anybody."""
    return _signer.sign(f"{subscription.pk}-{scroll.pk}")


def names_by_token(token: str) -> SuggestedNames | None:
    """The list that a link leads to; None when its scroll is no longer open, or the link broken."""
    try:
        subscription_id, scroll_id = map(int, _signer.unsign(token).split("-"))
    except BadSignature:
        return None
    purchaser = Purchaser.objects.filter(subscriptions=subscription_id).first()
    scroll = Scroll.objects.open().select_related("series").filter(pk=scroll_id).first()
    return suggested_names(purchaser=purchaser, scroll=scroll) if purchaser and scroll else None


def _active(purchaser: Purchaser, series: Series) -> QuerySet[Subscription]:
    return Subscription.objects.active().filter(purchaser=purchaser, series=series)
