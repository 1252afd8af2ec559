"""Correcting a registered name without the committee: while the names can still be changed."""

from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from core.calendar.local_day import today
from letters.holders.renaming import earlier_names, rename_person
from letters.models import Letter, Person, Scroll
from organisation.models import Organisation
from payments.models import Order, OrderLine

_PAID = (Order.State.WAITING, Order.State.FULFILLED)
# After so many corrections of one name it is the committee's to decide.
MAX_CORRECTIONS = 5


class NotCorrectable(Exception):
    """The name can't be corrected here; `str()` says why, and what to do."""


@transaction.atomic
def correct_name(
    *, line: OrderLine, name: dict[str, Any], reason: str, send: bool, by_family: bool = False
) -> None:
    """Correct the name of a line; its certificate becomes a new revision.

    `name` are validated fields of a Person, `reason` is recorded in the history. What is corrected
    `by_family` is limited in number. Raises NotCorrectable and letters' NameUnchanged.
    """
    # Kept from being refunded, and the scroll from becoming full, until the name is committed.
    line = _locked(line)
    if letter := letter_of_line(line):
        _lock_scroll(letter.scroll_id)
    # Two corrections at once would both be the last one that is allowed.
    _lock_person(line.inscription.person_id)
    if refusal := family_reason_against(line) if by_family else reason_against(line):
        raise NotCorrectable(refusal)
    rename_person(person=line.inscription.person, name=name, reason=reason, send=send)


def reason_against(line: OrderLine) -> str:
    """Why the name of a line can't be corrected now, in a sentence; "" if it can."""
    if line.inscription.person.erased_at:
        return _("This name was deleted on request.")
    if line.refund_id:
        return _("The money for this letter was refunded.")
    if line.order.state not in _PAID:
        return _("This order is not paid. Cancel it, and change the name in the list.")
    letter = letter_of_line(line)
    scroll = Scroll.objects.get(pk=letter.scroll_id) if letter else None
    if scroll and not accepts_corrections(scroll):
        return _(
            "Scroll %(number)s is full, and its names are written down. Please ask the "
            "committee: %(contact)s"
        ) % {"number": scroll.number, "contact": _contact()}
    return ""


def accepts_corrections(scroll: Scroll) -> bool:
    """Whether the names of a scroll may still be changed by those who wrote them.

    Until it is full; then from when the day of printing is set until that day.
    """
    if scroll.state == Scroll.State.FULL:
        day = scroll.register_print_day
        return day is not None and today().civil < day
    return scroll.state != Scroll.State.COMPLETED


def names_can_be_corrected(order: Order) -> bool:
    """Whether a family is offered to correct names of its order."""
    if order.community_id or order.state not in _PAID:
        return False
    full = Scroll.objects.filter(letters__inscription__line__order=order).distinct()
    return all(accepts_corrections(scroll) for scroll in full)


def family_reason_against(line: OrderLine) -> str:
    """As `reason_against`, and limited in number: a letter is not passed on by its name."""
    if refusal := reason_against(line):
        return refusal
    if len(earlier_names(line.inscription.person)) >= MAX_CORRECTIONS:
        return _(
            "This name was corrected %(times)s times already. Please ask the committee: %(contact)s"
        ) % {"times": MAX_CORRECTIONS, "contact": _contact()}
    return ""


def letter_of_line(line: OrderLine) -> Letter | None:
    letter: Letter | None = getattr(line.inscription, "letter", None)
    return letter


def _contact() -> str:
    return Organisation.current().contact_email


def _lines() -> Any:
    return OrderLine.objects.select_related(
        "order", "inscription__person", "inscription__letter__scroll"
    )


def _locked(line: OrderLine) -> OrderLine:
    found: OrderLine = _lines().select_for_update(of=("self",)).get(pk=line.pk)
    return found


def _lock_person(pk: int) -> None:
    Person.objects.select_for_update(of=("self",)).get(pk=pk)


def _lock_scroll(scroll_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM letters_scroll WHERE id = %s FOR SHARE", [scroll_id])
