"""Communities, with who serves them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from communities.models import Membership
from letters.models import Community


class MembershipInline(TabularInline):  # type: ignore[misc]
    """Who serves it or did; an end takes the access at once."""

    model = Membership
    extra = 0
    autocomplete_fields = ["user"]
    fields = ["user", "role", "created_at", "ended_at"]
    readonly_fields = ["created_at"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A place ends and stays on record."""
        return False


@admin.register(Community)
class CommunityAdmin(ModelAdmin):  # type: ignore[misc]
    """The communities over the one register."""

    list_display = ["name", "city", "country", "goal", "compared", "approved_at"]
    list_filter = ["compared", "country"]
    search_fields = ["name", "name_he", "city"]
    fields = [
        ("name", "name_he"),
        "slug",
        ("city", "country"),
        "goal",
        "compared",
        "approved_at",
    ]
    readonly_fields = ["slug"]
    inlines = [MembershipInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A community is asked for, and approved."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It stays; without approval it is closed."""
        return False
