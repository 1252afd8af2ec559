"""Where the history comes from, and the page of it that a filter selects: one statement."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, F, Max, Model, QuerySet, Value
from pghistory.models import Event

from accounts.models import UserRole
from communities.models import Membership, PersonalDataExport
from families.models import Call, CallStep
from letters.models import (
    Community,
    Price,
    RegisterDownload,
    RegisterExport,
    ReservationEvent,
    Scroll,
    Series,
)

# Rows that belong to another object's history, and by which of their fields.
OWNERS: dict[type[Model], tuple[type[Model], str]] = {
    UserRole: (User, "user"),
    Price: (Series, "series"),
    RegisterDownload: (RegisterExport, "export"),
    Membership: (Community, "community"),
    PersonalDataExport: (Community, "community"),
    CallStep: (Call, "call"),
}
LOG, RESERVATIONS = "log", "reservations"


@dataclass(frozen=True, slots=True)
class Filter:
    """Entries of one model, of one object, or by one user; only of `visible` models, if set."""

    model: type[Model] | None = None
    pk: str = ""
    user: int | None = None
    visible: frozenset[type[Model]] | None = None

    def includes(self, model: type[Model]) -> bool:
        """Whether entries of this model, which is no other's row, are among them."""
        return self.model in {None, model} and (self.visible is None or model in self.visible)


class Position(NamedTuple):
    """An entry's place: the label of its event table, LOG or RESERVATIONS, and its number there."""

    source: str
    at: datetime
    number: int


def event_tables() -> list[Any]:
    """The event models of pghistory."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Event) and model.pgh_tracked_model is not None
    ]


def tracked_models() -> set[type[Model]]:
    """The models with a history; rows that belong to an owner count as its own."""
    return {Scroll, *(owned_by(table.pgh_tracked_model) for table in event_tables())}


def owned_by(model: type[Model]) -> type[Model]:
    """The model in whose history the rows of this model are shown."""
    owner, _field = OWNERS.get(model, (model._meta.concrete_model or model, ""))
    return owner


def may_view(reader: User, model: type[Model]) -> bool:
    """Whether the reader may see objects of a model, or of its owner, in the admin."""
    meta = owned_by(model)._meta
    return reader.has_perm(f"{meta.app_label}.view_{meta.model_name}")


def newest(chosen: Filter, count: int, skip: int) -> list[Position]:
    """The positions of the newest entries."""
    first, *others = (rows[: count + skip] for rows in _sources(chosen))
    if not others:
        return [Position(*row) for row in list(first)[skip : skip + count]]
    together = first.union(*others, all=True).order_by("-at", "source", "-number")
    return [Position(*row) for row in together[skip : skip + count]]


def _sources(chosen: Filter) -> Iterator[QuerySet[Any, Any]]:
    yield _log(chosen)
    for table in event_tables():
        if chosen.includes(owned_by(table.pgh_tracked_model)):
            yield _events(table, chosen)
    if chosen.includes(Scroll):
        yield _reservations(chosen)


def _events(table: Any, chosen: Filter) -> QuerySet[Any, Any]:
    # "before" is no entry of its own: the difference of the next one is found from it.
    rows = table.objects.exclude(pgh_label="before")
    if chosen.pk:
        _owner, field = OWNERS.get(table.pgh_tracked_model, (None, "pgh_obj"))
        rows = rows.filter(**{f"{field}_id": chosen.pk})
    if chosen.user is not None:
        rows = rows.filter(pgh_context__metadata__user=chosen.user)
    return _positions(rows, table._meta.label, "pgh_created_at", "pgh_id")


def _log(chosen: Filter) -> QuerySet[Any, Any]:
    rows = LogEntry.objects.all()
    if chosen.model:
        rows = rows.filter(content_type=ContentType.objects.get_for_model(chosen.model))
    elif chosen.visible is not None:
        types = ContentType.objects.get_for_models(*chosen.visible, for_concrete_models=False)
        rows = rows.filter(content_type__in=types.values())
    if chosen.pk:
        rows = rows.filter(object_id=chosen.pk)
    if chosen.user is not None:
        rows = rows.filter(user=chosen.user)
    return _positions(rows, LOG, "action_time", "pk")


def _reservations(chosen: Filter) -> QuerySet[Any, Any]:
    """One row for all letters that a step reserved or returned."""
    rows = ReservationEvent.objects.all()
    if chosen.pk:
        rows = rows.filter(scroll_id=chosen.pk)
    if chosen.user is not None:
        rows = rows.filter(context__metadata__user=chosen.user)
    steps = rows.order_by().values("changed_at", "scroll_id", "reserved").annotate(last=Max("pk"))
    return _positions(steps, RESERVATIONS, "changed_at", "last")


def _positions(rows: QuerySet[Any, Any], source: str, at: str, number: str) -> QuerySet[Any, Any]:
    named = rows.annotate(source=Value(source, CharField()), at=F(at), number=F(number))
    found: QuerySet[Any, Any] = named.order_by(f"-{number}").values_list("source", "at", "number")
    return found
