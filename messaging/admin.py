"""The outbox in the admin: what was sent, what waits, what failed and why."""

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from messaging.models import Message


@admin.register(Message)
class MessageAdmin(ModelAdmin):  # type: ignore[misc]
    """Mails owed and sent; written by the program only."""

    list_display = ["kind", "recipient", "state", "attempts", "error", "created_at", "sent_at"]
    list_filter = ["state", "kind", "language"]
    search_fields = ["recipient", "=about"]
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rows are written by the program."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        """And changed by it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        """What was owed stays on record."""
        return False
