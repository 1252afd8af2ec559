import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core.management.commands import migrate


@pytest.mark.django_db(transaction=True)
def test_migrate_gives_up_where_a_table_is_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "LOCK_TIMEOUT", "100ms")
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("LOCK TABLE django_migrations IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(CommandError, match="A table was in use"):
            call_command("migrate", verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_migrate_leaves_no_lock_timeout_behind() -> None:
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)
