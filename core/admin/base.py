"""Base classes of the admin."""

from typing import Any

from django.contrib.admin.utils import unquote
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from unfold.admin import ModelAdmin


class ReadOnlyAdmin(ModelAdmin):  # type: ignore[misc]
    """For models that only the program changes."""

    list_per_page = 50
    show_full_result_count = False
    empty_value_display = "—"

    def history_view(self, request: HttpRequest, object_id: str, *args: Any) -> HttpResponse:
        """What the database wrote down of it, in place of the admin's own log."""
        return redirect(f"{reverse('history')}?of={self.opts.label_lower}&pk={unquote(object_id)}")

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
