"""How long a question on three facts takes in a large register, beside a look-up by primary key."""

import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from django.db import connection, transaction

from dev.bench.measure import Measure
from dev.bench.name_list_import import GIVE, INSCRIBE
from dev.bench.tools.temporary_database import temporary_database
from dev.factories.population import Population
from dev.factories.register import array_text, without_foreign_keys
from letters.holders.inscriptions import get_or_create_purchaser
from letters.lookup.candidates import find_candidates
from letters.matching.compare import NameFacts
from letters.matching.keys import stored_keys
from letters.models import Person, Scroll, Series
from letters.torah import TOTAL_LETTERS

# 15.8 million; fewer where the disk or the time is short: BENCH_FIND_SCROLLS=10.
SCROLLS = int(os.environ.get("BENCH_FIND_SCROLLS", "52"))
VARIETY = 100_000  # people of realistic names; in a larger register each of them is several times
QUESTIONS = 300
LIMIT_MS = 30

_INDEXES = """
SELECT indexname, indexdef FROM pg_indexes
WHERE tablename = 'letters_person' AND indexname IN ('person_match_keys', 'person_name_classes')
"""
_FILL = """
INSERT INTO letters_person
    (id, purchaser_id, kind, given_name, relation, mother_name, father_name, family_name, departed,
     honorific, declared, country, city, exact_match_key, match_keys, name_classes, created_at)
SELECT n, %(payer)s, 'adult', given, relation, mother, father, family, false, '', 'self', '', '',
       given, keys::bigint[], '{}', now()
FROM generate_series(1, %(people)s) AS n
JOIN sample ON sample.number = mod(n * 48271::bigint, %(variety)s)
"""


def run() -> Iterator[Measure]:
    """Measure in a temporary database, each question asked of a warm register."""
    with temporary_database() as series:
        names = _sample()
        _fill(series, names)
        questions = random.Random(4).sample(names, QUESTIONS)  # noqa: S311 - invented names
        bare = _by_primary_key()
        times, counts = _ask(questions)
    people = SCROLLS * TOTAL_LETTERS
    baseline = f"one row of {people:,} people by primary key, {bare:.3f} ms"
    for name, value in (("find_ms", median(times)), ("find_p95_ms", quantiles(times, n=20)[-1])):
        yield Measure(name, round(value, 2), "ms", baseline, round(value / bare, 1))
    yield Measure(
        "find_limit_ms",
        LIMIT_MS,
        "ms",
        f"the slowest of {QUESTIONS} took {max(times):.1f} ms, with {max(counts)} candidates",
        round(max(times) / LIMIT_MS, 2),
    )


def _sample() -> list[NameFacts]:
    families = Population(5786).families(VARIETY)
    people = [name for family in families for name in family][:VARIETY]
    return [
        NameFacts(
            name.given_name, name.relation, name.mother_name, name.father_name, name.family_name
        )
        for name in people
    ]


def _fill(series: Series, names: Sequence[NameFacts]) -> None:
    made = Scroll.objects.bulk_create(
        Scroll(series=series, number=number, edition="ashkenaz", commitment="0" * 64)
        for number in range(1, SCROLLS + 1)
    )
    values: dict[str, Any] = {
        "payer": get_or_create_purchaser(email="bench@example.org", language="en").pk,
        "people": SCROLLS * TOTAL_LETTERS,
        "variety": VARIETY,
        "series": series.pk,
        "scrolls": [scroll.pk for scroll in made],
        "size": TOTAL_LETTERS,
    }
    with transaction.atomic(), connection.cursor() as cursor, without_foreign_keys(cursor):
        _copy(cursor, names)
        cursor.execute(_INDEXES)
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        for statement in (_FILL, INSCRIBE, GIVE):
            cursor.execute(statement, values)
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for _, definition in indexes:
            cursor.execute(definition)
        cursor.execute("ANALYZE")


def _copy(cursor: Any, names: Sequence[NameFacts]) -> None:
    cursor.execute(
        "CREATE TEMPORARY TABLE sample (number int, given text, relation text, mother text,"
        " father text, family text, keys text) ON COMMIT DROP"
    )
    with cursor.copy("COPY sample FROM STDIN") as copy:
        for number, name in enumerate(names):
            facts = (name.given, name.relation, name.mother, name.father, name.family)
            copy.write_row((number, *facts, array_text(stored_keys(name))))


def _by_primary_key() -> float:
    """Milliseconds of one bare look-up, the median of many."""
    chance = random.Random(5)  # noqa: S311
    times = []
    for _ in range(QUESTIONS):
        key = chance.randint(1, SCROLLS * TOTAL_LETTERS)
        start = perf_counter()
        Person.objects.values_list("id").get(pk=key)
        times.append(perf_counter() - start)
    return median(times) * 1_000


def _ask(names: Sequence[NameFacts]) -> tuple[list[float], list[int]]:
    """Milliseconds and candidates of each question, asked once before it is measured."""
    times, counts = [], []
    for name in names:
        asked = replace(name, father="")
        find_candidates(asked)
        start = perf_counter()
        found = find_candidates(asked)
        times.append((perf_counter() - start) * 1_000)
        counts.append(len(found))
    return times, counts
