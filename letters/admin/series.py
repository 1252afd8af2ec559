"""Series and their prices in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from letters.models import Price, Series


class PriceInline(TabularInline):  # type: ignore[misc]
    """Prices in minor units."""

    model = Price
    extra = 0


@admin.register(Series)
class SeriesAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ["title", "audience", "disclosure", "edition"]
    inlines = [PriceInline]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
