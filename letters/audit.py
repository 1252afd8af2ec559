"""The audit of the register. Each finding is (number of the invariant, description)."""

from collections.abc import Iterator

from core.audit import Check, Finding, run_checks
from letters import torah
from letters.models import Scroll

HOLDERS = """
SELECT inscription_id AS inscription, count(*) AS letters, min(ordinal) AS one
FROM letters_letter WHERE inscription_id IS NOT NULL GROUP BY inscription_id
"""
_HOLDERS = [
    Check(1, "inscription {inscription} has {letters} letters; {one} is one", "letters > 1")
]

# Inscriptions that hold a letter of another series.
SERIES_MISMATCHES = """
SELECT inscription.id AS inscription, scroll.id AS scroll, letter.ordinal,
       inscription.series_id AS wanted, scroll.series_id AS given
FROM letters_letter AS letter
JOIN letters_scroll AS scroll ON scroll.id = letter.scroll_id
JOIN letters_inscription AS inscription ON inscription.id = letter.inscription_id
"""
_SERIES_MISMATCHES = [
    Check(
        1,
        "inscription {inscription} of series {wanted} has letter {scroll}:{ordinal} of series "
        "{given}",
        "wanted <> given",
    )
]

SCROLLS = """
SELECT scroll.*, letters.count, letters.unassigned, letters.free, letters.one
FROM letters_scroll AS scroll
LEFT JOIN LATERAL (
    SELECT count(*) AS count,
           count(*) FILTER (WHERE inscription_id IS NULL) AS unassigned,
           count(*) FILTER (WHERE inscription_id IS NULL AND NOT reserved) AS free,
           min(ordinal) FILTER (WHERE inscription_id IS NULL) AS one
    FROM letters_letter WHERE scroll_id = scroll.id
) AS letters ON true
WHERE scroll.registered_here
"""
_SCROLLS = [
    Check(2, "scroll {id} has {count} letters", f"count <> {torah.TOTAL_LETTERS}"),
    Check(
        2,
        "the seed of scroll {id} is not the one committed to",
        "commitment <> encode(sha256(convert_to(seed, 'UTF8')), 'hex')",
    ),
    Check(
        5,
        "scroll {id} is {state} and has {unassigned} free letters; {one} is one",
        "(state = 'full' AND free > 0) OR (state = 'completed' AND unassigned > 0)",
    ),
]

# Letters of a scroll whose draw rank is not that of its seed.
DRAW_RANKS = """
SELECT count(*) AS count, min(ordinal) AS one FROM (
    SELECT ordinal, draw_rank, row_number() OVER (
        ORDER BY sha256(convert_to(scroll.seed || ordinal, 'UTF8'))) AS rank
    FROM letters_letter AS letter JOIN letters_scroll AS scroll ON scroll.id = letter.scroll_id
    WHERE scroll.id = {scroll}
) AS ranks WHERE draw_rank <> rank
"""
_WRONG_RANKS = (
    "{{count}} letters of scroll {scroll} do not have the draw rank of its seed; {{one}} is one"
)

# Letters that changed after their scroll was completed, by the history.
COMPLETED = """
SELECT changed.scroll_id AS scroll, changed.ordinal, changed.changed_at AS at
FROM (
    SELECT pgh_obj_id AS scroll, min(pgh_created_at) AS at
    FROM letters_scrollevent WHERE state = 'completed' GROUP BY pgh_obj_id
) AS completed
JOIN letters_letterevent AS changed
    -- clock_timestamp() of a change runs on in its transaction, now() of the completion does not
    ON changed.scroll_id = completed.scroll
        AND changed.changed_at > completed.at + interval '1 minute'
"""
_COMPLETED = [
    Check(5, "letter {scroll}:{ordinal} changed at {at}, after its scroll was completed", "true")
]

OPEN = """
SELECT series_id AS series, count(*) AS count, min(id) AS first, max(id) AS last
FROM letters_scroll WHERE state = 'open' GROUP BY series_id
"""
_OPEN = [Check(6, "series {series} has {count} open scrolls, {first} and {last}", "count > 1")]


def findings() -> Iterator[Finding]:
    yield from run_checks(HOLDERS, _HOLDERS)
    yield from run_checks(SERIES_MISMATCHES, _SERIES_MISMATCHES)
    yield from run_checks(SCROLLS, _SCROLLS)
    for scroll in Scroll.objects.filter(registered_here=True).order_by("pk"):
        check = Check(2, _WRONG_RANKS.format(scroll=scroll.pk), "count > 0")
        yield from run_checks(DRAW_RANKS.format(scroll=scroll.pk), [check])
    yield from _text_findings()
    yield from run_checks(COMPLETED, _COMPLETED)
    yield from run_checks(OPEN, _OPEN)


def _text_findings() -> Iterator[Finding]:
    for name in torah.EDITIONS:
        text = torah.edition(name)
        if text.sha256 != torah.SHA256[name] or len(text) != torah.TOTAL_LETTERS:
            yield 2, f"the text of the edition {name} is not the known one"
