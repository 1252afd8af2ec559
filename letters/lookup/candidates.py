"""Who in the register may be the person somebody asks about.

What is found is for the committee and for mails to addresses on file: a page must not show it to
the one who asks.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from letters.lookup.sources import NAME_COLUMNS, SOURCES, Source
from letters.matching.compare import Answer, NameFacts, compare
from letters.matching.keys import narrow_keys, wide_keys
from letters.matching.rarity import share_of
from letters.matching.same import as_of_then, facts_of
from letters.matching.similarity import similarity
from letters.names import TypedName

MAX_ROWS = 250  # read of each source by keys of three facts, and as many by those without a family

_ROWS = """
SELECT '{source}', narrow, ({counts}), id, {columns} FROM (
    (SELECT true AS narrow, id, {columns} FROM {table}
     WHERE match_keys && %(narrow)s::bigint[] LIMIT {limit})
    UNION ALL
    (SELECT false, id, {columns} FROM {table}
     WHERE match_keys && %(wide)s::bigint[] LIMIT {limit})
) AS named
"""


@dataclass(frozen=True)
class Candidate:
    """A row of a source (`letters.lookup.sources`), and how well its name agrees."""

    source: str
    id: int
    facts: NameFacts
    answer: Answer


class Candidates(list[Candidate]):
    """The best first. `cut`: there may be more; too many have such a name."""

    cut = False


def find_candidates(
    facts: NameFacts, limit: int = 20, sources: Sequence[Source] = SOURCES
) -> Candidates:
    """The people with a letter, or with one that is paid, who may be this one, of all scrolls.

    Strict matches first, then by similarity, the rarer name first.
    """
    rows = _read(facts, sources)
    read = Counter((source, narrow) for source, narrow, *_ in rows)
    of_then = {source.name for source in sources if source.of_then}
    found = sorted(_matching(facts, rows, of_then), key=lambda candidate: _rank(facts, candidate))
    result = Candidates(found[:limit])
    result.cut = len(found) > limit or max(read.values(), default=0) >= MAX_ROWS
    return result


def _read(facts: NameFacts, sources: Sequence[Source]) -> list[tuple[Any, ...]]:
    keys = {"narrow": narrow_keys(facts), "wide": wide_keys(facts)}
    if not any(keys.values()):
        return []
    statement = " UNION ALL ".join(
        _ROWS.format(
            source=source.name,
            counts=source.counts,
            columns=", ".join(NAME_COLUMNS),
            table=source.table,
            limit=MAX_ROWS,
        )
        for source in sources
    )
    with transaction.atomic(), connection.cursor() as cursor:
        # Because of the limit the planner would read the table until it has met enough rows.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(statement, keys)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        cursor.execute("SET LOCAL enable_seqscan = DEFAULT")
    return rows


def _matching(
    facts: NameFacts, rows: Sequence[tuple[Any, ...]], of_then: Collection[str]
) -> Iterator[Candidate]:
    seen: set[tuple[str, int]] = set()
    for source, _narrow, counts, pk, *name in rows:
        if not counts or (source, pk) in seen:
            continue
        seen.add((source, pk))
        other = facts_of(TypedName(*name))
        if source in of_then:
            other = as_of_then(other)
        if (answer := compare(facts, other)) != "no":
            yield Candidate(source, pk, other, answer)


def _rank(facts: NameFacts, candidate: Candidate) -> tuple[bool, float, float, str, int]:
    return (
        candidate.answer != "strict",
        -similarity(facts, candidate.facts),
        share_of(candidate.facts),
        candidate.source,
        candidate.id,
    )
