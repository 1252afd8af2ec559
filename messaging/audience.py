"""Who a mailing goes to: written into the outbox by one statement, each with his language."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import connection

from messaging.models import Mailing, message_domain

# Everyone has a row: who is not written to is left out with the reason, and can be listed. The
# zone is the one in which he was last written to.
_WRITE = """
WITH audience (about, email, language) AS ({audience})
INSERT INTO messaging_message (kind, about, recipient, language, zone, mailing_id, message_id,
                               state, attempts, next_attempt_at, error, created_at)
SELECT %(kind)s, audience.about, audience.email, audience.language, coalesce(known.zone, ''),
       %(mailing)s, '<' || gen_random_uuid() || '@' || %(domain)s || '>',
       CASE WHEN against.reason IS NULL THEN 'queued' ELSE 'left_out' END,
       0, now() + %(wait)s, coalesce(against.reason, ''), now()
FROM audience
LEFT JOIN messaging_suppression AS against ON lower(against.email) = lower(audience.email)
LEFT JOIN (
    SELECT DISTINCT ON (lower(recipient)) lower(recipient) AS email, zone
    FROM messaging_message WHERE zone <> '' ORDER BY lower(recipient), id DESC
) AS known ON known.email = lower(audience.email)
ON CONFLICT DO NOTHING
"""


def write_to(
    mailing: Mailing, audience: str, values: Mapping[str, Any], *, wait: timedelta = timedelta(0)
) -> None:
    """Owe the mailing to everyone whom an SQL statement gives: about, e-mail address, language.

    Some seconds for 60,000; in the caller's transaction. Nobody gets a second row about the same.
    They are due after `wait`.
    """
    parameters: dict[str, Any] = {
        **values,
        "kind": mailing.kind,
        "mailing": mailing.pk,
        "domain": message_domain(),
        "wait": wait,
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")  # so that a whole scroll is joined in memory
        cursor.execute(_WRITE.format(audience=audience), parameters)
