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

# Letters of a scroll whose draw rank is neither that of its seed nor that of their last return.
DRAW_RANKS = """
SELECT count(*) AS count, min(ordinal) AS one FROM (
    SELECT ordinal, draw_rank, row_number() OVER (
        ORDER BY sha256(convert_to(scroll.seed || ordinal, 'UTF8'))) AS rank
    FROM letters_letter AS letter JOIN letters_scroll AS scroll ON scroll.id = letter.scroll_id
    WHERE scroll.id = {scroll}
) AS ranks
LEFT JOIN (
    SELECT ordinal, max(draw_rank) AS last FROM letters_returnevent
    WHERE scroll_id = {scroll} GROUP BY ordinal
) AS returned USING (ordinal)
WHERE draw_rank <> coalesce(last, rank)
"""
_WRONG_RANKS = (
    "{{count}} letters of scroll {scroll} do not have the draw rank of its seed or of their "
    "return; {{one}} is one"
)

# Returns in the order of their ranks: without gaps, and none before an earlier one.
RETURNS = f"""
SELECT scroll_id AS scroll, ordinal, draw_rank AS rank,
       {torah.TOTAL_LETTERS} + row_number() OVER by_rank AS expected
FROM letters_returnevent WINDOW by_rank AS (PARTITION BY scroll_id ORDER BY returned_at, draw_rank)
"""  # noqa: S608 - a number of ours
_RETURNS = [
    Check(
        2,
        "letter {scroll}:{ordinal} came back with rank {rank}, not {expected}",
        "rank <> expected",
    )
]

# How often letters that were never reserved came back: by their history, and by their ranks. (Of a
# reserved letter the history does not say whether it came back to the draw.)
RETURN_COUNTS = """
SELECT scroll_id AS scroll, ordinal, coalesce(released, 0) AS released,
       coalesce(returned, 0) AS returned
FROM (
    SELECT scroll_id, ordinal, count(*) AS released FROM letters_letterevent
    WHERE old_inscription IS NOT NULL AND new_inscription IS NULL GROUP BY scroll_id, ordinal
) AS changes
FULL JOIN (
    SELECT scroll_id, ordinal, count(*) AS returned FROM letters_returnevent
    GROUP BY scroll_id, ordinal
) AS returns USING (scroll_id, ordinal)
WHERE NOT EXISTS (
    SELECT FROM letters_reservationevent AS reservation
    WHERE reservation.scroll_id = coalesce(changes.scroll_id, returns.scroll_id)
        AND reservation.ordinal = coalesce(changes.ordinal, returns.ordinal)
)
"""
_RETURN_COUNTS = [
    Check(
        2,
        "letter {scroll}:{ordinal} came back {released} times by its history, {returned} times by "
        "its ranks",
        "released <> returned",
    )
]

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
    yield from run_checks(RETURNS, _RETURNS)
    yield from run_checks(RETURN_COUNTS, _RETURN_COUNTS)
    yield from _text_findings()
    yield from run_checks(COMPLETED, _COMPLETED)
    yield from run_checks(OPEN, _OPEN)


def _text_findings() -> Iterator[Finding]:
    for name in torah.EDITIONS:
        text = torah.edition(name)
        if text.sha256 != torah.SHA256[name] or len(text) != torah.TOTAL_LETTERS:
            yield 2, f"the text of the edition {name} is not the known one"
