"""What must never be false of the register. Each finding is (number of the sentence, what)."""

from collections.abc import Iterator

from django.db import connection

from letters import torah
from letters.models import Letter, Scroll
from letters.scrolls import commitment

Finding = tuple[int, str]

# How many letters of a scroll stand at another rank than the published lottery gives them.
_MISPLACED = """
SELECT count(*) FROM letters_letter letter
JOIN (
    SELECT ordinal, row_number() OVER (
        ORDER BY sha256(convert_to(%(seed)s || ordinal, 'UTF8'))) AS rank
    FROM generate_series(1, %(letters)s) AS ordinal
) lottery USING (ordinal)
WHERE scroll_id = %(scroll)s AND letter.draw_rank <> lottery.rank
"""

_HELD_TWICE = """
SELECT inscription_id FROM letters_letter WHERE inscription_id IS NOT NULL
GROUP BY inscription_id HAVING count(*) > 1
"""


def findings() -> Iterator[Finding]:
    """Everything wrong with letters and scrolls."""
    for inscription in _column(_HELD_TWICE):
        yield 1, f"inscription {inscription} has more than one letter"
    for scroll in Scroll.objects.filter(registered_here=True).order_by("pk"):
        yield from _scroll_findings(scroll)
    for name in torah.EDITIONS:
        if torah.edition(name).sha256 != torah.SHA256[name]:
            yield 2, f"the text of the edition {name} is not the known one"
    yield from _state_findings()


def _scroll_findings(scroll: Scroll) -> Iterator[Finding]:
    count = Letter.objects.filter(scroll=scroll).count()
    if count != torah.TOTAL_LETTERS:
        yield 2, f"scroll {scroll.pk} has {count} letters"
    if commitment(scroll.seed) != scroll.commitment:
        yield 2, f"the seed of scroll {scroll.pk} is not the one committed to"
    values: dict[str, int | str] = {
        "seed": scroll.seed,
        "scroll": scroll.pk,
        "letters": torah.TOTAL_LETTERS,
    }
    if misplaced := _column(_MISPLACED, values)[0]:
        yield 2, f"{misplaced} letters of scroll {scroll.pk} are not where the lottery puts them"


def _state_findings() -> Iterator[Finding]:
    ended = Scroll.objects.filter(
        registered_here=True, state__in=[Scroll.State.FULL, Scroll.State.COMPLETED]
    )
    for scroll in ended:
        if free := Letter.objects.free().filter(scroll=scroll).count():
            yield 5, f"scroll {scroll.pk} is {scroll.state} and has {free} free letters"
    open_ones = list(Scroll.objects.open().values_list("series", flat=True))
    for series in {series for series in open_ones if open_ones.count(series) > 1}:
        yield 6, f"series {series} has more than one open scroll"


def _column(sql: str, values: dict[str, int | str] | None = None) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]
