"""Letters reserved for people honoured at the siyum: never drawn, at most 304 a scroll."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from core.calendar.local_day import LocalDay
from letters.holders.inscriptions import get_or_create_purchaser, inscribe, issue_certificates
from letters.models import Inscription, Letter, Person, Scroll
from letters.scrolls.scrolls import lock_scroll, lock_series, open_scroll

MAX_RESERVED = 304


class CannotReserve(Exception):
    """The letters can't be reserved or assigned; `str()` is a sentence for the committee."""


@transaction.atomic
def reserve_letters(*, scroll: Scroll, ordinals: Collection[int]) -> None:
    """Take letters (by their ordinals, from 1) out of the draw of a prepared scroll.

    Raises CannotReserve when there would be more than 304, or one does not exist; WrongState
    when the scroll is not in the state prepared.
    """
    scroll = lock_scroll(scroll, Scroll.State.PREPARED)
    letters = Letter.objects.filter(scroll=scroll, ordinal__in=set(ordinals))
    if letters.count() != len(set(ordinals)):
        raise CannotReserve(_("One of these letters is not in the scroll."))
    already = (
        Letter.objects.reserved_free().filter(scroll=scroll).exclude(ordinal__in=set(ordinals))
    )
    if already.count() + len(set(ordinals)) > MAX_RESERVED:
        raise CannotReserve(
            _("At most %(most)s letters of a scroll can be reserved.") % {"most": MAX_RESERVED}
        )
    letters.update(reserved=True)


@transaction.atomic
def return_letters(*, scroll: Scroll, ordinals: Collection[int]) -> int:
    """Return unassigned reserved letters to the draw; how many.

    A full scroll is reopened for them, and the open one goes back to prepared until they are
    drawn. Raises WrongState when the scroll is completed.
    """
    lock_series(scroll.series_id)  # before the scroll, as whatever opens or closes one does
    scroll = lock_scroll(scroll, Scroll.State.PREPARED, Scroll.State.OPEN, Scroll.State.FULL)
    letters = Letter.objects.reserved_free().filter(scroll=scroll, ordinal__in=set(ordinals))
    returned = letters.update(reserved=False)
    if returned and scroll.state == Scroll.State.FULL:
        _reopen(scroll)
    return returned


def _reopen(scroll: Scroll) -> None:
    for later in Scroll.objects.open().filter(series=scroll.series_id):
        later.state = Scroll.State.PREPARED
        later.save(update_fields=["state"])
    scroll.state = Scroll.State.PREPARED
    scroll.full_at = None
    scroll.save(update_fields=["state", "full_at"])
    open_scroll(scroll=scroll)


@transaction.atomic
def assign_reserved_letter(*, scroll: Scroll, ordinal: int, inscription: int) -> None:
    """Assign a reserved letter to an inscription, without a draw.

    Raises WrongState when the scroll is completed, and CannotReserve when the letter is not
    reserved or is assigned already.
    """
    lock_scroll(scroll, Scroll.State.PREPARED, Scroll.State.OPEN, Scroll.State.FULL)
    letter = Letter.objects.reserved_free().filter(scroll=scroll, ordinal=ordinal)
    if not letter.update(inscription=inscription):
        raise CannotReserve(_("This letter is not reserved, or has already been given."))


@transaction.atomic
def assign_honorary_letter(
    *, scroll: Scroll, ordinal: int, person: Person, email: str, language: str, on: LocalDay
) -> Inscription:
    """Inscribe a person honoured at the siyum with a reserved letter, and issue the certificate.

    No order, no payment, no draw. `person` is new; the mail about the siyum goes to `email`.
    Raises the exceptions of `assign_reserved_letter`; then nobody is inscribed.
    """
    person.purchaser = get_or_create_purchaser(email=email, language=language)
    (inscription,) = inscribe(series=scroll.series, people=[person])
    assign_reserved_letter(scroll=scroll, ordinal=ordinal, inscription=inscription.pk)
    issue_certificates([inscription.pk], day=on)
    return inscription
