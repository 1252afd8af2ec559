"""Names that are twice in a list or in two lists, and names that have a letter already.

Only the community's own lists and people are looked at: a list says nothing of strangers in the
register. Nothing is decided here: a row with a question waits until a person has confirmed it.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db import connection, transaction
from django.db.models import QuerySet

from communities.lists.audience_checks import find_outside_audience
from communities.models import NameList, Row
from letters.matching.compare import NameFacts, compare
from letters.matching.keys import searched_keys
from letters.matching.same import NameIndex, agree, facts_of
from letters.names import TypedName

WAITING_FOR_LETTER = 0  # in `matching_scrolls` instead of a scroll's number

# Of a longer list two names without a family name are the same only if the rest agrees strictly.
SHORT_LIST = 500
# More rows or people than this are first narrowed by their match keys.
MAX_COMPARED = 5_000

_NAME_FIELDS = (
    *("given_name", "relation", "mother_name", "father_name", "family_name", "departed"),
)
_LOADED_FIELDS = (
    *_NAME_FIELDS,
    *("left_out", "issues", "duplicate_of", "name_list"),
)
# The community's own people with a letter of the series, or paid for and waiting for one.
_OWN_PEOPLE = """
SELECT person.given_name, person.relation, person.mother_name, person.father_name,
       person.family_name, person.departed, coalesce(scroll.number, 0)
FROM letters_person person
JOIN letters_inscription inscription
    ON inscription.person_id = person.id AND inscription.series_id = %(series)s
LEFT JOIN letters_letter letter ON letter.inscription_id = inscription.id
LEFT JOIN letters_scroll scroll ON scroll.id = letter.scroll_id
WHERE person.community_id = %(community)s
    AND (
        %(keys)s::bigint[] IS NULL
        OR EXISTS (SELECT FROM unnest(person.match_keys) AS key WHERE key = ANY(%(keys)s))
    )
    AND (
        letter.scroll_id IS NOT NULL
        OR EXISTS (
            SELECT FROM payments_orderline line
            JOIN payments_order ordered ON ordered.id = line.order_id
            WHERE line.inscription_id = inscription.id
                AND ordered.state IN ('processing', 'waiting')
        )
    )
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


def recheck(name_list: NameList, *, only: Collection[int] | None = None) -> list[int]:
    """Find duplicates, existing letters, and who may not be inscribed in the series.

    For all rows, or after a change of `only` these. Runs in the caller's transaction, if there is
    one. Returns the primary keys of rows that are asked about something else than before.
    """
    with transaction.atomic():
        lock_list(name_list)
        outside = find_outside_audience(name_list, only)  # first: rows with issues are no doubles
        return [*outside, *_find_duplicates(name_list, only), *_find_letters(name_list, only)]


def lock_list(name_list: NameList) -> None:
    """Lock the list until the transaction ends, so that orders and other edits wait.

    Changes of rows lock the list first and its rows after it: otherwise two could deadlock.
    """
    NameList.objects.select_for_update(no_key=True, of=("self",)).get(pk=name_list.pk)


def _find_duplicates(name_list: NameList, only: Collection[int] | None) -> list[int]:
    """Set `duplicate_of`: the first such row of the list, else one of an earlier open list."""
    rows = list(name_list.rows.order_by("position").only(*_LOADED_FIELDS))
    clear = [row for row in rows if row.given_name and not row.left_out and not row.issues]
    if only is None or 2 * len(only) > len(rows):
        same = _first_of_each(name_list, clear)
    else:
        same = _first_of_some(name_list, rows, clear, only)
    found: dict[int, int | None] = {**dict.fromkeys(row.pk for row in rows), **same}
    changed = [row.pk for row in rows if row.duplicate_of_id != found[row.pk]]
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE_DUPLICATES, [changed, [found[pk] for pk in changed]])
    return changed


def _first_of_each(name_list: NameList, clear: Sequence[Row]) -> dict[int, int | None]:
    earlier = _earlier_rows(name_list, clear)
    here: NameIndex[int] = NameIndex()
    found: dict[int, int | None] = {}
    # Of rows with exactly the same names only the first is compared: its key is the lowest, and a
    # list may have the same few names thousands of times.
    firsts: dict[NameFacts, int] = {}
    for row in clear:
        facts = row.facts
        if facts in firsts:
            found[row.pk] = firsts[facts]
            continue
        same = _first_same(here, facts, strictly=len(clear) > SHORT_LIST)
        found[row.pk] = same or _first_same(earlier, facts, strictly=True)
        firsts[facts] = same or row.pk
        here.add(facts, row.pk)
    return found


def _first_of_some(
    name_list: NameList, rows: Sequence[Row], clear: Sequence[Row], only: Collection[int]
) -> dict[int, int | None]:
    """As `_first_of_each` when `only` some rows are different: others are compared with them."""
    positions = {row.pk: place for place, row in enumerate(rows)}
    by_facts: dict[NameFacts, list[int]] = defaultdict(list)
    for row in clear:
        by_facts[row.facts].append(row.pk)
    index: NameIndex[list[int]] = NameIndex()
    for facts, keys in by_facts.items():
        index.add(facts, keys)
    looked_at = {row.pk for row in rows if row.pk in only or row.duplicate_of_id in only}
    again = [row for row in clear if row.pk in looked_at]
    earlier = _earlier_rows(name_list, again)
    strictly = len(clear) > SHORT_LIST
    found = {row.pk: row.duplicate_of_id for row in clear if row.pk not in looked_at}
    same_keys: dict[NameFacts, list[int]] = {}
    for row in again:
        facts, place = row.facts, positions[row.pk]
        if facts not in same_keys:
            same_keys[facts] = [
                pk
                for other, keys in index.candidates(facts)
                if _same(facts, other, strictly)
                for pk in keys
            ]
        same = [pk for pk in same_keys[facts] if pk != row.pk]
        before = [pk for pk in same if positions[pk] < place]
        found[row.pk] = min(before) if before else _first_same(earlier, facts, strictly=True)
        for pk in same:  # a later row is a duplicate of the first one, in this list if there is one
            now = found.get(pk)
            if positions[pk] > place and positions.get(now or 0, len(rows)) > place:
                found[pk] = row.pk
    return found


def _first_same(index: NameIndex[int], facts: NameFacts, *, strictly: bool) -> int | None:
    """The lowest key of a row that may have the same name; two spellings of it if not strictly."""
    return min(
        (pk for other, pk in index.candidates(facts) if _same(facts, other, strictly)), default=None
    )


def _same(facts: NameFacts, other: NameFacts, strictly: bool) -> bool:
    if facts == other:
        return True
    if compare(facts, other) == "no":  # neither do they agree then
        return False
    with_family = bool(facts.family and other.family)
    return with_family or not strictly or agree(facts, other)


def _keys(rows: Iterable[Row]) -> set[int]:
    """The keys under which the same people as of these rows may be stored."""
    return {key for row in rows for key in searched_keys(row.facts)}


def _earlier_rows(name_list: NameList, clear: Sequence[Row]) -> NameIndex[int]:
    """The rows of the community's earlier open lists that are not ordered."""
    lists = NameList.objects.filter(
        community=name_list.community_id,
        series=name_list.series_id,
        state=NameList.State.DONE,
        pk__lt=name_list.pk,
    )
    others: QuerySet[Row] = Row.objects.filter(
        name_list__in=list(lists.values_list("pk", flat=True)), left_out=False, inscription=None
    ).exclude(given_name="")
    wanted = _keys(clear) if others.count() > MAX_COMPARED else None
    firsts: dict[NameFacts, int] = {}
    for row in others.only(*_NAME_FIELDS, "match_keys").iterator():
        if wanted is None or not wanted.isdisjoint(row.match_keys):
            facts = row.facts
            firsts[facts] = min(firsts.get(facts, row.pk), row.pk)
    index: NameIndex[int] = NameIndex()
    for facts, pk in firsts.items():
        index.add(facts, pk)
    return index


def _find_letters(name_list: NameList, only: Collection[int] | None) -> list[int]:
    rows = name_list.rows.filter(inscription=None).only(*_LOADED_FIELDS, "matching_scrolls")
    if only is not None:
        rows = rows.filter(pk__in=only)
    own = _own_people(name_list, [row for row in rows if row.given_name])
    scrolls: dict[NameFacts, list[int]] = {}
    found: dict[int, list[int]] = {}
    for row in rows:
        if not row.given_name:
            found[row.pk] = []
            continue
        facts = row.facts
        if facts not in scrolls:
            scrolls[facts] = _scrolls(own, facts)
        found[row.pk] = scrolls[facts]
    changed = [row.pk for row in rows if row.matching_scrolls != found[row.pk]]
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE_SCROLLS, [changed, [json.dumps(found[pk]) for pk in changed]])
    return changed


def _scrolls(own: NameIndex[int], facts: NameFacts) -> list[int]:
    """The numbers of the scrolls in which the community has a letter for this name."""
    candidates = own.candidates(facts)
    return sorted({number for other, number in candidates if _same(facts, other, strictly=True)})


def _own_people(name_list: NameList, rows: Sequence[Row]) -> NameIndex[int]:
    """The community's people of the series by name, with the number of their scroll or 0."""
    many = name_list.community.people.count() > MAX_COMPARED
    index: NameIndex[int] = NameIndex()
    with connection.cursor() as cursor:
        cursor.execute(
            _OWN_PEOPLE,
            {
                "series": name_list.series_id,
                "community": name_list.community_id,
                "keys": list(_keys(rows)) if many else None,
            },
        )
        for *name, number in cursor.fetchall():
            index.add(facts_of(TypedName(*name)), number)
    return index
