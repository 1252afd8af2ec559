"""Storage parameters of a PostgreSQL table, declared with its model so that migrations set them."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class StorageParameters(models.BaseConstraint):
    """ALTER TABLE … SET (…), such as the settings of autovacuum for one table.

    In `Meta.constraints`, where the autodetector finds it; it constrains nothing.
    """

    def __init__(self, *, name: str, parameters: Mapping[str, int | float | str]) -> None:
        super().__init__(name=name)
        self.parameters = dict(parameters)

    def constraint_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> Any:
        """Nothing inside CREATE TABLE: the parameters are set after it."""
        assert schema_editor  # noqa: S101 - Django passes it
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))

    def create_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> Any:
        values = ", ".join(f"{name} = {value}" for name, value in self.parameters.items())
        return f"ALTER TABLE {self._table(model, schema_editor)} SET ({values})"

    def remove_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> Any:
        names = ", ".join(self.parameters)
        return f"ALTER TABLE {self._table(model, schema_editor)} RESET ({names})"

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Every row is valid."""

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "parameters": self.parameters}

    def __eq__(self, other: object) -> bool:
        if isinstance(other, StorageParameters):
            return (self.name, self.parameters) == (other.name, other.parameters)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self.name)

    @staticmethod
    def _table(model: type[models.Model] | None, editor: BaseDatabaseSchemaEditor | None) -> str:
        assert model  # noqa: S101 - Django passes both
        assert editor  # noqa: S101
        return editor.quote_name(model._meta.db_table)
