"""Families with letters in the 12th scroll and subscriptions, and the opening of the 13th."""

from typing import Any

from letters.holders.inscriptions import get_or_create_purchaser, inscribe
from letters.models import Letter, Person, Purchaser, Scroll, Series
from letters.scrolls.draw import draw_from_series
from letters.scrolls.scrolls import mark_full
from letters.subscriptions import subscriptions
from messaging.models import Message
from tests.letters.scrolls.test_lifecycle import draw_all


def person(payer: Purchaser, given_name: str, **fields: Any) -> Person:
    """A new person, not saved."""
    whole = {"kind": "adult", "relation": "ben", "mother_name": "חנה", "declared": "parent"}
    return Person(purchaser=payer, given_name=given_name, **{**whole, **fields})


def give_letters(series: Series, *people: Person) -> None:
    """Draw a letter of the open scroll for each."""
    inscriptions = inscribe(series=series, people=people)
    draw_from_series(series.pk, [inscription.pk for inscription in inscriptions])


def family(
    series: Series, email: str, *names: str, subscribed: bool = True, language: str = "en"
) -> Purchaser:
    """A purchaser whose people have letters."""
    payer = get_or_create_purchaser(email=email, language=language)
    give_letters(series, *[person(payer, name) for name in names])
    if subscribed:
        subscriptions.subscribe(purchaser=payer, series=series, language=language)
    return payer


def fill(scroll: Scroll) -> Scroll:
    """Draw every free letter; the next scroll opens."""
    if Letter.objects.free().filter(scroll=scroll).exists():
        draw_all(scroll)
    mark_full(scroll.pk)
    return Scroll.objects.open().get(series=scroll.series)


def notified() -> list[str]:
    """The recipients of next-scroll mails in the outbox, one entry for each mail."""
    messages = Message.objects.filter(kind=subscriptions.NEXT_SCROLL).order_by("recipient")
    return list(messages.values_list("recipient", flat=True))
