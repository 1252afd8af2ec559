"""What must never be true of the outbox."""

from collections.abc import Iterator

from core.audit import Check, Finding, run_checks

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

# A mailing may be paused, or slow, for as long as the committee likes; but one that is sending must
# progress, and one that is done must have no queued message.
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
        "mailing {id} ({kind}) is sending, and nothing of it moves since {rate_used_until}",
        "state = 'sending' AND overdue AND rate_used_until < now() - interval '1 day'",
    ),
]

DUPLICATES = """
SELECT kind, about, count(*) AS count, min(id) AS first, max(id) AS last
FROM messaging_message GROUP BY kind, about, recipient
"""
_DUPLICATES = [
    Check(7, "{count} messages ({kind}) say one thing, from {first} to {last}", "count > 1"),
]


def findings() -> Iterator[Finding]:
    """Everything that is false of the outbox."""
    yield from run_checks(MESSAGES, _MESSAGES)
    yield from run_checks(MAILINGS, _MAILINGS)
    yield from run_checks(DUPLICATES, _DUPLICATES)
