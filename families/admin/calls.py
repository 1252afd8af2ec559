"""Calls to the hotline, each with what was done during it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import TabularInline

from core.admin.base import EstimatedPaginator, ReadOnlyAdmin
from families.models import Call, CallStep, Look


class _Inline(TabularInline):  # type: ignore[misc]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class StepInline(_Inline):
    model = CallStep
    fields = ["at", "kind", "order", "person"]
    ordering = ["id"]


class LookInline(_Inline):
    model = Look
    fields = ["at", "page", "person", "order", "purchaser", "entry", "asked", "found"]
    ordering = ["id"]


@admin.register(Call)
class CallAdmin(ReadOnlyAdmin):
    list_display = ["id", "by", "started_at", "ended_at"]
    list_filter = ["started_at", ("by", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["by"]
    fields = ["by", "started_at", "ended_at"]
    inlines = [StepInline, LookInline]
    ordering = ["-id"]
    paginator = EstimatedPaginator
