"""Storing entries by COPY, and removing those of a register."""

import json
from collections.abc import Iterable

from django.db import connection

from letters.earlier.entries import Entry
from letters.models import EarlierDouble, EarlierEntry, EarlierRegister
from letters.names import NAME_LIMIT

_COLUMNS = (
    *("register_id", "row", "source_line", "source_sheet", "number", "number_doubled", "place"),
    *("city", "country", "birth_year", "kind", "questions", "clear", "match_keys", "cells"),
    *("given_name", "relation", "mother_name", "father_name", "family_name", "departed"),
    "honorific",
)
_cells = json.JSONEncoder(ensure_ascii=False).encode


def copy_entries(register: EarlierRegister, entries: Iterable[Entry]) -> None:
    """Store them; PostgreSQL refuses a row that is there already."""
    table = EarlierEntry._meta.db_table
    statement = f"COPY {table} ({', '.join(_COLUMNS)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for entry in entries:
            copy.write_row(_values(register.pk, entry))


def _values(register: int, entry: Entry) -> tuple[object, ...]:
    name, line = entry.name, entry.line
    return (
        register,
        entry.row,
        line.number,
        line.sheet[:80],
        entry.number,
        entry.number_doubled,
        entry.place,
        name.city[:80],
        entry.country,
        entry.birth_year,
        name.kind,
        json.dumps(entry.questions) if entry.questions else "[]",
        entry.clear,
        f"{{{','.join(map(str, entry.match_keys))}}}",
        _cells(line.cells),
        name.given_name[:NAME_LIMIT],
        name.relation,
        name.mother_name[:NAME_LIMIT],
        name.father_name[:NAME_LIMIT],
        name.family_name[:NAME_LIMIT],
        name.departed,
        name.honorific,
    )


def delete_entries(register: EarlierRegister) -> int:
    """Delete the entries with the doubles that they are in; returns how many entries."""
    of_register = EarlierEntry.objects.filter(register=register)
    for doubles in (
        EarlierDouble.objects.filter(entry__register=register),
        EarlierDouble.objects.filter(other_entry__register=register),
    ):
        doubles.delete()
    # Without loading them first: there is nothing else that refers to them.
    return int(of_register._raw_delete(of_register.db))
