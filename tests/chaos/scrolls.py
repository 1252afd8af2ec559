"""The register that a run begins with: two scrolls with few free letters, and one full of them."""

from django.core.management import call_command
from django.db import connection, transaction

from letters.models import Scroll, Series, new_seed
from letters.scrolls.scrolls import commitment, open_scroll, place_letters, prepare_scroll

# As `letters.scrolls.scrolls` places them, but all reserved.
_PLACE_RESERVED = """
INSERT INTO letters_letter (scroll_id, ordinal, draw_rank, reserved)
SELECT %(scroll)s, ordinal,
       row_number() OVER (ORDER BY sha256(convert_to(%(seed)s || ordinal, 'UTF8'))), true
FROM generate_series(1, %(letters)s) AS ordinal
"""
_RELEASE = """
UPDATE letters_letter SET reserved = false
WHERE reserved AND draw_rank <= %s
AND scroll_id IN (SELECT id FROM letters_scroll WHERE number IN (%s, %s))
"""
FIRST = 12  # the number of the scroll that `setup_laptop` would open


def make_register() -> None:
    """Migrate the database and create three scrolls; in the first two no letter is free.

    All three have all their letters, as `audit` requires.
    """
    call_command("migrate", verbosity=0)
    series = Series.objects.create(
        slug="unity", is_default=True, name="Sefer Torah Haklali", name_he="ספר התורה הכללי"
    )
    open_scroll(scroll=_reserved_scroll(series, FIRST))
    _reserved_scroll(series, FIRST + 1)
    prepare_scroll(series=series, number=FIRST + 2)
    call_command("setup_laptop")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE letters_letter")


def release_letters(letters: int) -> None:
    """Free this number of letters in each of the first two scrolls."""
    with connection.cursor() as cursor:
        cursor.execute(_RELEASE, [letters, FIRST, FIRST + 1])


@transaction.atomic
def _reserved_scroll(series: Series, number: int) -> Scroll:
    seed = new_seed()
    scroll = Scroll.objects.create(
        series=series,
        number=number,
        edition=series.edition,
        seed=seed,
        commitment=commitment(seed),
    )
    place_letters(_PLACE_RESERVED, scroll)
    return scroll
