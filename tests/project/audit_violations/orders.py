"""Orders, payments and receipts that contradict each other."""

# ruff: noqa: S608 - statements composed of constants

from tests.project.audit_violations.statements import (
    EACH_LINE,
    NEW,
    ONE,
    RECONCILIATION,
    UNPAID,
    UNREPORTED,
    WITHOUT_EVENT,
    Violation,
    free,
    refund,
    state,
    void,
)

VIOLATIONS = [
    Violation(
        "a valid certificate of a deleted name",
        "UPDATE letters_person SET given_name = '—', mother_name = '', family_name = '',"
        " match_keys = '{{}}', name_classes = '{{}}', erased_at = now() WHERE id = ("
        "SELECT person_id FROM letters_inscription WHERE id = {inscription});",
        [
            "7. line 2 of order {order} has the valid certificate {certificate} of a deleted name",
        ],
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
        ["4. order {order} is 301, not 300 + 0 + 0 + 0"],
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
]
