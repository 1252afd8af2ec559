"""The states of a scroll: prepared, open, full, completed. One function for each transition."""

import hashlib
import logging
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.locks import Lock, exclusive
from letters import torah
from letters.models import Letter, Scroll, Series, new_seed
from letters.signals import letters_available

logger = logging.getLogger(__name__)

# The order of the draw: by SHA-256(seed || ordinal), both as ASCII text, so that anyone can check
# it with: printf '%s%s' SEED ORDINAL | sha256sum
PLACE_LETTERS = """
INSERT INTO letters_letter (scroll_id, ordinal, draw_rank)
SELECT %(scroll)s, ordinal,
       row_number() OVER (ORDER BY sha256(convert_to(%(seed)s || ordinal, 'UTF8')))
FROM generate_series(1, %(letters)s) AS ordinal
"""
# Without the order PostgreSQL reads a whole scroll as soon as the table holds two.
_FREE_LETTER = """
SELECT FROM letters_letter WHERE scroll_id = %s AND inscription_id IS NULL AND NOT reserved
ORDER BY draw_rank LIMIT 1
"""


class WrongState(Exception):
    """The scroll's state does not allow this step; `str()` is a sentence for the committee."""


def commitment(seed: str) -> str:
    """The SHA-256 of the seed in hexadecimal; published when a scroll is prepared."""
    return hashlib.sha256(seed.encode()).hexdigest()


@transaction.atomic(durable=True)
def prepare_scroll(
    *, series: Series, number: int, dedication: str = "", letters: int = torah.TOTAL_LETTERS
) -> Scroll:
    """Create a scroll with its seed and its letters.

    `letters` is smaller only in tests. Raises IntegrityError when the number exists.
    """
    seed = new_seed()
    scroll = Scroll.objects.create(
        series=series,
        number=number,
        edition=series.edition,
        dedication=dedication,
        seed=seed,
        commitment=commitment(seed),
    )
    place_letters(PLACE_LETTERS, scroll, letters)
    _send_letters_available(series.pk)
    return scroll


def place_letters(statement: str, scroll: Scroll, letters: int = torah.TOTAL_LETTERS) -> None:
    """Run PLACE_LETTERS with enough memory to sort a whole scroll."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(statement, {"scroll": scroll.pk, "seed": scroll.seed, "letters": letters})


@dataclass(frozen=True)
class CurrentScroll:
    """The scroll of a series whose letters are being drawn; None if it is not prepared yet."""

    number: int
    scroll: Scroll | None


def current_scroll(series: Series) -> CurrentScroll | None:
    """The scroll from which a letter would be drawn now; None when the series is closed.

    While the next scroll is still being prepared it has a number only.
    """
    scroll = Scroll.objects.drawable().filter(series=series).first()
    if scroll:
        return CurrentScroll(scroll.number, scroll)
    last = Scroll.objects.filter(series=series).order_by("number").last()
    return CurrentScroll(last.number + 1, None) if last and not series.closed else None


@transaction.atomic
def open_scroll(*, scroll: Scroll) -> Scroll:
    """Open a prepared scroll: from now on its letters are drawn.

    Raises WrongState when it is not prepared, or another scroll of the series is open.
    """
    lock_series(scroll.series_id)
    scroll = lock_scroll(scroll, Scroll.State.PREPARED)
    if Scroll.objects.open().filter(series=scroll.series_id).exists():
        raise WrongState(_("Another scroll of this series is open."))
    scroll.state = Scroll.State.OPEN
    scroll.opened_at = scroll.opened_at or timezone.now()
    scroll.save(update_fields=["state", "opened_at"])
    _send_letters_available(scroll.series_id)
    return scroll


def mark_full(scroll_id: int) -> bool:
    """Mark an open scroll without a free letter as full, and open the next prepared one.

    Called after every commit that drew letters, and periodically; never inside a draw. Returns
    whether this call marked it.
    """
    if _has_free_letter(scroll_id):
        return False
    with transaction.atomic():
        series = Series.objects.select_for_update(no_key=True).get(scrolls=scroll_id)
        scroll = Scroll.objects.select_for_update(no_key=True).get(pk=scroll_id)
        # Checked again under the lock: a refund may have freed a letter.
        if scroll.state != Scroll.State.OPEN or _has_free_letter(scroll_id):
            return False
        scroll.state = Scroll.State.FULL
        scroll.full_at = timezone.now()
        scroll.save(update_fields=["state", "full_at"])
        opened = _open_first_prepared(series)
    logger.info("scroll %s is full; next: %s", scroll.number, opened and opened.number)
    return True


def open_next_scroll(series: Series) -> None:
    """Mark a full scroll, prepare the next one when few letters are left, and open it.

    Called periodically: it completes what a crashed process left undone. Idempotent, and safe to
    run concurrently.
    """
    for scroll_id in Scroll.objects.open().filter(series=series).values_list("pk", flat=True):
        mark_full(scroll_id)
    if series.closed:
        return
    if series.scrolls.exists() and _few_letters_left(series):
        prepare_next_scroll(series)
    with transaction.atomic():
        series = lock_series(series.pk)
        if not Scroll.objects.open().filter(series=series).exists():
            _open_first_prepared(series)


def prepare_next_scroll(series: Series, dedication: str = "") -> Scroll | None:
    """Prepare the scroll after the last one.

    None if one is prepared already, or another process is preparing it.
    """
    # Not the lock of the series: placing letters takes seconds, and buyers must not wait.
    with exclusive(Lock.SCROLL_PREPARATION, series.pk) as acquired:
        last = Scroll.objects.filter(series=series).order_by("number").last()
        if not acquired or (last and last.state == Scroll.State.PREPARED):
            return None
        number = last.number + 1 if last else 1
        return prepare_scroll(series=series, number=number, dedication=dedication)


@transaction.atomic
def complete_scroll(*, scroll: Scroll, on: date) -> Scroll:
    """Complete a full scroll on the civil day of its siyum, which publishes its seed.

    A completed scroll never changes. Raises WrongState when it is not full, or when a reserved
    letter is not assigned.
    """
    scroll = lock_scroll(scroll, Scroll.State.FULL)
    if left := Letter.objects.reserved_free().filter(scroll=scroll).count():
        raise WrongState(unassigned_letters_message(left))
    scroll.state = Scroll.State.COMPLETED
    scroll.completed_on = on
    scroll.columns_written = torah.TOTAL_COLUMNS
    scroll.save(update_fields=["state", "completed_on", "columns_written"])
    return scroll


def unassigned_letters_message(left: int) -> str:
    """The sentence for a scroll with so many reserved letters not assigned."""
    return ngettext(
        "%(left)s letter reserved for the siyum has not been given yet.",
        "%(left)s letters reserved for the siyum have not been given yet.",
        left,
    ) % {"left": left}


def lock_scroll(scroll: Scroll, *states: Scroll.State) -> Scroll:
    """Lock the row of the scroll. Raises WrongState when it is in none of the states."""
    scroll = Scroll.objects.select_for_update(no_key=True).get(pk=scroll.pk)
    if scroll.state not in states:
        wanted = ", ".join(str(state.label) for state in states)
        raise WrongState(
            _("The scroll is %(state)s; this can be done while it is: %(wanted)s.")
            % {"state": scroll.get_state_display(), "wanted": wanted}
        )
    return scroll


def _open_first_prepared(series: Series) -> Scroll | None:
    scroll = Scroll.objects.drawable().filter(series=series).first()
    return open_scroll(scroll=scroll) if scroll else None


def _few_letters_left(series: Series) -> bool:
    """Whether the next scroll is to be prepared: PREPARE_NEXT_AT_PERCENT or fewer are free."""
    few = torah.TOTAL_LETTERS * int(settings.PREPARE_NEXT_AT_PERCENT) // 100
    left = 0
    for scroll in Scroll.objects.drawable().filter(series=series):
        # In the order of the index, or PostgreSQL reads all scrolls.
        free = Letter.objects.free().filter(scroll=scroll).order_by("draw_rank")
        left += len(free.values_list("ordinal")[: few + 1])
    return left <= few


def _has_free_letter(scroll_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_FREE_LETTER, [scroll_id])
        return cursor.fetchone() is not None


def lock_series(series_id: int) -> Series:
    return Series.objects.select_for_update(no_key=True).get(pk=series_id)


def _send_letters_available(series_id: int) -> None:
    transaction.on_commit(
        lambda: letters_available.send_robust(sender=Series, series_id=series_id), robust=True
    )
