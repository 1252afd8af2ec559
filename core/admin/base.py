"""Base classes of the admin."""

from typing import Any

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
