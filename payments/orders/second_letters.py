"""A second letter of a scroll for what may be the same person, bought from the same address.

Nothing is asked before the payment: only the purchaser's own mail says so, and offers for seven
days to give the new letter to another name, or a letter of the next scroll in its place.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from core.calendar.local_day import today
from letters.holders.inscriptions import release_letters, renew_certificate
from letters.holders.renaming import rename_person
from letters.matching.same import agree
from letters.models import Person, Scroll
from letters.scrolls.draw import draw
from letters.scrolls.scrolls import prepare_next_scroll
from messaging.outbox import enqueue
from payments import mail_kinds
from payments.models import Order, OrderLine
from payments.orders.place import lock_order

CHANGEABLE_FOR = timedelta(days=7)  # after the letters were drawn
_CHANGEABLE_STATES = [Scroll.State.OPEN, Scroll.State.PREPARED]
_SIGNER = Signer(salt="payments.second_letters")


class NotChangeable(Exception):
    """The seven days are over, the scroll is full, or the letter was changed already."""


class NoNextScroll(Exception):
    """The next scroll has no letter yet; it is being prepared."""


def second_letters(order: Order) -> list[OrderLine]:
    """The lines whose person may be one that the purchaser had a letter for in the same scroll.

    Compared with earlier orders of the purchaser only: about names that are twice in one list the
    basket has asked.
    """
    if order.state != Order.State.FULFILLED or order.community_id:
        return []
    earlier = _earlier_people(order)
    if not earlier:
        return []
    lines = order.lines.select_related(
        "order", "inscription__person", "inscription__letter__scroll"
    ).filter(
        inscription__letter__scroll__state__in=_CHANGEABLE_STATES,
        inscription__person__erased_at=None,
    )
    return [line for line in lines if _is_second(line, earlier)]


def _earlier_people(order: Order) -> list[tuple[int, Person]]:
    """The people of the purchaser's earlier orders, each with the scroll of their letter."""
    people = Person.objects.filter(
        purchaser=order.purchaser_id,
        inscriptions__letter__scroll__state__in=_CHANGEABLE_STATES,
        inscriptions__line__order__lt=order.pk,
    ).annotate(scroll=F("inscriptions__letter__scroll"))
    return [(person.scroll, person) for person in people]


def _is_second(line: OrderLine, earlier: Sequence[tuple[int, Person]]) -> bool:
    person, here = line.inscription.person, line.inscription.letter.scroll_id
    facts = person.facts
    found = any(
        scroll == here and (facts == other.facts or agree(facts, other.facts))
        for scroll, other in earlier
    )
    # A person that several inscriptions share can't take another name.
    return found and person.inscriptions.count() == 1


def changeable_until(order: Order) -> datetime:
    assert order.fulfilled_at is not None  # noqa: S101 - the order is fulfilled
    return order.fulfilled_at + CHANGEABLE_FOR


def token_of(line: OrderLine) -> str:
    """The token of the page where the line's letter can be given away."""
    return _SIGNER.sign(str(line.pk))


def line_by_token(token: str) -> OrderLine:
    """The line of a token. Raises NotChangeable when it can't be changed any more."""
    try:
        pk = int(_SIGNER.unsign(token))
    except (BadSignature, ValueError):
        raise NotChangeable from None
    line = OrderLine.objects.select_related("order__series").filter(pk=pk).first()
    if line is None or line.order.fulfilled_at is None:
        raise NotChangeable
    if timezone.now() >= changeable_until(line.order):
        raise NotChangeable
    found = [each for each in second_letters(line.order) if each.pk == line.pk]
    if not found:
        raise NotChangeable
    return found[0]


def give_to_another_name(token: str, name: dict[str, Any]) -> None:
    """Give the letter to another name; the certificate with it is mailed to the purchaser.

    Raises NotChangeable and NameUnchanged.
    """
    with transaction.atomic(durable=True):
        line = _lock(token)
        rename_person(
            person=line.inscription.person,
            name=name,
            reason="the purchaser gave their second letter to another name",
            send=True,
        )


def take_from_next_scroll(token: str) -> None:
    """Return the letter to its scroll and draw one of the next scroll for the same person.

    Its certificate gets new addresses and is mailed; the old ones lead nowhere. Raises
    NotChangeable, and NoNextScroll while the next scroll is being prepared.
    """
    line = line_by_token(token)
    current = line.inscription.letter.scroll
    if not _later(current).exists():
        prepare_next_scroll(current.series)
    with transaction.atomic(durable=True):
        line = _lock(token)
        release_letters([line.inscription_id])
        _draw(list(_later(current)), line.inscription_id)
        renew_certificate(line.inscription_id, day=today(line.order.zone))
        enqueue(
            kind=mail_kinds.LETTER_MOVED,
            about=str(line.pk),
            recipient=line.order.email,
            language=line.order.language,
            zone=line.order.zone,
        )


def _later(scroll: Scroll) -> QuerySet[Scroll]:
    """The scrolls after this one that letters can be drawn from."""
    return Scroll.objects.drawable().filter(series=scroll.series_id, number__gt=scroll.number)


def _draw(scrolls: Sequence[Scroll], inscription: int) -> None:
    if not any(draw(scroll.pk, [inscription]) for scroll in scrolls):
        raise NoNextScroll


def _lock(token: str) -> OrderLine:
    """The line, its order locked: sent twice, the second finds it changed."""
    lock_order(pk=line_by_token(token).order_id)
    return line_by_token(token)
