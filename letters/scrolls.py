"""The life of a scroll: prepared, open, full. Each step is one function."""

import hashlib
import logging

from django.db import connection, transaction
from django.utils import timezone

from letters import torah
from letters.models import Scroll, Series, new_seed

logger = logging.getLogger(__name__)

# The lottery: the order of SHA-256(seed || ordinal), both written as ASCII text, so that anyone
# can check it with a pocket tool: printf '%s%s' SEED ORDINAL | sha256sum
PLACE_LETTERS = """
INSERT INTO letters_letter (scroll_id, ordinal, draw_rank)
SELECT %(scroll)s, ordinal,
       row_number() OVER (ORDER BY sha256(convert_to(%(seed)s || ordinal, 'UTF8')))
FROM generate_series(1, %(letters)s) AS ordinal
"""
_FREE_LETTER = """
SELECT FROM letters_letter WHERE scroll_id = %s AND inscription_id IS NULL LIMIT 1
"""


class WrongState(Exception):
    """The scroll is not where this step begins."""


def commitment(seed: str) -> str:
    """What is published when a scroll is prepared: the SHA-256 of its seed, in hexadecimal."""
    return hashlib.sha256(seed.encode()).hexdigest()


@transaction.atomic(durable=True)
def prepare_scroll(
    *, series: Series, number: int, dedication: str = "", letters: int = torah.TOTAL_LETTERS
) -> Scroll:
    """Create a scroll with its lottery and put its letters in place, in one statement.

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
    return scroll


def place_letters(statement: str, scroll: Scroll, letters: int = torah.TOTAL_LETTERS) -> None:
    """Run the placing statement with memory enough to sort a whole scroll in."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute(statement, {"scroll": scroll.pk, "seed": scroll.seed, "letters": letters})


@transaction.atomic
def open_scroll(*, scroll: Scroll) -> Scroll:
    """Open a prepared scroll: from now on its letters are given.

    Raises WrongState when it is not prepared, or another scroll of the series is open.
    """
    Series.objects.select_for_update(no_key=True).get(pk=scroll.series_id)
    scroll = _locked(scroll, Scroll.State.PREPARED)
    if Scroll.objects.open().filter(series=scroll.series_id).exists():
        raise WrongState(f"another scroll of {scroll.series} is open")
    scroll.state = Scroll.State.OPEN
    scroll.opened_at = timezone.now()
    scroll.save(update_fields=["state", "opened_at"])
    return scroll


def notice_full(scroll_id: int) -> bool:
    """Close an open scroll that has no free letter and open the next prepared one.

    Called after every commit that drew letters, and by a periodic check; never inside a draw.
    Returns whether it was this call that closed it.
    """
    if _has_free_letter(scroll_id):
        return False
    with transaction.atomic():
        series = Series.objects.select_for_update(no_key=True).get(scrolls=scroll_id)
        scroll = Scroll.objects.select_for_update(no_key=True).get(pk=scroll_id)
        # Looked at again under the lock: a refund may have freed a letter since.
        if scroll.state != Scroll.State.OPEN or _has_free_letter(scroll_id):
            return False
        scroll.state = Scroll.State.FULL
        scroll.full_at = timezone.now()
        scroll.save(update_fields=["state", "full_at"])
        following = Scroll.objects.giving().filter(series=series).first()
        if following:
            open_scroll(scroll=following)
    logger.info("scroll %s is full; next: %s", scroll.number, following and following.number)
    return True


def _has_free_letter(scroll_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_FREE_LETTER, [scroll_id])
        return cursor.fetchone() is not None


def _locked(scroll: Scroll, state: Scroll.State) -> Scroll:
    scroll = Scroll.objects.select_for_update(no_key=True).get(pk=scroll.pk)
    if scroll.state != state:
        raise WrongState(f"{scroll} is {scroll.get_state_display()}, not {state.label}")
    return scroll
