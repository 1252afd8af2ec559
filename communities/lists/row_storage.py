"""Many rows of a list saved by one statement."""

import json
from collections.abc import Sequence

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from communities.models import Row

# Everything that reading or editing a row sets, with its type in PostgreSQL.
_TYPES = {
    "given_name": "text",
    "relation": "text",
    "mother_name": "text",
    "father_name": "text",
    "family_name": "text",
    "kind": "text",
    "departed": "boolean",
    "honorific": "text",
    "email": "text",
    "city": "text",
    "birth_date": "date",
    "exact_match_key": "text",
    "match_keys": "bigint[]",
    "issues": "jsonb",
    "questions": "jsonb",
    "confirmed": "boolean",
    "entered_manually": "boolean",
    "left_out": "boolean",
}
_SAVE = f"""
UPDATE communities_row AS own SET {", ".join(f"{name} = new.{name}" for name in _TYPES)}
FROM jsonb_to_recordset(%s) AS new(
    id bigint, {", ".join(f"{name} {kind}" for name, kind in _TYPES.items())})
WHERE own.id = new.id
"""  # noqa: S608 - of constants


def save_rows(rows: Sequence[Row]) -> None:
    """Save the names of rows that are locked by the list's lock, and what is unclear about them."""
    values = [{name: getattr(row, name) for name in ("id", *_TYPES)} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(_SAVE, [json.dumps(values, cls=DjangoJSONEncoder)])
