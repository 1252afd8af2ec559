"""A large register: fulfilled orders with all their rows, inserted in SQL.

The rows are what `place_order` and `apply_payment` write, a thousand times faster; the audit proves
it by finding nothing wrong.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import product

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from dev.factories.stripe_event import EVENT
from letters.matching.keys import name_classes, stored_keys
from letters.matching.same import facts_of
from letters.models import Scroll
from letters.names import TypedName, person_exact_key

NAMES = 3  # a family's order
GIFT_EACH = 10  # every tenth order has a gift
PRICE, GIFT = 100, 180  # minor units

GIVEN = ["יוסף", "דוד", "Levi", "אברהם", "Menachem", "יעקב", "משה", "Zalman", "שמואל", "Dovber"]
MOTHERS = ["שרה", "רבקה", "Chana", "לאה", "דבורה", "Sterna", "רחל", "אסתר", "Baila", "Freida"]
FAMILIES = ["", "Levi", "כהן", "Friedman", "אזולאי", "Rosen", "ביטון"]

# Each inserts rows whose ids follow those that exist: {table} is the last id of a table.
_INSERTS = {
    "letters_purchaser": """
        (id, email, language, created_at)
        SELECT {letters_purchaser} + n, 'buyer-' || {letters_purchaser} + n || '@example.org',
               CASE n % 2 WHEN 0 THEN 'he' ELSE 'en' END, now() - n * interval '1 minute'
        FROM generate_series(1, {orders}) AS n
    """,
    "letters_person": """
        (id, purchaser_id, kind, given_name, relation, mother_name, father_name, family_name,
         departed, honorific, declared, country, city, exact_match_key, match_keys,
         name_classes, created_at)
        SELECT {letters_person} + n, {letters_purchaser} + (n + {names} - 1) / {names}, 'adult',
               given, 'ben', mother, '', family, false, '', 'self', '', '', exact,
               keys::bigint[], classes::bigint[], now()
        FROM generate_series(1, {people}) AS n
        JOIN unnest(%(given)s::text[], %(mother)s::text[], %(family)s::text[], %(exact)s::text[],
                    %(keys)s::text[], %(classes)s::text[])
            WITH ORDINALITY AS name(given, mother, family, exact, keys, classes, turn)
        ON turn = mod(n, {variety}) + 1
    """,
    "letters_inscription": """
        (id, person_id, series_id, created_at)
        SELECT {letters_inscription} + n, {letters_person} + n, {series}, now()
        FROM generate_series(1, {people}) AS n
    """,
    "payments_order": """
        (id, public_id, series_id, purchaser_id, email, language, zone, method, currency,
         letters_amount, fee_amount, gift_amount, total, state, review_reason, created_at,
         fulfilled_at)
        SELECT {payments_order} + n, md5('order ' || {payments_order} + n), {series},
               {letters_purchaser} + n, 'buyer-' || {letters_purchaser} + n || '@example.org',
               'en', 'Europe/London', 'stripe', 'usd', {letters}, 0, gift, {letters} + gift,
               'fulfilled', '', now() - n * interval '1 minute', now() - n * interval '1 minute'
        FROM generate_series(1, {orders}) AS n,
             LATERAL (SELECT CASE n % {gift_each} WHEN 0 THEN {gift} ELSE 0 END AS gift) AS more
    """,
    "payments_orderline": """
        (id, order_id, position, inscription_id, price)
        SELECT {payments_orderline} + n, {payments_order} + (n + {names} - 1) / {names},
               (n - 1) % {names} + 1, {letters_inscription} + n, {price}
        FROM generate_series(1, {people}) AS n
    """,
    "payments_checkout": """
        (id, order_id, number, session_id, url, state, expires_at, created_at)
        SELECT {payments_checkout} + n, {payments_order} + n, 1,
               'cs_' || {payments_checkout} + n, '', 'complete', now(), now()
        FROM generate_series(1, {orders}) AS n
    """,
    "payments_payment": """
        (id, order_id, method, reference, session_id, amount, currency, review_reason, received_at)
        SELECT {payments_payment} + n, orders.id, 'stripe', 'pi_' || {payments_payment} + n,
               'cs_' || {payments_checkout} + n, total, currency, '', fulfilled_at
        FROM generate_series(1, {orders}) AS n
        JOIN payments_order AS orders ON orders.id = {payments_order} + n
    """,
    "payments_receipt": """
        (id, number, payment_id, issued_at)
        SELECT {payments_receipt} + n, last.number + n, {payments_payment} + n, now()
        FROM generate_series(1, {orders}) AS n,
             (SELECT coalesce(max(number), 0) AS number FROM payments_receipt) AS last
    """,
    "payments_fundentry": """
        (id, kind, currency, amount, order_id, note, created_at)
        SELECT {payments_fundentry} + n, 'gift', 'usd', {gift},
               {payments_order} + n * {gift_each}, '', now()
        FROM generate_series(1, {orders} / {gift_each}) AS n
    """,
    "letters_certificate": """
        (id, inscription_id, token, check_token, day, jewish_day, created_at)
        SELECT {letters_certificate} + n, {letters_inscription} + n,
               md5('sheet ' || {letters_certificate} + n),
               md5('check ' || {letters_certificate} + n), current_date, current_date, now()
        FROM generate_series(1, {people}) AS n
    """,
    "messaging_message": """
        (id, kind, about, recipient, language, state, message_id, attempts, next_attempt_at,
         error, created_at, sent_at)
        SELECT {messaging_message} + n, 'order_fulfilled', public_id, email, language, 'sent',
               '<' || {messaging_message} + n || '@example.org>', 1, now(), '', now(), now()
        FROM generate_series(1, {orders}) AS n
        JOIN payments_order AS orders ON orders.id = {payments_order} + n
    """,
}
_EVENTS = """
INSERT INTO payments_stripeevent (id, type, body, outcome, error, received_at, handled_at)
SELECT 'evt_' || payment.id, 'checkout.session.completed',
       format(%(event)s, 'evt_' || payment.id, payment.session_id, payment.reference,
              orders.public_id, payment.amount)::jsonb,
       'handled', '', payment.received_at, payment.received_at
FROM payments_payment AS payment JOIN payments_order AS orders ON orders.id = payment.order_id
WHERE payment.id > {payments_payment}
"""
_HOLDERS = """
UPDATE letters_letter AS letter SET inscription_id = {letters_inscription} + turn.n
FROM (
    SELECT ordinal, row_number() OVER (ORDER BY draw_rank) AS n FROM letters_letter
    WHERE scroll_id = {scroll} AND inscription_id IS NULL AND NOT reserved
) AS turn
WHERE letter.scroll_id = {scroll} AND letter.ordinal = turn.ordinal AND turn.n <= {people}
"""
# Checked row by row they would take longer than the inserts; restored, they are checked at once.
_FOREIGN_KEYS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
FROM pg_constraint WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)
"""


@transaction.atomic
def fill_register(*, scroll: Scroll, orders: int, names: int = NAMES) -> None:
    """Insert fulfilled orders of `names` names each; the scroll must have as many free letters.

    With purchasers, people, certificates, checkouts, payments, receipts, gifts, mails sent and
    Stripe's events. For a temporary database: its tables are locked meanwhile.
    """
    with connection.cursor() as cursor, without_foreign_keys(cursor):
        numbers = {
            "orders": orders,
            "names": names,
            "people": orders * names,
            "series": scroll.series_id,
            "scroll": scroll.pk,
            "price": PRICE,
            "letters": PRICE * names,
            "gift": GIFT,
            "gift_each": GIFT_EACH,
        }
        for table in _INSERTS:
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608 - our own
            numbers[table] = cursor.fetchone()[0]
        pool = _names()
        numbers["variety"] = len(pool["given"])
        for table, rows in _INSERTS.items():
            values = pool if table == "letters_person" else None
            cursor.execute(f"INSERT INTO {table} {rows.format(**numbers)}", values)
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"  # noqa: S608
            )
        cursor.execute(_HOLDERS.format(**numbers))
        cursor.execute(_EVENTS.format(**numbers), {"event": _event()})
        cursor.execute("ANALYZE")


@contextmanager
def without_foreign_keys(cursor: CursorWrapper) -> Iterator[None]:
    """Put off the checks of foreign keys to the end: all rows are checked at once."""
    cursor.execute(_FOREIGN_KEYS, [[*_INSERTS, "letters_letter"]])
    keys = cursor.fetchall()
    for table, name, _ in keys:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    yield
    for table, name, definition in keys:
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def _event() -> str:
    """Stripe's event as a pattern for PostgreSQL's `format`."""
    pattern = EVENT.replace("%", "%%")
    for place, word in enumerate(["EVENT", "SESSION", "INTENT", "ORDER"], 1):
        pattern = pattern.replace(f'"{word}"', f'"%{place}$s"')
    return pattern.replace('"AMOUNT"', "%5$s")


def array_text(numbers: Iterable[int]) -> str:
    """An array of PostgreSQL as text."""
    return f"{{{','.join(map(str, numbers))}}}"


def _names() -> dict[str, list[str]]:
    """A few hundred names with their match keys, one column each."""
    people = list(product(GIVEN, MOTHERS, FAMILIES))
    names = [TypedName(given, "ben", mother, "", family) for given, mother, family in people]
    facts = [facts_of(name) for name in names]
    given, mother, family = map(list, zip(*people, strict=True))
    return {
        "given": given,
        "mother": mother,
        "family": family,
        "exact": [person_exact_key(name) for name in names],
        # As text: PostgreSQL has no arrays of arrays of different lengths.
        "keys": [array_text(stored_keys(each)) for each in facts],
        "classes": [array_text(name_classes(each)) for each in facts],
    }
