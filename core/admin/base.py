"""Base classes of the admin."""

from typing import Any

from django.contrib.admin.utils import unquote
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from unfold.admin import ModelAdmin


class ReadOnlyAdmin(ModelAdmin):  # type: ignore[misc]
    """For models that only the program changes."""

    list_per_page = 50
    show_full_result_count = False
    empty_value_display = "—"

    def offered_actions(self, request: HttpRequest, obj: Any, paths: set[str]) -> set[str]:
        """The URL paths, of these, of the actions that the object's state allows."""
        return paths

    def get_actions_detail(self, request: HttpRequest, object_id: str) -> list[Any]:
        """Only the offered ones; none where there is no object."""
        actions: list[Any] = super().get_actions_detail(request, object_id)
        if not actions:
            return []
        obj = self.get_object(request, unquote(str(object_id)))
        if obj is None:
            return []
        offered = self.offered_actions(request, obj, {each.path for each in actions})
        return [each for each in actions if each.path in offered]

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class EstimatedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts a large unfiltered table by the planner's estimate, a filtered list exactly."""

    @cached_property
    def count(self) -> int:
        """The number of rows."""
        queryset = self.object_list
        assert isinstance(queryset, QuerySet)  # noqa: S101 - narrows the type
        if queryset.query.where:
            return int(queryset.count())
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass",
                [queryset.model._meta.db_table],
            )
            estimate = cursor.fetchone()[0]
        return int(estimate) if estimate > 10_000 else int(queryset.count())
