"""How long a register of a whole scroll takes to be imported in the worker, and how much memory."""

import csv
import io
import random
from collections.abc import Iterator
from itertools import islice
from time import perf_counter

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import connection, transaction

from dev.bench.measure import Measure
from dev.bench.tools.temporary_database import temporary_database
from dev.bench.tools.worker import private_folder, run_in_worker
from dev.factories.population import Population
from letters.earlier.registers import add_register, begin_import
from letters.models import EarlierEntry, EarlierRegister, Series
from letters.torah import TOTAL_LETTERS

MAX_MB = 1_000
HEADINGS = ("מספר", "שם פרטי", "בן/בת", "שם האם", "שם האב", "שם משפחה", "עיר", "שנה")
CITIES = ("ירושלים", "בני ברק", "ניו יורק", "פריז")
_TASK = "letters.tasks.run_earlier_register"

Cells = tuple[str, ...]


def run() -> Iterator[Measure]:
    """Of the import alone: looking through the file before it is not counted."""
    with temporary_database() as series, private_folder() as folder:
        rows = _rows()
        baseline_seconds = _baseline(rows)
        register = _looked_through(series, rows, folder)
        begin_import(register)
        seconds, peak = run_in_worker(_TASK, register.pk, folder)
        stored = EarlierEntry.objects.count()
        if stored != TOTAL_LETTERS:
            raise SystemExit(f"{stored:,} rows were stored")
    baseline = f"bare COPY of the cells of {TOTAL_LETTERS:,} rows"
    ratio = round(seconds / baseline_seconds, 1)
    yield Measure("earlier_import_s", round(seconds, 1), "s", baseline, ratio)
    yield Measure("earlier_import_mb", round(peak), "MB", f"{MAX_MB} MB", round(peak / MAX_MB, 2))


def _rows() -> list[Cells]:
    """Invented families as frequent as in Israel; a third of the fathers are unknown."""
    chance = random.Random(1)  # noqa: S311 - the same each time
    people = (each for family in Population(5).families(TOTAL_LETTERS) for each in family)
    return [
        (
            str(number),
            name.given_name,
            "בן" if name.relation == "ben" else "בת",
            name.mother_name,
            name.father_name if number % 3 else "",
            name.family_name,
            chance.choice(CITIES),
            str(chance.randint(1940, 1985)),
        )
        for number, name in enumerate(islice(people, TOTAL_LETTERS), 1)
    ]


def _baseline(rows: list[Cells]) -> float:
    columns = ", ".join(f"column{number} text" for number in range(len(HEADINGS)))
    start = perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE cells ({columns}) ON COMMIT DROP")
        with cursor.copy("COPY cells FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    return perf_counter() - start


def _looked_through(series: Series, rows: list[Cells], folder: str) -> EarlierRegister:
    file = io.StringIO()
    csv.writer(file).writerows([HEADINGS, *rows])
    register = add_register(
        series=series,
        scroll_number=9,
        title="The 9th",
        origin="bench",
        quality="copied",
        language="he",
        file=ContentFile(file.getvalue().encode(), "list.csv"),
        by=User.objects.create(username="bench"),
    )
    run_in_worker(_TASK, register.pk, folder)
    register.refresh_from_db()
    if register.state != EarlierRegister.State.DONE:
        raise SystemExit(f"It was not looked through: {register.state} {register.failure}")
    return register
