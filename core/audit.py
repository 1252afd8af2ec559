"""How every app states what must never be true of its rows, and how the rows are asked."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db import connection

Finding = tuple[int, str]  # the number of the sentence, and what is false with its ids


class Check(NamedTuple):
    """One condition that no row may meet, of a sentence of the list, and what to say of such a row.

    `{name}` in what is said stands for a column.
    """

    sentence: int
    says: str
    where: str


_STATEMENT = (
    "WITH looked_at AS NOT MATERIALIZED ({rows}) SELECT {what} FROM looked_at WHERE {where}"
)


def found(rows: str, checks: Iterable[Check]) -> Iterator[Finding]:
    """What the checks find among the rows of a statement; one statement each.

    The rows come as a stream: until it is read to its end, the connection is busy.
    """
    for check in checks:
        sql = _STATEMENT.format(rows=rows, what=_what(check.says), where=check.where)
        with connection.cursor() as cursor:
            for (what,) in cursor.stream(sql):
                yield check.sentence, what


def _what(says: str) -> str:
    columns = re.findall(r"{(\w+)}", says)
    text = re.sub(r"{\w+}", "%s", says).replace("'", "''")
    return "format({})".format(", ".join([f"'{text}'", *columns]))
