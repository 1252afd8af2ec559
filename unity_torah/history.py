"""What was done, by whom and when: every change that the database wrote down, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _
from pghistory.middleware import HistoryMiddleware
from pghistory.models import Event

# What is not a change of a row but a list that left the house, or money that was given back:
# model, who, when.
_DEEDS = (
    ("letters.RegisterExport", "requested_by", "created_at"),
    ("letters.RegisterDownload", "downloaded_by", "downloaded_at"),
    ("communities.Export", "by", "at"),
    ("payments.Refund", "by", "created_at"),
    ("payments.ManualPayment", "recorded_by", "recorded_at"),
    ("payments.FundEntry", "by", "created_at"),
)
_STAFF = ("/admin/", "/shluchim/")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was done. `values` are the fields as they are from then on."""

    at: datetime
    model: type[Model]
    pk: Any
    who: int | None  # the user's key; None where the program did it by itself
    values: tuple[tuple[str, str], ...]


class StaffHistoryMiddleware(HistoryMiddleware):
    """Who is signed in stands beside what he changes; buyers' requests carry nothing of it."""

    def __call__(self, request: HttpRequest) -> Any:
        """Name the user for the pages of staff and shluchim alone."""
        if request.path.startswith(_STAFF):
            return super().__call__(request)  # type: ignore[no-untyped-call]
        return self.get_response(request)


def event_models() -> list[Any]:
    """The tables that the database's triggers write history into."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Event) and model.pgh_tracked_model is not None
    ]


def things() -> list[type[Model]]:
    """What has a history, by its name."""
    tracked: set[type[Model]] = {model.pgh_tracked_model for model in event_models()}
    tracked |= {apps.get_model(name) for name, *_ in _DEEDS}
    return sorted(tracked, key=lambda model: str(model._meta.verbose_name))


@dataclass(frozen=True, slots=True)
class Sought:
    """Which changes: of one kind of thing, of one thing, by one person."""

    model: type[Model] | None = None
    pk: str = ""
    who: int | None = None


def changes(sought: Sought, count: int, skip: int = 0) -> list[Change]:
    """So many of the newest changes; a statement for each kind of thing.

    What one transaction changed has one time, so that pages are counted and not told by time.
    """
    count += skip
    wanted = [sought.model] if sought.model else things()
    kinds = [
        *(
            _events(table, sought, count)
            for table in event_models()
            if table.pgh_tracked_model in wanted
        ),
        *(_deeds(deed, sought, count) for deed in _DEEDS if apps.get_model(deed[0]) in wanted),
    ]
    newest = merge(*kinds, key=lambda change: change.at, reverse=True)
    return list(islice(newest, skip, count))


def _events(table: Any, sought: Sought, count: int) -> Iterator[Change]:
    rows = table.objects.select_related("pgh_context").order_by("-pgh_id")
    if sought.pk:
        rows = rows.filter(pgh_obj_id=sought.pk)
    if sought.who is not None:
        rows = rows.filter(pgh_context__metadata__user=sought.who)
    fields = [
        field
        for field in table._meta.fields
        if not field.name.startswith("pgh_") and field.name not in {"id", "slug"}
    ]
    for row in rows[:count]:
        context = row.pgh_context.metadata if row.pgh_context else {}
        values = [(str(field.verbose_name), _shown(row, field)) for field in fields]
        if reason := context.get("reason"):
            values.append((_("Why"), reason))
        thing = table.pgh_tracked_model
        yield Change(row.pgh_created_at, thing, row.pgh_obj_id, context.get("user"), tuple(values))


def _shown(row: Any, field: Any) -> str:
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    value = getattr(row, field.attname)
    return "" if value is None else str(value)


def _deeds(deed: tuple[str, str, str], sought: Sought, count: int) -> Iterator[Change]:
    name, by, at = deed
    model = apps.get_model(name)
    rows = model._default_manager.order_by("-pk")
    if sought.pk:
        rows = rows.filter(pk=sought.pk)
    if sought.who is not None:
        rows = rows.filter(**{by: sought.who})
    for row in rows[:count]:
        yield Change(getattr(row, at), model, row.pk, getattr(row, f"{by}_id"), ())


def _logged(sought: Sought, count: int) -> Iterator[Change]:
    """What a step of the admin wrote down in words: letters kept, a user made."""
    rows = LogEntry.objects.select_related("content_type").order_by("-pk")
    if sought.model:
        rows = rows.filter(content_type=ContentType.objects.get_for_model(sought.model))
    if sought.pk:
        rows = rows.filter(object_id=sought.pk)
    if sought.who is not None:
        rows = rows.filter(user=sought.who)
    for row in rows[:count]:
        model = row.content_type.model_class() if row.content_type else None
        if model:
            values = (("", row.get_change_message() or row.get_action_flag_display()),)
            yield Change(row.action_time, model, row.object_id, row.user_id, values)
