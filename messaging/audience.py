"""Writing a mailing's messages into the outbox with one statement."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import connection

from messaging.models import Mailing, message_domain

# Suppressed addresses get a row too, with the reason, so that they can be listed. The zone is that
# of the recipient's latest message.
_INSERT = """
WITH audience (about, email, language) AS ({audience})
INSERT INTO messaging_message (kind, about, recipient, language, zone, mailing_id, message_id,
                               state, attempts, next_attempt_at, error, created_at)
SELECT %(kind)s, audience.about, audience.email, audience.language, coalesce(known.zone, ''),
       %(mailing)s, '<' || gen_random_uuid() || '@' || %(domain)s || '>',
       CASE WHEN suppressed.reason IS NULL THEN 'queued' ELSE 'left_out' END,
       0, now() + %(wait)s, coalesce(suppressed.reason, ''), now()
FROM audience
LEFT JOIN messaging_suppression AS suppressed
    ON lower(suppressed.email) = lower(audience.email)
        AND NOT (%(about_order)s AND suppressed.reason = 'unsubscribed')
LEFT JOIN (
    SELECT DISTINCT ON (lower(recipient)) lower(recipient) AS email, zone
    FROM messaging_message WHERE zone <> '' ORDER BY lower(recipient), id DESC
) AS known ON known.email = lower(audience.email)
ON CONFLICT DO NOTHING
"""


def add_recipients(
    mailing: Mailing, audience: str, values: Mapping[str, Any], *, wait: timedelta = timedelta(0)
) -> None:
    """Enqueue the mailing for the rows of an SQL statement: about, e-mail address, language.

    Takes some seconds for 60,000, in the caller's transaction; existing messages stay as they are.
    The messages are due after `wait`. A mailing about orders goes to the unsubscribed as well.
    """
    parameters: dict[str, Any] = {
        **values,
        "kind": mailing.kind,
        "mailing": mailing.pk,
        "domain": message_domain(),
        "wait": wait,
        "about_order": mailing.about_order,
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")  # so that a whole scroll is joined in memory
        cursor.execute(_INSERT.format(audience=audience), parameters)
