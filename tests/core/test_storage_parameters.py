"""Storage parameters that a model declares reach the table, and leave it again."""

import pytest
from django.db import connection, models

from core.storage_parameters import StorageParameters
from letters.models import Letter


def options(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reloptions FROM pg_class WHERE relname = %s", [table])
        return cursor.fetchone()[0] or []


@pytest.mark.django_db
def test_letters_are_vacuumed_after_a_thousand_draws() -> None:
    found = options("letters_letter")
    assert "autovacuum_vacuum_threshold=1000" in found
    assert "autovacuum_vacuum_scale_factor=0" in found
    assert "vacuum_index_cleanup=on" in found


@pytest.mark.django_db(transaction=True)
def test_parameters_are_removed_and_set_again() -> None:
    (declared,) = [each for each in Letter._meta.constraints if isinstance(each, StorageParameters)]
    before = options("letters_letter")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Letter, declared)
    assert options("letters_letter") == []
    with connection.schema_editor() as editor:
        editor.add_constraint(Letter, declared)
    assert sorted(options("letters_letter")) == sorted(before)


def test_parameters_that_differ_are_not_equal() -> None:
    one = StorageParameters(name="a", parameters={"fillfactor": 90})
    assert one == StorageParameters(name="a", parameters={"fillfactor": 90})
    assert one != StorageParameters(name="a", parameters={"fillfactor": 80})
    assert one != models.CheckConstraint(condition=models.Q(), name="a")
    assert isinstance(one.clone(), StorageParameters)
