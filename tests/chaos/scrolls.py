"""The register that a run begins with: two scrolls with few letters left, and a whole one."""

from django.core.management import call_command
from django.db import connection, transaction

from letters.models import Scroll, Series, new_seed
from letters.scrolls.scrolls import commitment, open_scroll, place_letters, prepare_scroll

# As `letters.scrolls.scrolls` places them, and all of them kept, as a few are for a siyum.
_PLACE_KEPT = """
INSERT INTO letters_letter (scroll_id, ordinal, draw_rank, kept)
SELECT %(scroll)s, ordinal,
       row_number() OVER (ORDER BY sha256(convert_to(%(seed)s || ordinal, 'UTF8'))), true
FROM generate_series(1, %(letters)s) AS ordinal
"""
_KEEP_NO_LONGER = """
UPDATE letters_letter SET kept = false
WHERE kept AND draw_rank <= %s
AND scroll_id IN (SELECT id FROM letters_scroll WHERE number IN (%s, %s))
"""
FIRST = 12  # the number of the scroll that `setup_laptop` would open


def make_register() -> None:
    """Bring the database up to date, with three scrolls; in the first two no letter is free.

    All three are whole, as `audit` wants them.
    """
    call_command("migrate", verbosity=0)
    series = Series.objects.create(
        slug="unity", name="Sefer Torah Haklali", name_he="ספר התורה הכללי"
    )
    open_scroll(scroll=_kept_scroll(series, FIRST))
    _kept_scroll(series, FIRST + 1)
    prepare_scroll(series=series, number=FIRST + 2)
    call_command("setup_laptop")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE letters_letter")


def offer(letters: int) -> None:
    """Let so many letters of each of the first two scrolls into the lottery."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_NO_LONGER, [letters, FIRST, FIRST + 1])


@transaction.atomic
def _kept_scroll(series: Series, number: int) -> Scroll:
    seed = new_seed()
    scroll = Scroll.objects.create(
        series=series,
        number=number,
        edition=series.edition,
        seed=seed,
        commitment=commitment(seed),
    )
    place_letters(_PLACE_KEPT, scroll)
    return scroll
