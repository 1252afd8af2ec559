"""Entries of the history: who did what to which object, with the difference in words."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db.models import Model
from django.utils.translation import gettext as _
from pghistory.models import Events

from letters.models import ReservationEvent, Scroll
from letters.siyum.letter_selection import format_ordinals
from unity_torah.history.sources import (
    LOG,
    OWNERS,
    RESERVATIONS,
    Filter,
    Position,
    may_view,
    newest,
)
from unity_torah.history.words import (
    is_automatic,
    is_translations,
    label,
    translations_in_words,
    user_name,
    value_in_words,
)


@dataclass(frozen=True, slots=True)
class Change:
    """A field's value before and after; "" where it is unknown or empty."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One step or one change of a row."""

    at: datetime
    model: type[Model]
    pk: str
    user: int | None  # None: the program did it by itself
    message: str = ""
    reason: str = ""
    changes: tuple[Change, ...] = ()


def entries(chosen: Filter, reader: User, count: int, skip: int = 0) -> list[Entry]:
    """The newest entries, without values that the reader may not see elsewhere in the admin."""
    positions = newest(chosen, count, skip)
    numbers: dict[str, list[int]] = defaultdict(list)
    for position in positions:
        numbers[position.source].append(position.number)
    names = _Names(reader)
    found: dict[tuple[str, int], Entry] = {}
    for source, wanted in numbers.items():
        for number, entry in _load(source, wanted, names):
            found[source, number] = entry
    return [found[place.source, place.number] for place in positions if _key(place) in found]


def _key(place: Position) -> tuple[str, int]:
    return place.source, place.number


class _Names:
    """Names of related objects, for a reader."""

    def __init__(self, reader: User) -> None:
        self._reader = reader
        self._known: dict[tuple[type[Model], Any], str] = {}

    def may_see(self, model: type[Model]) -> bool:
        """Whether the reader may see objects of a model in the admin."""
        return may_view(self._reader, model)

    def of(self, model: type[Model], pk: Any) -> str:
        """The name of an object, or its key where the reader may not see it."""
        if not self.may_see(model):
            return str(pk)
        if (model, pk) not in self._known:
            found = model._default_manager.filter(pk=pk).first()
            self._known[model, pk] = (
                user_name(found) if isinstance(found, User) else str(found or pk)
            )
        return self._known[model, pk]


def _load(source: str, numbers: list[int], names: _Names) -> Iterator[tuple[int, Entry]]:
    if source == LOG:
        return _log_entries(numbers, names)
    if source == RESERVATIONS:
        return _reservation_entries(numbers, names)
    return _event_entries(apps.get_model(source), numbers, names)


def _log_entries(numbers: list[int], names: _Names) -> Iterator[tuple[int, Entry]]:
    for row in LogEntry.objects.select_related("content_type").filter(pk__in=numbers):
        model = row.content_type.model_class() if row.content_type else None
        if model is None:
            continue
        message = row.get_change_message() or row.get_action_flag_display()
        yield (
            row.pk,
            Entry(
                at=row.action_time,
                model=model,
                pk=row.object_id or "",
                user=row.user_id,
                message=message if names.may_see(model) else "",
            ),
        )


def _reservation_entries(numbers: list[int], names: _Names) -> Iterator[tuple[int, Entry]]:
    for last in ReservationEvent.objects.select_related("context").filter(pk__in=numbers):
        step = ReservationEvent.objects.filter(
            changed_at=last.changed_at, scroll_id=last.scroll_id, reserved=last.reserved
        )
        ordinals = set(step.values_list("ordinal", flat=True))
        reserved, returned = _("letters reserved: %(which)s"), _("letters returned: %(which)s")
        message = reserved if last.reserved else returned
        which = format_ordinals(ordinals) if names.may_see(Scroll) else ""
        yield (
            last.pk,
            Entry(
                at=last.changed_at,
                model=Scroll,
                pk=str(last.scroll_id),
                user=last.context.metadata.get("user") if last.context else None,
                message=message % {"which": which},
            ),
        )


def _event_entries(table: Any, numbers: list[int], names: _Names) -> Iterator[tuple[int, Entry]]:
    tracked = table.pgh_tracked_model
    owner, field = OWNERS.get(tracked, (tracked._meta.concrete_model, ""))
    events = Events.objects.across(table)  # type: ignore[no-untyped-call]
    rows = list(events.filter(pgh_id__in=numbers))
    currencies = _currencies(tracked, rows)
    for row in rows:
        context = row.pgh_context or {}
        visible = names.may_see(tracked)
        yield (
            row.pgh_id,
            Entry(
                at=row.pgh_created_at,
                model=owner,
                pk=str(row.pgh_data[f"{field}_id"] if field else row.pgh_obj_id),
                user=context.get("user"),
                message=_made_or_removed(row),
                reason=context.get("reason", "") if visible else "",
                changes=tuple(_changes(table, row, currencies, names)) if visible else (),
            ),
        )


def _made_or_removed(row: Events) -> str:
    return {"insert": _("made"), "delete": _("removed")}.get(row.pgh_label, "")


def _currencies(model: type[Model], rows: Iterable[Events]) -> dict[str, str]:
    """The currency of each object whose events don't have one."""
    if not any(each.name == "currency" for each in model._meta.get_fields()):
        return {}
    wanted = [row.pgh_obj_id for row in rows if row.pgh_obj_id and "currency" not in row.pgh_data]
    found = model._default_manager.filter(pk__in=wanted).values_list("pk", "currency")
    return {str(pk): currency for pk, currency in found}


def _changes(
    table: Any, row: Events, currencies: dict[str, str], names: _Names
) -> Iterator[Change]:
    for field in table._meta.concrete_fields:
        if field.name.startswith("pgh_") or is_automatic(field):
            continue
        before, after = _before_and_after(row, field.column)
        if before == after:
            continue
        if is_translations(field):
            for change in translations_in_words(table.pgh_tracked_model, before, after):
                yield Change(*change)
            continue

        def words(stored: Any, field: Any = field) -> str:
            return value_in_words(
                field,
                stored,
                model=table.pgh_tracked_model._meta.label,
                currency=row.pgh_data.get("currency") or currencies.get(str(row.pgh_obj_id)),
                related=names.of,
            )

        yield Change(label(field), words(before), words(after))


def _before_and_after(row: Events, column: str) -> tuple[Any, Any]:
    """Both values; without a previous event all that is known is the new one."""
    if row.pgh_label == "delete":
        return row.pgh_data[column], None
    if row.pgh_diff is not None:
        pair: tuple[Any, Any] = tuple(row.pgh_diff.get(column, (None, None)))
        return pair
    return None, row.pgh_data[column]
