"""Operations of migrations that only say anew how something is called."""

from typing import Any

from django.db.migrations.operations import AlterField, AlterModelOptions
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class _OfLabels(Operation):
    """Neither the database nor a migration's own models know of labels.

    So nothing is rendered anew: Django does that for each field and all that is related to it,
    which took as long for 224 labels as all other migrations together.
    """

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Write the labels into the state alone."""
        rendered = state.__dict__.pop("apps", None)
        super().state_forwards(app_label, state)
        if rendered is not None:
            state.__dict__["apps"] = rendered

    def database_forwards(self, *_anything: Any) -> None:
        """Nothing to do."""

    def database_backwards(self, *_anything: Any) -> None:
        """Nothing to do."""


class LabelField(_OfLabels, AlterField):
    """A field's label, help text or choices."""


class LabelModel(_OfLabels, AlterModelOptions):
    """A model's names."""
