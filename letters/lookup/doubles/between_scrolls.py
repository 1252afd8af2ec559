"""Finding names of earlier scrolls that are likely one person's, or a person's of this register.

A pair is only proposed; a decision about it changes nothing else, and can be taken back.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone

from core.locks import Lock, try_hold
from letters.lookup.doubles.pairs import searched_if_rare, shared_namesakes
from letters.matching.compare import NameFacts
from letters.matching.same import as_of_then, facts_of
from letters.models import DoublesProgress, EarlierDouble, EarlierRegister
from letters.names import TypedName

BATCH = 500  # names of one transaction: a register's removal waits for it
Decision = EarlierDouble.Decision

_NAME = """
{0}.given_name, {0}.relation, {0}.mother_name, {0}.father_name, {0}.family_name, {0}.departed
"""
_ENTRIES = f"""
SELECT entry.id, {_NAME.format("entry")} FROM letters_earlierentry entry
WHERE register_id = %s AND row > %s AND row <= %s AND clear AND given_name <> ''
"""  # noqa: S608 - our own columns
_NEW_PEOPLE = f"""
SELECT DISTINCT person.id, {_NAME.format("person")}
FROM letters_certificate certificate
JOIN letters_letter letter ON letter.inscription_id = certificate.inscription_id
JOIN letters_inscription inscription ON inscription.id = certificate.inscription_id
JOIN letters_person person ON person.id = inscription.person_id
WHERE certificate.id > %s AND certificate.id <= %s AND person.given_name <> ''
"""  # noqa: S608
# The keys of each name as text: PostgreSQL has no arrays of arrays of different lengths.
_OTHERS = f"""
SELECT searched.id, other.id, {_NAME.format("other")}
FROM unnest(%(ids)s::bigint[], %(keys)s::text[]) AS searched(id, keys)
JOIN {{table}} other ON other.match_keys && searched.keys::bigint[]
WHERE other.given_name <> '' AND {{condition}}
"""  # noqa: S608
_OTHER_ENTRIES = _OTHERS.format(
    table="letters_earlierentry",
    condition="""EXISTS (
    SELECT FROM letters_earlierregister register
    WHERE register.id = other.register_id AND register.imported_at IS NOT NULL
        AND (register.series_id, register.scroll_number) <> (%(series)s, %(number)s)
)""",
)
_PEOPLE = _OTHERS.format(
    table="letters_person",
    condition="""EXISTS (
    SELECT FROM letters_inscription inscription
    JOIN letters_letter letter ON letter.inscription_id = inscription.id
    WHERE inscription.person_id = other.id
)""",
)
_UPTO = """
SELECT max(id) FROM (
    SELECT id FROM letters_certificate WHERE id > %s ORDER BY id LIMIT %s
) AS next
"""


def find_doubles_between_scrolls() -> int:
    """Compare the names that are new in either; how many pairs were found.

    Periodic, and safe to run concurrently: the second waits for nothing and does nothing.
    """
    DoublesProgress.objects.get_or_create(pk=DoublesProgress.BETWEEN_SCROLLS)
    found = 0
    for compare_batch in (_compare_entries, _compare_people):
        while (batch := compare_batch()) is not None:
            found += batch
    return found


@transaction.atomic
def _compare_entries() -> int | None:
    """The next names of a register that was imported; None if there are none."""
    imported = _lock_imported()
    register = next((each for each in imported if each.compared_rows < each.units_total), None)
    if register is None:
        return None
    upto = min(register.compared_rows + BATCH, register.units_total)
    names = _named(_rows(_ENTRIES, [register.pk, register.compared_rows, upto]), of_then=True)
    scroll = {"series": register.series_id, "number": register.scroll_number}
    pairs = [
        EarlierDouble(entry_id=min(mine, other), other_entry_id=max(mine, other), namesakes=number)
        for mine, other, number in _agreeing(names, _OTHER_ENTRIES, scroll, of_then=True)
    ]
    pairs += [
        EarlierDouble(entry_id=mine, person_id=other, namesakes=number)
        for mine, other, number in _agreeing(names, _PEOPLE, {}, of_then=False)
    ]
    EarlierDouble.objects.bulk_create(pairs, ignore_conflicts=True)
    EarlierRegister.objects.filter(pk=register.pk).update(compared_rows=upto)
    return len(pairs)


@transaction.atomic
def _compare_people() -> int | None:
    """The next people with new certificates; None if there are none."""
    imported = _lock_imported()
    progress = DoublesProgress.objects.select_for_update(skip_locked=True)
    last = progress.filter(pk=DoublesProgress.BETWEEN_SCROLLS).first()
    if last is None:
        return None
    # A register that is imported later is compared with all people.
    count = BATCH if imported else None
    ((upto,),) = _rows(_UPTO, [last.last_certificate, count])
    if upto is None:
        return None
    pairs = []
    if imported:
        names = _named(_rows(_NEW_PEOPLE, [last.last_certificate, upto]), of_then=False)
        every_scroll = {"series": 0, "number": 0}
        pairs = [
            EarlierDouble(entry_id=other, person_id=mine, namesakes=number)
            for mine, other, number in _agreeing(names, _OTHER_ENTRIES, every_scroll, of_then=True)
        ]
        EarlierDouble.objects.bulk_create(pairs, ignore_conflicts=True)
    last.last_certificate = upto
    last.save()
    return len(pairs)


def _lock_imported() -> list[EarlierRegister]:
    """The imported registers, none of which is removed before the end of the transaction.

    Empty while another process is comparing.
    """
    if not try_hold(Lock.EARLIER_DOUBLES):
        return []
    registers = EarlierRegister.objects.exclude(imported_at=None).order_by("pk")
    return list(registers.select_for_update(of=("self",), no_key=True))


def _rows(sql: str, values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _facts(name: Sequence[Any], *, of_then: bool) -> NameFacts:
    facts = facts_of(TypedName(*name))
    return as_of_then(facts) if of_then else facts


def _named(rows: list[tuple[Any, ...]], *, of_then: bool) -> dict[int, NameFacts]:
    return {pk: _facts(name, of_then=of_then) for pk, *name in rows}


def _agreeing(
    names: dict[int, NameFacts], others: str, values: dict[str, int], *, of_then: bool
) -> list[tuple[int, int, float]]:
    """The pairs whose names agree, each once, with how many namesakes are expected."""
    keys = {pk: found for pk, name in names.items() if (found := searched_if_rare(name))}
    texts = [f"{{{','.join(map(str, each))}}}" for each in keys.values()]
    with connection.cursor() as cursor:
        # The planner doesn't know how few people have one of the keys.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(others, {"ids": list(keys), "keys": texts, **values})
        rows = cursor.fetchall()
        cursor.execute("SET LOCAL enable_seqscan = DEFAULT")
    agreeing: dict[tuple[int, int], float] = {}
    for mine, other, *name in rows:
        namesakes = shared_namesakes(names[mine], _facts(name, of_then=of_then))
        if namesakes is not None:
            agreeing[mine, other] = namesakes
    return [(mine, other, namesakes) for (mine, other), namesakes in agreeing.items()]


# Decisions ----------------------------------------------------------------------


def decide(doubles: Sequence[int], decision: str, by: User) -> int:
    """Record what a person has decided about open pairs; returns how many were still open."""
    still_open = EarlierDouble.objects.filter(pk__in=doubles, decision=Decision.OPEN)
    return still_open.update(decision=decision, decided_by=by, decided_at=timezone.now())


def reopen(doubles: Sequence[int]) -> int:
    """Take decisions back; returns how many."""
    decided = EarlierDouble.objects.filter(pk__in=doubles).exclude(decision=Decision.OPEN)
    return decided.update(decision=Decision.OPEN, decided_by=None, decided_at=None)
