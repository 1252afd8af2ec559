"""Every field that can hold text is known to hold personal data, or known to hold none."""

from collections import defaultdict

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from families.privacy.places import PLACES
from tests.project.not_personal import ALL, ALSO_DELETED, NOT_PERSONAL

TEXTS = (
    *(models.CharField, models.TextField, models.JSONField, models.BinaryField),
    *(models.DateField, models.FileField, models.GenericIPAddressField, ArrayField),
)


def text_fields(model: type[models.Model]) -> set[str]:
    """The fields of a model that can hold a text or a date of birth."""
    return {
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, TEXTS) and not isinstance(field, models.DateTimeField)
    }


def known() -> dict[str, set[str]]:
    fields: dict[str, set[str]] = defaultdict(set)
    for place in PLACES:
        fields[place.model._meta.label] |= set(place.fields)
    for table in (NOT_PERSONAL, ALSO_DELETED):
        for label, names in table.items():
            fields[label] |= set(names.split())
    return fields


def test_every_field_is_personal_or_not() -> None:
    """A new field with personal data is added to `families.privacy.places`."""
    classified, missing = known(), []
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label
        if model._meta.proxy or ALL in classified[label]:
            continue
        missing += [f"{label}.{name}" for name in sorted(text_fields(model) - classified[label])]
    assert missing == []


def test_no_field_is_listed_that_does_not_exist() -> None:
    for label, names in known().items():
        model = apps.get_model(label)
        assert names - {ALL} <= {field.name for field in model._meta.get_fields()}, label


def test_no_field_is_both() -> None:
    for place in PLACES:
        listed = NOT_PERSONAL.get(place.model._meta.label, "").split()
        assert not {ALL, *place.fields} & set(listed), place.model
