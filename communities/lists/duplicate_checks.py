"""Names that are twice in a list or in two lists, and names that may have a letter already.

Nothing is decided here: a row with a question waits until a person has confirmed it.
"""

import json
from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import Min

from communities.lists.audience_checks import find_outside_audience
from communities.models import NameList, Row

WAITING_FOR_LETTER = 0  # in `matching_scrolls` instead of a scroll's number

_LOADED_FIELDS = (
    *("exact_match_key", "loose_match_key", "given_name", "left_out", "issues"),
    *("duplicate_of", "name_list"),
)
# Over the index of the loose key, so that 5,000 names are compared with three million people fast.
_SCROLLS = """
SELECT person.loose_match_key, array_agg(DISTINCT coalesce(scroll.number, 0))
FROM letters_person person
JOIN letters_inscription inscription
    ON inscription.person_id = person.id AND inscription.series_id = %(series)s
LEFT JOIN letters_letter letter ON letter.inscription_id = inscription.id
LEFT JOIN letters_scroll scroll ON scroll.id = letter.scroll_id
WHERE person.loose_match_key = ANY(%(keys)s) AND (
    letter.scroll_id IS NOT NULL
    OR EXISTS (
        SELECT FROM payments_orderline line
        JOIN payments_order ordered ON ordered.id = line.order_id
        WHERE line.inscription_id = inscription.id AND ordered.state IN ('processing', 'waiting')
    )
)
GROUP BY person.loose_match_key
"""
# From arrays, whose length the planner knows: it has no statistics of rows inserted just now, and
# would join each of 5,000 with each.
_UPDATE_DUPLICATES = """
UPDATE communities_row AS own SET duplicate_of_id = found.duplicate_of
FROM unnest(%s::bigint[], %s::bigint[]) AS found(id, duplicate_of) WHERE own.id = found.id
"""
_UPDATE_SCROLLS = """
UPDATE communities_row AS own SET matching_scrolls = found.matching_scrolls
FROM unnest(%s::bigint[], %s::jsonb[]) AS found(id, matching_scrolls) WHERE own.id = found.id
"""


def recheck(name_list: NameList, *, only: int | None = None) -> list[int]:
    """Find duplicates among all rows, and the rest for all or (`only`) for one row.

    The rest: existing letters, and who may not be inscribed in the series.

    Runs in the caller's transaction, if there is one. Returns the primary keys of rows that are
    asked about something else than before.
    """
    with transaction.atomic():
        lock_list(name_list)
        outside = find_outside_audience(name_list, only)  # first: rows with issues are no doubles
        return [*outside, *_find_duplicates(name_list), *_find_letters(name_list, only)]


def lock_list(name_list: NameList) -> None:
    """Lock the list until the transaction ends, so that orders and other edits wait.

    Changes of rows lock the list first and its rows after it: otherwise two could deadlock.
    """
    NameList.objects.select_for_update(no_key=True, of=("self",)).get(pk=name_list.pk)


def _find_duplicates(name_list: NameList) -> list[int]:
    """Set `duplicate_of`: the first such row of the list, else one of an earlier open list."""
    rows = list(name_list.rows.order_by("position").only(*_LOADED_FIELDS))
    clear = [row for row in rows if row.given_name and not row.left_out and not row.issues]
    first: dict[str, int] = {}
    for row in clear:
        first.setdefault(row.exact_match_key, row.pk)
    earlier = _in_earlier_lists(name_list, clear)
    found: dict[int, int | None] = dict.fromkeys(row.pk for row in rows)
    for row in clear:
        same = first[row.exact_match_key]
        found[row.pk] = earlier.get(row.exact_match_key) if same == row.pk else same
    changed = [row.pk for row in rows if row.duplicate_of_id != found[row.pk]]
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE_DUPLICATES, [changed, [found[pk] for pk in changed]])
    return changed


def _in_earlier_lists(name_list: NameList, rows: Sequence[Row]) -> dict[str, int]:
    """The first unordered row of the community's earlier open lists, by exact match key."""
    lists = NameList.objects.filter(
        community=name_list.community_id,
        series=name_list.series_id,
        state=NameList.State.DONE,
        pk__lt=name_list.pk,
    )
    others = Row.objects.filter(
        name_list__in=list(lists.values_list("pk", flat=True)),
        loose_match_key__in={row.loose_match_key for row in rows},
        left_out=False,
        inscription=None,
    )
    return dict(others.values_list("exact_match_key").annotate(first=Min("pk")))


def _find_letters(name_list: NameList, only: int | None) -> list[int]:
    rows = name_list.rows.filter(inscription=None).only(*_LOADED_FIELDS, "matching_scrolls")
    if only is not None:
        rows = rows.filter(pk=only)
    keys = {row.loose_match_key for row in rows if row.given_name}
    with connection.cursor() as cursor:
        cursor.execute(_SCROLLS, {"series": name_list.series_id, "keys": list(keys)})
        scrolls: dict[str, list[int]] = dict(cursor.fetchall())
        found = {
            row.pk: scrolls.get(row.loose_match_key, []) if row.given_name else [] for row in rows
        }
        changed = [row.pk for row in rows if row.matching_scrolls != found[row.pk]]
        cursor.execute(_UPDATE_SCROLLS, [changed, [json.dumps(found[pk]) for pk in changed]])
    return changed
