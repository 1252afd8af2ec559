"""Subscriptions: subscribers get one mail when the next scroll of a series opens.

The mail has a link to a basket filled with the names they inscribed before. Nothing is inscribed
or charged by it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from letters.matching.compare import NameFacts
from letters.matching.same import NameIndex
from letters.models import Person, Purchaser, Scroll, Series, Subscription
from messaging import mailings
from messaging.audience import add_recipients
from messaging.models import Mailing
from messaging.suppressions import is_unsubscribed, resubscribe

NEXT_SCROLL = "next_scroll"  # about <scroll's pk>:<purchaser's pk>

# By then the orders that were waiting for this opening have their letters.
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
    """A purchaser's people who have a letter in an earlier scroll and none in this one.

    `babies`: whether there are babies without a name; they are not among the people. `more` is
    the number of people cut off by `first`.
    """

    purchaser: Purchaser
    scroll: Scroll
    people: Sequence[Person]
    babies: bool
    more: int = 0

    @property
    def empty(self) -> bool:
        """Whether everybody has a letter in this scroll."""
        return not self.people and not self.babies

    def without(self, names: Iterable[NameFacts]) -> "SuggestedNames":
        """Without the people who are one of these."""
        index = _index(names)
        remaining = [person for person in self.people if not index.has_same(person.facts)]
        return replace(self, people=remaining)

    def first(self, count: int) -> "SuggestedNames":
        """At most `count` people; the others follow once these have letters."""
        return replace(self, people=self.people[:count], more=max(len(self.people) - count, 0))


def subscribe(*, purchaser: Purchaser, series: Series, language: str) -> None:
    """Subscribe a purchaser to the next scrolls; a second time only changes the language.

    Reverts an earlier unsubscription of the address.
    """
    Subscription.objects.bulk_create(
        [Subscription(purchaser=purchaser, series=series, language=language)],
        ignore_conflicts=True,
    )
    _active(purchaser, series).exclude(language=language).update(language=language)
    resubscribe(purchaser.email)


def unsubscribe(*, purchaser: Purchaser, series: Series) -> None:
    _active(purchaser, series).update(ended_at=timezone.now())


def is_subscribed(*, purchaser: Purchaser, series: Series) -> bool:
    """Whether the purchaser will get the mail when the next scroll opens."""
    return _active(purchaser, series).exists() and not is_unsubscribed(purchaser.email)


def notify_subscribers(series: Series) -> None:
    """Start the mailing about the open scroll of a series to those who subscribed before it opened.

    Idempotent, and safe to run concurrently: one statement enqueues every mail once.
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
    """Those who subscribed before the scroll opened and were not notified of it."""
    return Subscription.objects.active().filter(
        series=scroll.series_id,
        last_notified_number__lt=scroll.number,
        subscribed_at__lt=scroll.opened_at,
    )


def suggested_names(*, purchaser: Purchaser, scroll: Scroll) -> SuggestedNames:
    """The purchaser's people of earlier scrolls, each person once as last written, oldest first."""
    inscribed = Person.objects.filter(purchaser=purchaser, erased_at=None)
    before = inscribed.filter(
        inscriptions__letter__scroll__series=scroll.series_id,
        inscriptions__letter__scroll__number__lt=scroll.number,
    ).distinct()
    seen = _index(person.facts for person in inscribed.filter(inscriptions__letter__scroll=scroll))
    people: list[Person] = []
    for person in before.select_related("community").order_by("-pk"):
        if not seen.has_same(person.facts):
            people.insert(0, person)
        seen.add(person.facts, None)
    named = [person for person in people if person.given_name.strip()]
    return SuggestedNames(purchaser, scroll, named, babies=len(named) < len(people))


def _index(names: Iterable[NameFacts]) -> NameIndex[None]:
    index: NameIndex[None] = NameIndex()
    for name in names:
        index.add(name, None)
    return index


def names_token(subscription: Subscription, scroll: Scroll) -> str:
    """The signed token of the link in the mail; it contains no personal data."""
    return _signer.sign(f"{subscription.pk}-{scroll.pk}")


def names_by_token(token: str) -> SuggestedNames | None:
    """The names of a link; None when it is invalid, or its scroll is not open any more."""
    try:
        subscription_id, scroll_id = map(int, _signer.unsign(token).split("-"))
    except BadSignature:
        return None
    purchaser = Purchaser.objects.filter(subscriptions=subscription_id).first()
    scroll = Scroll.objects.open().select_related("series").filter(pk=scroll_id).first()
    return suggested_names(purchaser=purchaser, scroll=scroll) if purchaser and scroll else None


def _active(purchaser: Purchaser, series: Series) -> QuerySet[Subscription]:
    return Subscription.objects.active().filter(purchaser=purchaser, series=series)
