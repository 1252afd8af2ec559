"""Every tracked field has a name and its values in words."""

import re
from collections.abc import Iterator
from typing import Any

from django.db.models import IntegerField, Model
from django.utils.translation import override

from unity_torah.history.sources import event_tables, tracked_models
from unity_torah.history.words import MONEY, is_automatic, label, model_label


def _tracked_fields() -> Iterator[tuple[type[Model], Any]]:
    for table in event_tables():
        for field in table._meta.fields:
            if not field.name.startswith("pgh_") and not is_automatic(field):
                yield table.pgh_tracked_model, field


COUNTS = {
    "letters.Price.fee_basis_points",
    "letters.Scroll.columns_written",
    "families.DataDownload.downloads",
    "families.PostBatch.first_label",
    "messaging.Mailing.rate",
    "communities.ApiKey.rate",
    "communities.PersonalDataExport.rows",
    "payments.FundQuota.letters",
}


def test_every_tracked_number_is_an_amount_or_a_count() -> None:
    numbers = {
        f"{model._meta.label}.{field.name}"
        for model, field in _tracked_fields()
        if isinstance(field, IntegerField) and not field.is_relation
    }
    amounts = {f"{model}.{name}" for model, names in MONEY.items() for name in names}
    assert numbers == amounts | COUNTS


def test_labels_are_translated() -> None:
    with override("he"):
        english = {
            f"{model._meta.label}.{field.name}: {label(field)}"
            for model, field in _tracked_fields()
            if not re.search("[א-ת]", label(field))
        }
        english |= {
            model_label(model)
            for model in tracked_models()
            if not re.search("[א-ת]", model_label(model))
        }
    assert english == set()
