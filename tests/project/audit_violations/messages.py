"""Certificates and mails that are missing, late or there twice."""

# ruff: noqa: S608 - statements composed of constants

from tests.project.audit_violations.statements import (
    LINE_2,
    NEW,
    ONE,
    UNPAID,
    Violation,
    clone,
    free,
    refund,
    state,
    void,
)

VIOLATIONS = [
    Violation(
        "no certificate",
        "DELETE FROM letters_certificate WHERE id = {certificate};",
        ["7. line 2 of the fulfilled order {order} has no certificate"],
    ),
    Violation(
        "a void one", void(ONE), ["7. line 2 of the fulfilled order {order} has no certificate"]
    ),
    Violation(
        "a fulfilled order without a mail",
        "DELETE FROM messaging_message WHERE id = {message};",
        ["7. order {order} is fulfilled and no mail about it was ever enqueued"],
    ),
    Violation(
        "a mail to say that the committee looks at it",
        UNPAID + free() + state("review"),
        ["7. order {order} is in review and no mail about it was ever enqueued"],
    ),
    Violation(
        "a refund without a mail",
        refund(100, "pending")
        + LINE_2
        + "DELETE FROM messaging_message WHERE kind = 'order_refunded';",
        [f"7. refund {NEW} of order {{order}} is pending and no mail about it was ever enqueued"],
    ),
    Violation(
        "a mail forgotten in the outbox",
        "UPDATE messaging_message SET state = 'queued', sent_at = NULL,"
        " next_attempt_at = '2026-01-02T03:04Z' WHERE id = {message};",
        [
            "7. message {message} (order_fulfilled) was due at 2026-01-02 03:04:00+00, is not sent "
            "and has no error"
        ],
    ),
    Violation(
        "a mail in the outbox with its error",
        "UPDATE messaging_message SET state = 'failed', sent_at = NULL, error = 'refused'"
        " WHERE id = {message};",
        [],
    ),
    Violation(
        "a mail that failed for no reason",
        "UPDATE messaging_message SET state = 'failed', sent_at = NULL WHERE id = {message};",
        ["7. message {message} (order_fulfilled) failed and has no error"],
    ),
    Violation(
        "a mail written twice",
        "ALTER TABLE messaging_message DROP CONSTRAINT message_once;"
        + clone("messaging_message", "{message}", f'{{"id": {NEW}, "message_id": "<2>"}}'),
        [f"7. 2 messages (order_fulfilled) say one thing, from {{message}} to {NEW}"],
    ),
]
