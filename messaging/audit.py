"""What must never be false of the outbox; and how every app says what must never be."""

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

MESSAGES = "SELECT * FROM messaging_message"
_MESSAGES = [
    Check(
        7,
        "message {id} ({kind}) was due at {next_attempt_at}, is not sent and has no error",
        "state = 'queued' AND error = '' AND next_attempt_at < now() - interval '1 day'"
        " AND mailing_id IS NULL",
    ),
    Check(7, "message {id} ({kind}) failed and has no error", "state = 'failed' AND error = ''"),
]

# A mailing may be paused, or slow, for as long as the committee likes; but one that is sending
# moves, and one that is done left nobody waiting.
MAILINGS = """
SELECT mailing.*, EXISTS (
    SELECT FROM messaging_message WHERE mailing_id = mailing.id AND state = 'queued'
) AS unfinished, EXISTS (
    SELECT FROM messaging_message
    WHERE mailing_id = mailing.id AND state = 'queued' AND error = ''
        AND next_attempt_at < now() - interval '1 day'
) AS overdue
FROM messaging_mailing AS mailing
"""
_MAILINGS = [
    Check(
        7, "mailing {id} ({kind}) is done, and messages of it wait", "state = 'done' AND unfinished"
    ),
    Check(
        7,
        "mailing {id} ({kind}) is sending, and nothing of it moves since {used_until}",
        "state = 'sending' AND overdue AND used_until < now() - interval '1 day'",
    ),
]

TWINS = """
SELECT kind, about, count(*) AS count, min(id) AS first, max(id) AS last
FROM messaging_message GROUP BY kind, about, recipient
"""
_TWINS = [
    Check(7, "{count} messages ({kind}) say one thing, from {first} to {last}", "count > 1"),
]


def findings() -> Iterator[Finding]:
    """Everything wrong with what is sent."""
    yield from found(MESSAGES, _MESSAGES)
    yield from found(MAILINGS, _MAILINGS)
    yield from found(TWINS, _TWINS)


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
