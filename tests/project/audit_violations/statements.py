"""The statements of which violations of the audit's sentences are composed."""

# ruff: noqa: S608 - statements composed of constants

from typing import NamedTuple

NEW = 9_000_001  # the id of a row that a violation adds


class Violation(NamedTuple):
    """The SQL that violates a sentence, and the expected findings; `{name}` stands for an id."""

    name: str
    done: str
    found: list[str]


REFUND = f"""
INSERT INTO payments_refund (id, payment_id, amount, currency, reason, state, reference, failure,
                             attempts, next_attempt_at, created_at)
VALUES ({NEW}, {{payment}}, {{amount}}, 'usd', 'requested', '{{state}}', '', '', 0, now(), now());
INSERT INTO messaging_message (kind, about, recipient, language, state, message_id, attempts,
                               next_attempt_at, error, created_at)
VALUES ('order_refunded', '{NEW}', 'a@example.org', 'en', 'queued', '<new@example.org>', 0, now(),
        '', now());
"""
FREE = """
UPDATE letters_letter SET inscription_id = NULL WHERE inscription_id IN
    (SELECT inscription_id FROM payments_orderline WHERE order_id = {order} {and});
"""
VOID = """
UPDATE letters_certificate SET voided_at = now() WHERE inscription_id IN
    (SELECT inscription_id FROM payments_orderline WHERE order_id = {order} {and});
"""
WITHOUT_EVENT = "DELETE FROM payments_stripeevent WHERE id = '{event}';"
# All payments are two days old, and one has no event.
UNREPORTED = WITHOUT_EVENT + "UPDATE payments_payment SET received_at = now() - interval '2 days';"
RECONCILIATION = """
INSERT INTO payments_reconciliation
    (since, started_at, ended_at, checked_count, repaired, findings)
VALUES (now() - interval '{since} days', now() - interval '{started} days', {ended}, 0, '[]', '[]');
"""
UNPAID = (
    "DELETE FROM payments_receipt WHERE payment_id = {payment};"
    "UPDATE payments_receipt SET number = {number} WHERE number = {receipts};"
    "DELETE FROM payments_payment WHERE id = {payment};" + WITHOUT_EVENT
)
DISPUTE = """
INSERT INTO payments_dispute (id, payment_id, amount, currency, reason, status, opened_at)
VALUES ('dp_1', {payment}, {disputed}, 'usd', 'fraudulent', '{status}', now());
"""
TAKEN = f"""
INSERT INTO payments_refund (id, payment_id, amount, currency, reason, state, reference, failure,
                             dispute_id, attempts, next_attempt_at, created_at)
VALUES ({NEW}, {{payment}}, {{taken}}, 'usd', 'charged_back', '{{state}}', '', '', 'dp_1', 0, now(),
        now());
"""
ASKED = "UPDATE payments_order SET review_reason = 'say which letters' WHERE id = {order};"
LINE_2 = (
    f"UPDATE payments_orderline SET refund_id = {NEW} WHERE order_id = {{order}} AND position = 2;"
)
EACH_LINE = f"UPDATE payments_orderline SET refund_id = {NEW} WHERE order_id = {{order}};"
RESERVED = "UPDATE letters_letter SET reserved = true WHERE inscription_id IS NULL;"
CLONE = (
    "INSERT INTO {table} SELECT (jsonb_populate_record(one, '{changes}')).* FROM {table} AS one "
    "WHERE id = {id};"
)


def refund(amount: int, state: str = "succeeded") -> str:
    """A refund of the order's payment with its mail."""
    return REFUND.replace("{amount}", str(amount)).replace("{state}", state)


def dispute(status: str, amount: int = 300) -> str:
    """A dispute of the order's payment."""
    return DISPUTE.replace("{status}", status).replace("{disputed}", str(amount))


def taken(state: str, amount: int = 300) -> str:
    """What the bank took by it."""
    return TAKEN.replace("{state}", state).replace("{taken}", str(amount))


def by_giver(text: str) -> str:
    """The same for the whole payment of the order with a gift."""
    payment = "(SELECT id FROM payments_payment WHERE order_id = {giver})"
    amount = "(SELECT total FROM payments_order WHERE id = {giver})"
    return text.replace("{payment}", payment).replace("300", amount).replace("{order}", "{giver}")


def free(only: str = "") -> str:
    """Free the letters of the order, or of some of its lines."""
    return FREE.replace("{and}", only)


def void(only: str = "") -> str:
    """Void their certificates."""
    return VOID.replace("{and}", only)


def state(name: str) -> str:
    """Set the state of the order."""
    when = "now()" if name == "fulfilled" else "NULL"
    return (
        f"UPDATE payments_order SET state = '{name}', fulfilled_at = {when} WHERE id = {{order}};"
    )


def clone(table: str, one: str, changes: str) -> str:
    """Copy a row with changes."""
    return CLONE.replace("{table}", table).replace("{id}", one).replace("{changes}", changes)


ONE = "AND position = 2"
