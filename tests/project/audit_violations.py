"""Violations of the audit's sentences, and the findings expected of each."""

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
VIOLATIONS = [
    Violation(
        "two letters",
        "DROP INDEX letter_inscription_unique;"
        "UPDATE letters_letter SET inscription_id = {inscription} WHERE ordinal = {free};",
        ["1. inscription {inscription} has 2 letters; {lower} is one"],
    ),
    Violation(
        "a letter of another series",
        clone(
            "letters_series", "{series}", f'{{"id": {NEW}, "slug": "another", "is_default": false}}'
        )
        + f"UPDATE letters_inscription SET series_id = {NEW} WHERE id = {{inscription}};",
        [
            f"1. inscription {{inscription}} of series {NEW} has letter {{scroll}}:{{ordinal}} "
            "of series {series}"
        ],
    ),
    Violation(
        "a turn changed",
        "UPDATE letters_letter SET draw_rank = 8000 WHERE ordinal = {free};",
        [
            "2. 1 letters of scroll {scroll} do not have the draw rank of its seed or of their "
            "return; {free} is one"
        ],
    ),
    Violation(
        "a return that did not happen",
        "INSERT INTO letters_returnevent (scroll_id, ordinal, draw_rank, returned_at) "
        "VALUES ({scroll}, {free}, 304810, now());",
        [
            "2. 1 letters of scroll {scroll} do not have the draw rank of its seed or of their "
            "return; {free} is one",
            "2. letter {scroll}:{free} came back with rank 304810, not 304806",
            "2. letter {scroll}:{free} came back 0 times by its history, 1 times by its ranks",
        ],
    ),
    Violation(
        "another commitment",
        "UPDATE letters_scroll SET commitment = repeat('0', 64);",
        ["2. the seed of scroll {scroll} is not the one committed to"],
    ),
    Violation(
        "a paid line without its letter",
        free(ONE),
        ["3. line 2 of the fulfilled order {order} has no letter"],
    ),
    Violation(
        "an unpaid order with letters",
        UNPAID + state("awaiting"),
        [
            f"3. line {n} of order {{order}}, awaiting, has letter {{scroll}}:{{ordinal{n}}}"
            for n in (1, 2, 3)
        ],
    ),
    Violation(
        "a refused order with a letter",
        UNPAID + free("AND position > 1") + state("review") + "UPDATE messaging_message"
        " SET kind = 'order_review' WHERE id = {message};",
        ["3. line 1 of order {order}, review, has letter {scroll}:{ordinal1}"],
    ),
    Violation(
        "a refunded letter that is still assigned",
        refund(100) + LINE_2,
        [
            f"3. line 2 of order {{order}} was refunded by refund {NEW} and has letter "
            "{scroll}:{ordinal} of an open scroll"
        ],
    ),
    Violation(
        "a certificate of a refunded letter",
        refund(100) + LINE_2 + free(ONE),
        [
            f"3. line 2 of order {{order}} was refunded by refund {NEW} and its certificate "
            "{certificate} is not voided"
        ],
    ),
    Violation("a correctly refunded letter", refund(100) + LINE_2 + free(ONE) + void(ONE), []),
    Violation(
        "a correctly refunded letter of a full scroll",
        refund(100) + LINE_2 + RESERVED + "UPDATE letters_scroll SET state = 'full';",
        [],
    ),
    Violation("a refund under way", refund(100, "pending") + LINE_2, []),
    Violation(
        "a refund under way that took its letter already",
        refund(100, "pending") + LINE_2 + free(ONE),
        ["3. line 2 of the fulfilled order {order} has no letter"],
    ),
    Violation(
        "a line under a refund that failed",
        refund(100, "failed") + LINE_2,
        [
            f"3. line 2 of order {{order}} is allocated to refund {NEW}, which is of another "
            "order or failed"
        ],
    ),
    Violation(
        "a line under another order's refund",
        refund(100, "pending").replace("{payment}", "{payment} + 1") + LINE_2,
        [
            f"3. line 2 of order {{order}} is allocated to refund {NEW}, which is of another "
            "order or failed"
        ],
    ),
    Violation(
        "a refunded order that keeps a line",
        refund(200) + EACH_LINE + "UPDATE payments_orderline SET refund_id = NULL"
        " WHERE order_id = {order} AND position = 3;" + free() + void() + state("refunded"),
        ["4. order {order} is refunded and its line 3 is not"],
    ),
    Violation(
        "an order refunded in full",
        refund(300) + EACH_LINE + free() + void() + state("refunded"),
        [],
    ),
    Violation(
        "a fulfilled order without money",
        UNPAID,
        ["4. order {order} is fulfilled and has no payment"],
    ),
    Violation(
        "an order that is paid and not served",
        free() + state("awaiting"),
        ["4. order {order} is awaiting and has the good payment {payment}"],
    ),
    Violation(
        "an order before the committee for nothing",
        state("review"),
        ["4. order {order} is review and has the good payment {payment}"],
    ),
    Violation(
        "an order that lost its letters to a refund that failed",
        refund(300, "failed") + free() + void() + state("review"),
        [],
    ),
    Violation(
        "another amount",
        "UPDATE payments_payment SET amount = 299 WHERE id = {payment};",
        ["4. payment {payment} is 299 usd, order {order} comes to 300 usd"],
    ),
    Violation(
        "another currency",
        "UPDATE payments_payment SET currency = 'eur' WHERE id = {payment};",
        ["4. payment {payment} is 300 eur, order {order} comes to 300 usd"],
    ),
    Violation(
        "an order that does not add up",
        "ALTER TABLE payments_order DROP CONSTRAINT order_total_is_sum;"
        "UPDATE payments_order SET total = 301 WHERE id = {order};"
        "UPDATE payments_payment SET amount = 301 WHERE id = {payment};",
        ["4. order {order} is 301, not 300 + 0 + 0"],
    ),
    Violation(
        "lines that do not add up",
        "UPDATE payments_orderline SET price = 99 WHERE id = {line};",
        ["4. the lines of order {order} come to 299, its letters to 300"],
    ),
    Violation(
        "all the money back and the letters kept",
        refund(300),
        ["4. order {order} is fulfilled, and payment {payment} is refunded in full"],
    ),
    Violation(
        "each letter back and the order still fulfilled",
        refund(299) + EACH_LINE + free() + void(),
        ["4. order {order} is fulfilled, and each of its lines is refunded"],
    ),
    Violation(
        "a refund in another currency",
        refund(100)
        + LINE_2
        + free(ONE)
        + void(ONE)
        + "UPDATE payments_refund SET currency = 'eur';",
        [f"4. refund {NEW} is in eur, and payment {{payment}} in usd"],
    ),
    Violation(
        "a refund that was never sent",
        refund(100, "unsent")
        + LINE_2
        + "UPDATE payments_refund SET created_at = '2026-01-02T03:04Z';",
        [
            f"4. refund {NEW} of order {{order}} is unsent since 2026-01-02 03:04:00+00, and "
            "Stripe does not have it"
        ],
    ),
    Violation("a refund created just now", refund(100, "unsent") + LINE_2, []),
    Violation(
        "more refunded than paid",
        refund(301, "pending"),
        ["4. the refunds of payment {payment} come to 301, more than its 300"],
    ),
    Violation(
        "odd money of a refunded order",
        free()
        + state("refunded")
        + "UPDATE payments_payment SET review_reason = 'paid in eur' WHERE id = {payment};",
        ["4. order {order} is refunded, and payment {payment} is not"],
    ),
    Violation(
        "cash that nobody accepted",
        WITHOUT_EVENT + "UPDATE payments_payment SET method = 'cash' WHERE id = {payment};",
        ["4. payment {payment} ({reference}) of order {order} is manual, and nobody accepted it"],
    ),
    Violation(
        "a cheque that was accepted and is no payment",
        "INSERT INTO payments_manualpayment (id, order_id, method, reference, received_on, amount,"
        " currency, recorded_by_id, recorded_at, accepted_at) VALUES"
        f" ({NEW}, {{order}}, 'cheque', '7', now(), 300, 'usd', 1, now(), now());",
        [f"4. the cheque {NEW} of order {{order}} was accepted, and has no matching payment"],
    ),
    Violation(
        "a receipt left out",
        "DELETE FROM payments_receipt WHERE number = {number};",
        ["4. no receipt has the number {number}"],
    ),
    Violation(
        "a dispute of no payment",
        "INSERT INTO payments_dispute (id, payment_id, amount, currency, reason, status, opened_at)"
        " VALUES ('dp_1', 0, 300, 'usd', 'fraudulent', 'lost', now());",
        ["4. dispute dp_1 is of no payment of Stripe's"],
    ),
    Violation(
        "a lost dispute that no book knows",
        dispute("lost"),
        ["4. dispute dp_1 of order {order}, lost, took 300, and no refund records it"],
    ),
    Violation(
        "an open dispute that no book knows",
        dispute("needs_response"),
        ["4. dispute dp_1 of order {order}, needs_response, took 300, and no refund records it"],
    ),
    Violation(
        "a dispute that was won and whose money is missing",
        dispute("won") + taken("pending"),
        [f"4. refund {NEW} records 300, and dispute dp_1 of order {{order}}, won, took 0"],
    ),
    Violation(
        "a dispute that took another amount",
        dispute("lost", 200) + taken("succeeded", 100) + ASKED,
        [f"4. refund {NEW} records 100, and dispute dp_1 of order {{order}}, lost, took 200"],
    ),
    Violation(
        "a lost dispute that is said to be open",
        dispute("lost") + taken("pending") + ASKED,
        [f"4. refund {NEW} is pending, and dispute dp_1 of order {{order}} is lost"],
    ),
    Violation(
        "an open dispute that is said to be lost",
        dispute("under_review") + taken("succeeded"),
        [f"4. refund {NEW} is succeeded, and dispute dp_1 of order {{order}} is under_review"],
    ),
    Violation(
        "a lost dispute whose letters nobody is asked about",
        dispute("lost") + taken("succeeded"),
        ["4. dispute dp_1 of order {order} is lost, and nobody is asked about its letters"],
    ),
    Violation("a lost dispute", dispute("lost") + taken("succeeded") + ASKED, []),
    Violation("an open dispute", dispute("needs_response") + taken("pending"), []),
    Violation("a dispute that was won", dispute("won") + taken("canceled"), []),
    Violation("an inquiry", dispute("warning_needs_response"), []),
    Violation(
        "a dispute of money that was refunded already",
        refund(300) + EACH_LINE + free() + void() + state("refunded") + dispute("lost"),
        [],
    ),
    Violation(
        "an order that waits while the bank has its money",
        dispute("needs_response") + taken("pending") + free() + state("waiting"),
        [],
    ),
    Violation(
        "a gift in the fund after the bank took it",
        by_giver(dispute("lost") + taken("succeeded") + ASKED),
        ["4. order {giver} has its gift in the fund, and its money was refunded or taken back"],
    ),
    Violation(
        "a gift taken out of the fund while its money is here",
        "INSERT INTO payments_fundentry (kind, currency, amount, order_id, note, created_at)"
        " SELECT 'gift_taken', currency, -amount, order_id, '', now() FROM payments_fundentry"
        " WHERE order_id = {giver};",
        ["4. order {giver} has its money, and its gift is not in the fund"],
    ),
    Violation(
        "a payment that Stripe did not report",
        UNREPORTED
        + RECONCILIATION.format(since=3, started=0, ended="NULL")
        + RECONCILIATION.format(since=1, started=0, ended="now()")
        + RECONCILIATION.format(since=4, started=3, ended="now()"),
        [
            "4. payment {payment} ({reference}) of order {order} has no event,"
            " and no reconciliation saw it"
        ],
    ),
    Violation(
        "a payment with an event of Stripe",
        "UPDATE payments_payment SET reference = 'pi_other' WHERE id = {payment};",
        ["4. event {event} is of payment {reference}, which is not recorded"],
    ),
    Violation(
        "a gift that the fund did not get",
        "DELETE FROM payments_fundentry WHERE order_id = {giver};",
        ["4. order {giver} is fulfilled and its gift is not in the fund as it was given"],
    ),
    Violation(
        "a full scroll with free letters",
        "UPDATE letters_scroll SET state = 'full';",
        ["5. scroll {scroll} is full and has 1000 free letters; {lowest} is one"],
    ),
    Violation(
        "a completed scroll with a kept letter that nobody has",
        RESERVED + "UPDATE letters_scroll SET state = 'completed';",
        ["5. scroll {scroll} is completed and has 1000 free letters; {lowest} is one"],
    ),
    Violation(
        "a completed scroll that changed",
        "UPDATE letters_scroll SET state = 'completed';"
        "INSERT INTO letters_letterevent (scroll_id, ordinal, changed_at)"
        " VALUES ({scroll}, {ordinal}, '2100-01-01T00:00Z');",
        [
            "5. scroll {scroll} is completed and has 1000 free letters; {lowest} is one",
            "5. letter {scroll}:{ordinal} changed at 2100-01-01 00:00:00+00, after its scroll was "
            "completed",
        ],
    ),
    Violation(
        "two open scrolls",
        "DROP INDEX one_open_scroll_per_series;"
        + clone("letters_scroll", "{scroll}", f'{{"id": {NEW}, "number": 99}}'),
        [
            f"2. scroll {NEW} has 0 letters",
            f"6. series {{series}} has 2 open scrolls, {{scroll}} and {NEW}",
        ],
    ),
    Violation(
        "an order that waits beside free letters",
        free() + state("waiting"),
        ["6. order {order} waits for 3 letters while 1003 are free"],
    ),
    Violation(
        "an order that waits for more than is free",
        free() + state("waiting") + RESERVED,
        [],
    ),
    Violation(
        "an order that waits for its money to come back",
        refund(300, "unsent") + EACH_LINE + free() + state("waiting"),
        [],
    ),
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

WAITING = [
    (
        dispute("lost") + taken("succeeded") + ASKED,
        "dispute dp_1 of order {order} is lost: say whether its letters stay",
    ),
    (
        "UPDATE payments_payment SET review_reason = 'paid in eur' WHERE id = {payment};",
        "payment {payment} ({reference}) of order {order}: 300 usd, paid in eur",
    ),
    (refund(100, "failed"), f"refund {NEW} of order {{order}}: 100 usd could not be sent ()"),
    (
        "UPDATE payments_payment SET method = 'cash' WHERE id = {payment};" + refund(100, "unsent"),
        f"refund {NEW} of order {{order}}: 100 usd to be returned by hand (cash)",
    ),
]
