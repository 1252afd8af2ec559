"""How every app states what must never be true of its rows, and how the rows are checked."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db import connection

Finding = tuple[int, str]  # the number of the sentence, and what is false with its ids


class Check(NamedTuple):
    """A condition that no row may meet, under a sentence of the audit, and the message about it.

    `{name}` in the message stands for a column.
    """

    sentence: int
    message: str
    where: str


_STATEMENT = (
    "WITH checked_rows AS NOT MATERIALIZED ({rows}) SELECT {message} FROM checked_rows"
    " WHERE {where}"
)


def run_checks(rows: str, checks: Iterable[Check]) -> Iterator[Finding]:
    """What the checks find among the rows of a statement; one statement each.

    The rows are streamed: until they are read to the end, the connection is busy.
    """
    for check in checks:
        sql = _STATEMENT.format(rows=rows, message=_message_sql(check.message), where=check.where)
        with connection.cursor() as cursor:
            for (message,) in cursor.stream(sql):
                yield check.sentence, message


def _message_sql(message: str) -> str:
    columns = re.findall(r"{(\w+)}", message)
    text = re.sub(r"{\w+}", "%s", message).replace("'", "''")
    return "format({})".format(", ".join([f"'{text}'", *columns]))
