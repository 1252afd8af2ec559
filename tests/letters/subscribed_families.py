"""Families with letters in the 12th scroll who asked to hear of the next, and the 13th opening."""

from typing import Any

from letters.holders.inscriptions import get_or_create_purchaser, inscribe
from letters.models import Letter, Person, Purchaser, Scroll, Series
from letters.scrolls.draw import draw_from_series
from letters.scrolls.scrolls import mark_full
from letters.subscriptions import subscriptions
from messaging.models import Message
from tests.letters.test_lifecycle import exhaust


def person(payer: Purchaser, given_name: str, **fields: Any) -> Person:
    """Somebody to be inscribed, with a mother's name unless told otherwise."""
    whole = {"kind": "adult", "relation": "ben", "mother_name": "חנה", "declared": "parent"}
    return Person(purchaser=payer, given_name=given_name, **{**whole, **fields})


def give_letters(series: Series, *people: Person) -> None:
    """A letter for each in the scroll that is open."""
    inscriptions = inscribe(series=series, people=people)
    draw_from_series(series.pk, [inscription.pk for inscription in inscriptions])


def family(
    series: Series, email: str, *names: str, subscribed: bool = True, language: str = "en"
) -> Purchaser:
    """A purchaser whose people have letters; by default he asked to hear of the next scroll."""
    payer = get_or_create_purchaser(email=email, language=language)
    give_letters(series, *[person(payer, name) for name in names])
    if subscribed:
        subscriptions.subscribe(purchaser=payer, series=series, language=language)
    return payer


def fill(scroll: Scroll) -> Scroll:
    """Give every letter that is left: the next scroll opens by itself."""
    if Letter.objects.free().filter(scroll=scroll).exists():
        exhaust(scroll)
    mark_full(scroll.pk)
    return Scroll.objects.open().get(series=scroll.series)


def notified() -> list[str]:
    """Who has a mail of an opening in the outbox, each as often as he has one."""
    messages = Message.objects.filter(kind=subscriptions.NEXT_SCROLL).order_by("recipient")
    return list(messages.values_list("recipient", flat=True))
