"""How long the audit takes over a scroll with 100,000 fulfilled orders."""

from collections.abc import Iterator
from io import StringIO

from django.core.management import call_command
from django.db import connection

from dev.bench.measure import Measure, best_of
from dev.bench.tools.temporary_database import temporary_database
from dev.factories.register import fill_register
from letters.scrolls.scrolls import open_scroll, prepare_scroll

ORDERS = 100_000
# Each letter beside its inscription and its line, and nothing asked of them.
BARE = """
SELECT count(*) FROM letters_letter AS letter
JOIN letters_inscription AS inscription ON inscription.id = letter.inscription_id
JOIN payments_orderline AS line ON line.inscription_id = inscription.id
"""


def run() -> Iterator[Measure]:
    """Measure in a temporary database; an audit that finds anything ends the run."""
    with temporary_database() as series:
        scroll = open_scroll(scroll=prepare_scroll(series=series, number=1))
        fill_register(scroll=scroll, orders=ORDERS)
        bare = best_of(3, _join)
        audit = best_of(3, lambda: call_command("audit", stdout=StringIO()))
    baseline = "one count over the join of letters, inscriptions and lines"
    yield Measure("audit_s", round(audit, 2), "s", baseline, round(audit / bare, 1))


def _join() -> None:
    with connection.cursor() as cursor:
        cursor.execute(BARE)
