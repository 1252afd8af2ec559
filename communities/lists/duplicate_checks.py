"""Who stands twice in a list or in two of them, and who seems to have a letter already.

It asks and never decides: a row that is asked about waits until somebody has looked at it.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Min

from communities.models import NameList, Row
from letters.names import person_match_keys

_OF_A_ROW = ("exact_key", "loose_key", "given_name", "left_out", "problems", "same_as", "name_list")
WAITS = 0  # in `letter_in`, where a scroll's number stands: paid, and no letter yet

# By the loose key over its index, so that 5,000 names meet three million people in a moment.
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
# From arrays, whose length the planner knows: of rows that came just now it knows nothing, and
# would meet each of 5,000 with each.
_WRITE_SAME = """
UPDATE communities_row AS own SET same_as_id = found.same_as
FROM unnest(%s::bigint[], %s::bigint[]) AS found(id, same_as) WHERE own.id = found.id
"""
_WRITE_LETTERS = """
UPDATE communities_row AS own SET letter_in = found.letter_in
FROM unnest(%s::bigint[], %s::jsonb[]) AS found(id, letter_in) WHERE own.id = found.id
"""


def look_again(name_list: NameList, *, only: int | None = None) -> None:
    """Ask about every row of the list, or whether a letter is held only about one.

    In the caller's transaction, if there is one.
    """
    with transaction.atomic():
        hold(name_list)
        _ask_who_is_called_so(name_list)
        _ask_who_has_a_letter(name_list, only)


def _ask_who_is_called_so(name_list: NameList) -> None:
    """The first row of the list with the same name, else one of an earlier list still open."""
    rows = list(name_list.rows.order_by("position").only(*_OF_A_ROW))
    clear = [row for row in rows if row.given_name and not row.left_out and not row.problems]
    first: dict[str, int] = {}
    for row in clear:
        first.setdefault(row.exact_key, row.pk)
    elsewhere = _elsewhere(name_list, clear)
    found: dict[int, int | None] = dict.fromkeys(row.pk for row in rows)
    for row in clear:
        same = first[row.exact_key]
        found[row.pk] = elsewhere.get(row.exact_key) if same == row.pk else same
    changed = [row.pk for row in rows if row.same_as_id != found[row.pk]]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_SAME, [changed, [found[pk] for pk in changed]])


def _elsewhere(name_list: NameList, rows: Sequence[Row]) -> dict[str, int]:
    """By exact key the first row that is not ordered of the community's earlier open lists."""
    lists = NameList.objects.filter(
        community=name_list.community_id,
        series=name_list.series_id,
        state=NameList.State.OPEN,
        pk__lt=name_list.pk,
    )
    others = Row.objects.filter(
        name_list__in=list(lists.values_list("pk", flat=True)),
        loose_key__in={row.loose_key for row in rows},
        left_out=False,
        inscription=None,
    )
    return dict(others.values_list("exact_key").annotate(first=Min("pk")))


def _ask_who_has_a_letter(name_list: NameList, only: int | None) -> None:
    rows = name_list.rows.filter(inscription=None).only(*_OF_A_ROW, "letter_in")
    if only is not None:
        rows = rows.filter(pk=only)
    keys = {row.loose_key for row in rows if row.given_name}
    with connection.cursor() as cursor:
        cursor.execute(_SCROLLS, {"series": name_list.series_id, "keys": list(keys)})
        scrolls: dict[str, list[int]] = dict(cursor.fetchall())
        found = {row.pk: scrolls.get(row.loose_key, []) if row.given_name else [] for row in rows}
        changed = [row.pk for row in rows if row.letter_in != found[row.pk]]
        cursor.execute(_WRITE_LETTERS, [changed, [json.dumps(found[pk]) for pk in changed]])


def hold(name_list: NameList) -> None:
    """Keep the list until the transaction ends: an order, or another hand on its rows, waits.

    Whoever changes rows takes the list first and its rows then, so that nobody waits in a circle.
    """
    NameList.objects.select_for_update(no_key=True, of=("self",)).get(pk=name_list.pk)


def fix(*, row: Row, name: dict[str, Any]) -> Row:
    """Write a name of the list anew, as judged by the form; it is looked at again.

    Raises Row.DoesNotExist where it was ordered meanwhile.
    """
    with transaction.atomic():
        hold(row.name_list)
        held = row.name_list.rows.get(pk=row.pk, inscription=None)
        for field, value in name.items():
            setattr(held, field, value)
        held.problems, held.confirmed, held.by_hand = [], False, True
        held.exact_key, held.loose_key = person_match_keys(held.typed)
        held.save()
        look_again(row.name_list, only=held.pk)
    held.refresh_from_db()
    return held


def confirm(name_list: NameList, rows: Sequence[int]) -> int:
    """Say of rows that were asked about that they are to have a letter; how many."""
    return name_list.rows.filter(pk__in=rows, inscription=None, problems=[]).update(confirmed=True)


def leave_out(name_list: NameList, rows: Sequence[int], *, out: bool) -> int:
    """Leave rows out of the list, or take them in again; how many."""
    with transaction.atomic():
        hold(name_list)
        changed = name_list.rows.filter(pk__in=rows, inscription=None).update(left_out=out)
        look_again(name_list)
    return changed


UNCHECKED = "unchecked"  # the problem of a row until its card is checked
