"""Communities and their members."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from communities.models import Membership
from core.languages import translated_field_names, translated_search_fields
from letters.models import Community


class MembershipInline(TabularInline):  # type: ignore[misc]
    """Current and former members; setting an end takes effect at once."""

    model = Membership
    extra = 0
    autocomplete_fields = ["user"]
    fields = ["user", "role", "created_at", "ended_at"]
    readonly_fields = ["created_at"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Memberships are ended, not deleted."""
        return False


@admin.register(Community)
class CommunityAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ["name", "city", "country", "goal", "listed", "approved_at"]
    list_filter = ["listed", "country"]
    search_fields = [*translated_search_fields("name"), "city"]
    fields = [
        tuple(translated_field_names("name")),
        "slug",
        ("city", "country", "zone"),
        "goal",
        "listed",
        "approved_at",
    ]
    readonly_fields = ["slug"]
    inlines = [MembershipInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Communities come from approved applications."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Communities are never deleted; one without approval is closed."""
        return False
