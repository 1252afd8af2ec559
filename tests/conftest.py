"""Fixtures of all tests: a real PostgreSQL, a small scroll, an unpaid order."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import translation
from kombu.exceptions import OperationalError

from core import jobs
from core.cache import StaleWhileRevalidateCache
from letters.models import Price, Scroll, Series
from letters.scrolls.scrolls import open_scroll, prepare_scroll
from messaging import outbox
from payments.models import Order
from payments.orders.consent import FAMILY, version_of
from payments.orders.place import Name, place_order
from tests import database_cleanup, recorded_templates
from tests.template_database import template_database
from unity_torah.celery import app as celery_app

NAMES = [
    Name("adult", "יוסף", "ben", "חנה", "", "לוי", False, "", "self"),
    Name("child", "Mushka", "bas", "Sarah", "", "Levi", False, "", "parent"),
    Name("adult", "אברהם", "ben", "", "יעקב", "לוי", True, "ע״ה", "authorised"),
]

ENQUEUE = jobs.enqueue

database_cleanup.install()
recorded_templates.install()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Order the tests so that long ones start first: all browser tests in one process, which runs
    the only site, other long tests in the next. Each process starts with an equal share.
    """
    browser = [item for item in items if item.get_closest_marker("browser")]
    long = [item for item in items if item.get_closest_marker("long") and item not in browser]
    rest = [item for item in items if item not in {*browser, *long}]
    processes = getattr(config, "workerinput", {}).get("workercount", 1)
    share = max(0, len(items) // processes - len(browser)) if processes > 1 else 0
    items[:] = [*browser, *rest[:share], *long, *rest[share:]]


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Copy the tests' database from a template: migrating takes longer than most test folders."""
    connection.settings_dict["TEST"]["TEMPLATE"] = template_database()


@pytest.fixture(autouse=True)
def _empty_caches() -> Iterator[None]:
    cache.clear()
    StaleWhileRevalidateCache.clear_all()
    outbox.reset_for_tests()
    translation.deactivate()  # a request leaves its language active in the thread
    yield
    cache.clear()


@pytest.fixture
def own_database(transactional_db: None) -> Iterator[None]:
    """Another database for one test that changes the schema; name it before other fixtures."""
    usual = connection.settings_dict["NAME"]
    own = f"{usual}_own"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {own} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {own} TEMPLATE {template_database()}")
        _connect_to(own)
        yield
        _connect_to(usual)
        server.execute(f"DROP DATABASE {own} WITH (FORCE)")


def _connect_to(database: str) -> None:
    """Let this and new threads connect to a database of the tests' server."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict["NAME"] = database


@dataclass(frozen=True)
class QueuedJob:
    """One call of `core.jobs.enqueue`."""

    task: str
    args: tuple[object, ...]
    countdown: float


@pytest.fixture(autouse=True)
def queued_jobs(monkeypatch: pytest.MonkeyPatch) -> list[QueuedJob]:
    """The jobs asked of the worker; none of them reaches the broker."""
    queued: list[QueuedJob] = []

    def enqueue(task: str, *args: object, countdown: float = 0) -> None:
        queued.append(QueuedJob(task, args, countdown))

    monkeypatch.setattr(jobs, "enqueue", enqueue)
    return queued


@pytest.fixture
def real_queue(queued_jobs: list[QueuedJob], monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs go to the broker, as in production."""
    monkeypatch.setattr(jobs, "enqueue", ENQUEUE)


@pytest.fixture
def broker_unavailable(real_queue: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every attempt to queue a job fails as it does while Redis is down."""

    def refuse(*args: object, **options: object) -> None:
        raise OperationalError("Connection refused")

    monkeypatch.setattr(celery_app, "send_task", refuse)


@pytest.fixture
def series(db: None) -> Series:
    """The Unity series with prices in two currencies."""
    series = Series.objects.create(
        slug="unity", is_default=True, name="Sefer Torah Haklali", name_he="ספר התורה הכללי"
    )
    Price.objects.create(series=series, currency="usd", letter=100, minimum=50)
    Price.objects.create(series=series, currency="ils", letter=400, minimum=200, fee_fixed=120)
    return series


@pytest.fixture
def make_scroll(transactional_db: None, series: Series) -> Callable[..., Scroll]:
    """Make a small scroll, open unless told otherwise."""

    def make(number: int = 12, letters: int = 500, opened: bool = True) -> Scroll:
        scroll = prepare_scroll(series=series, number=number, letters=letters)
        return open_scroll(scroll=scroll) if opened else scroll

    return make


@pytest.fixture
def scroll(make_scroll: Callable[..., Scroll]) -> Scroll:
    """The 12th scroll, open, with 500 letters."""
    return make_scroll()


@pytest.fixture
def make_order(scroll: Scroll) -> Callable[..., Order]:
    """Place an order of three names (or of those given) for the open scroll."""

    def make(names: list[Name] | None = None, **changes: Any) -> Order:
        form: dict[str, Any] = {
            "email": "chana@example.org",
            "language": "en",
            "zone": "Europe/London",
            "cover_fee": False,
            "gift": 0,
            "form_token": "one",
            "consent": version_of(FAMILY),
        }
        price = Price.objects.get(currency=changes.pop("currency", "usd"))
        return place_order(price=price, names=names or NAMES, **{**form, **changes})

    return make


@pytest.fixture
def order(make_order: Callable[..., Order]) -> Order:
    """An unpaid order of three names: 3.00 USD."""
    return make_order()
