"""How long a shliach waits until a list of 5,000 is read, checked against three million, shown."""

import csv
import io
import random
from collections.abc import Iterator
from itertools import product
from time import perf_counter
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from communities.lists.name_lists import create_list
from communities.members.members import add_member
from communities.models import Membership, NameList
from dev.bench.measure import Measure
from dev.bench.tools.temporary_database import temporary_database
from dev.bench.tools.worker import private_folder, run_in_worker
from dev.factories.register import array_text, without_foreign_keys
from letters.holders.inscriptions import get_or_create_purchaser
from letters.matching.compare import NameFacts
from letters.matching.keys import stored_keys
from letters.models import Community, Scroll, Series
from letters.names import exact_match_key
from letters.torah import TOTAL_LETTERS
from payments.orders.consent import SENT_LIST, version_of

NAMES = 5_000
SCROLLS = 10  # full: 3,048,050 people
VARIETY = 400  # given names, and as many of mothers; the first of them twenty times the rarest
MAX_MB = 300

# The higher its number, the rarer a name: a uniform number squared.
_CHOOSE = f"1 + floor({VARIETY} * random() ^ 2)::int"
_FILL = f"""
INSERT INTO letters_person
    (id, purchaser_id, kind, given_name, relation, mother_name, father_name, family_name, departed,
     honorific, declared, country, city, exact_match_key, match_keys, name_classes,
     created_at)
SELECT n, %(payer)s, 'adult', names[g], 'ben', names[m], '', '', false, '', 'self', '', '',
       exact[g] || '|' || exact[m], keys::bigint[], '{{}}', now()
FROM (
    SELECT n, {_CHOOSE} AS g, {_CHOOSE} AS m FROM generate_series(1, %(people)s) AS n
) AS chosen JOIN unnest(%(keys)s::text[]) WITH ORDINALITY AS matched(keys, pair)
    ON pair = (g - 1) * {VARIETY} + m,
    (SELECT %(names)s::text[] AS names, %(exact)s::text[] AS exact) AS pool
"""  # noqa: S608 - a number of our own
INSCRIBE = """
INSERT INTO letters_inscription (id, person_id, series_id, created_at)
SELECT id, id, %(series)s, now() FROM letters_person
"""
GIVE = """
INSERT INTO letters_letter (scroll_id, ordinal, draw_rank, reserved, inscription_id)
SELECT (%(scrolls)s::bigint[])[1 + (id - 1) / %(size)s], 1 + (id - 1) %% %(size)s,
       1 + (id - 1) %% %(size)s, false, id
FROM letters_inscription
"""
# The least that has to be done: send the cells to the server, and look each name up once.
_BARELY = """
SELECT count(DISTINCT (listed.line, scroll_id)) FROM listed
JOIN letters_person person ON person.match_keys @> ARRAY[listed.key]
JOIN letters_inscription inscription ON inscription.person_id = person.id
JOIN letters_letter letter ON letter.inscription_id = inscription.id
"""


def measure_import() -> Iterator[Measure]:
    """Measure in a temporary database, beside a register of three million people."""
    with temporary_database() as series, private_folder() as folder:
        names = _names()
        _fill(series, names)
        rows = _rows(names)
        baseline_seconds = _baseline(rows)
        with override_settings(ALLOWED_HOSTS=["testserver"]):
            seconds, peak = _import(series, rows, folder)
    baseline = f"bare COPY of the {NAMES:,} rows and one join by key with {SCROLLS} full scrolls"
    yield Measure(
        "import_5000_s", round(seconds, 2), "s", baseline, round(seconds / baseline_seconds, 1)
    )
    yield Measure("import_5000_mb", round(peak), "MB", f"{MAX_MB} MB", round(peak / MAX_MB, 2))


def _names() -> list[str]:
    """Invented names in both scripts, of three consonants each so that no two are the same name."""
    rng = random.Random(1)  # noqa: S311 - the same names each time
    hebrew, latin = "בגדזטכלמנסעפצקרשת", "bdfgklmnprstvz"
    found: set[str] = set()
    while len(found) < VARIETY:
        a, b, c = rng.sample(hebrew if len(found) % 2 else latin, 3)
        found.add(f"{a}{b}{c}" if len(found) % 2 else f"{a}a{b}e{c}a".title())
    return sorted(found, key=lambda name: rng.random())


def _fill(series: Series, names: list[str]) -> None:
    made = Scroll.objects.bulk_create(
        Scroll(series=series, number=number, edition="ashkenaz", commitment="0" * 64)
        for number in range(1, SCROLLS + 1)
    )
    values: dict[str, Any] = {
        "payer": get_or_create_purchaser(email="bench@example.org", language="en").pk,
        "people": SCROLLS * TOTAL_LETTERS,
        "names": names,
        "exact": [exact_match_key(name) for name in names],
        "keys": [
            array_text(stored_keys(NameFacts(given, "ben", mother)))
            for given, mother in product(names, repeat=2)
        ],
        "series": series.pk,
        "scrolls": [scroll.pk for scroll in made],
        "size": TOTAL_LETTERS,
    }
    with transaction.atomic(), connection.cursor() as cursor, without_foreign_keys(cursor):
        for statement in (_FILL, INSCRIBE, GIVE):
            cursor.execute(statement, values)
        cursor.execute("ANALYZE")


def _rows(names: list[str]) -> list[tuple[str, str, str, str]]:
    """A shliach's list: given name, son or daughter, mother's name, address; some are unclear."""
    rng = random.Random(2)  # noqa: S311
    return [
        (
            names[int(VARIETY * rng.random() ** 2)],
            "ben" if rng.random() > 0.02 else "",
            names[int(VARIETY * rng.random() ** 2)],
            f"name{number}@example.org",
        )
        for number in range(NAMES)
    ]


def _baseline(rows: list[tuple[str, str, str, str]]) -> float:
    start = perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE listed (line int, given text, relation text, mother text,"
            " email text, key bigint) ON COMMIT DROP"
        )
        with cursor.copy("COPY listed FROM STDIN") as copy:
            for line, row in enumerate(rows):
                copy.write_row((line, *row, min(stored_keys(NameFacts(row[0], row[1], row[2])))))
        cursor.execute(_BARELY)
    return perf_counter() - start


def _import(
    series: Series, rows: list[tuple[str, str, str, str]], folder: str
) -> tuple[float, float]:
    """Seconds from the upload to the first page of rows; the worker's peak memory in MB."""
    community = Community.objects.create(
        slug="bench", name="Bench", city="London", country="GB", approved_at=timezone.now()
    )
    helper = add_member(
        community=community,
        email="helper@example.org",
        name="Bench",
        role=Membership.Role.HELPER,
        by=None,
    ).user
    file = io.StringIO()
    csv.writer(file).writerows([("Given name", "Son or daughter", "Mother", "Email"), *rows])
    start = perf_counter()
    name_list, _new = create_list(
        community=community,
        series=series,
        by=helper,
        title="5,000",
        language="en",
        consent=version_of(SENT_LIST),
        content=file.getvalue().encode(),
    )
    sent = perf_counter() - start
    read, peak = run_in_worker("communities.tasks.read_list", name_list.pk, folder)
    name_list.refresh_from_db()
    if name_list.state != NameList.State.DONE or name_list.rows.count() != NAMES:
        raise SystemExit(f"The list was not read: {name_list.state} {name_list.failure}")
    return sent + read + _show(name_list, helper), peak


def _show(name_list: NameList, helper: User) -> float:
    client = Client()
    client.force_login(helper)
    start = perf_counter()
    page = client.get(f"/shluchim/{name_list.community.slug}/lists/{name_list.pk}/")
    if page.status_code != 200:
        raise SystemExit(f"The list is not shown: {page.status_code}")
    return perf_counter() - start
