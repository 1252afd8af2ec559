import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from core.locks import DIRECT, Lock, exclusive, hold, try_hold
from tests.core.test_jobs import APPS
from tests.races import at_once


def test_every_advisory_lock_is_in_the_registry() -> None:
    takes_one = re.compile(r"pg_(try_)?advisory")
    program = (path for app in APPS for path in Path(settings.BASE_DIR, app).rglob("*.py"))
    found = {
        str(path.relative_to(settings.BASE_DIR))
        for path in program
        if path.parent.name != "migrations" and takes_one.search(path.read_text())
    }
    # The trigger of balance entries takes its number from the registry as well.
    assert found == {"core/locks.py", "payments/models/balance.py"}


def test_exclusive_lock_is_released_with_its_block(db: None) -> None:
    with exclusive(Lock.MAILING_SLOT, 1) as first:
        pass
    with exclusive(Lock.MAILING_SLOT, 1) as second:
        pass
    assert (first, second) == (True, True)


def test_exclusive_lock_is_not_given_twice(db: None) -> None:
    with (
        exclusive(Lock.MAILING_SLOT, 1) as first,
        exclusive(Lock.MAILING_SLOT, 1) as same,
        exclusive(Lock.MAILING_SLOT, 2) as other_key,
        exclusive(Lock.FUND, 1) as other_lock,
    ):
        assert (first, same, other_key, other_lock) == (True, False, True, True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("take", [hold, try_hold])
def test_lock_of_a_transaction_is_refused_outside_one(take: object) -> None:
    with pytest.raises(RuntimeError, match="FUND"):
        take(Lock.FUND)  # type: ignore[operator]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("key", [7, "a hashed address"])
def test_try_hold_keeps_others_out_until_the_transaction_ends(key: int | str) -> None:
    got: list[bool] = []

    def take() -> None:
        with transaction.atomic():
            got.append(try_hold(Lock.CHECKOUT_REQUESTER, key))

    with transaction.atomic():
        hold(Lock.CHECKOUT_REQUESTER, key)
        assert at_once(1, take) == []
    take()
    assert got == [False, True]


def test_direct_connections_have_time_limits(db: None) -> None:
    with psycopg.connect(**connections[DIRECT].get_connection_params()) as session:
        limits = session.execute(
            "SELECT current_setting('lock_timeout'), current_setting('statement_timeout'),"
            " current_setting('idle_in_transaction_session_timeout'), current_database()"
        ).fetchone()
    assert limits == ("5s", "30min", "1min", connection.settings_dict["NAME"])


def test_statements_of_pages_have_a_shorter_limit() -> None:
    program = (
        "import unity_torah.wsgi; from django.conf import settings;"
        "print(settings.DATABASES['default']['OPTIONS']['options'])"
    )
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "unity_torah.settings.development", "DEBUG": "1",
    }  # fmt: skip
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=settings.BASE_DIR, env=environment,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "-c statement_timeout=30s" in run.stdout
