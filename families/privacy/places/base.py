"""A place where personal data lives: which rows are somebody's, and how they are deleted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import ngettext_lazy

from families.privacy.subject import Subject
from letters.names import ERASED

Rows = Callable[[Subject], "QuerySet[Any]"]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Fields of one model that hold personal data.

    `rows` finds those of a subject; `erase` deletes the data in them, inside a transaction. `why`
    and `kept` are sentences for the public page: what the data is for, and until when it is kept.
    `handed_over`: it is part of the download of one's own data; `own` are the rows that are, where
    they are fewer.
    """

    title: Promise
    model: type[Model]
    fields: tuple[str, ...]
    rows: Rows
    erase: Callable[[Subject], None]
    why: Promise
    kept: Promise
    handed_over: bool = True
    own: Rows | None = None


def days(term: timedelta) -> Promise:
    """A term in words, of the constant by which data is forgotten."""
    return format_lazy(ngettext_lazy("{count} day", "{count} days", term.days), count=term.days)


def nobody(model: type[Model]) -> "QuerySet[Any]":
    """No rows of a model."""
    return model._default_manager.none()


def replace_in_texts(table: str, column: str, texts: Sequence[str], *, json: bool = False) -> None:
    """Put a dash in place of each of these texts, whatever its case, in a column of text or JSON.

    Every row is read: for tables of what somebody typed, not for those of all people.
    """
    for text in texts:
        written = _escaped(text) if json else text
        values = {"found": f"***={written}", "like": f"%{_literal(written)}%", "mark": ERASED}
        statement = _REPLACE.format(table=table, column=column, type="jsonb" if json else "text")
        with connection.cursor() as cursor:
            cursor.execute(statement, values)


_REPLACE = """
UPDATE {table}
SET {column} = regexp_replace({column}::text, %(found)s, %(mark)s, 'gi')::{type}
WHERE {column}::text ILIKE %(like)s
"""


def _escaped(text: str) -> str:
    """The text as it stands inside JSON."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _literal(text: str) -> str:
    """The text for LIKE, where these signs have a meaning."""
    return "".join(f"\\{sign}" if sign in "%_\\" else sign for sign in text)
