"""Scrolls in the admin: how far each is."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from letters import torah
from letters.admin.base import ReadOnlyAdmin
from letters.models import Letter, Scroll


@admin.register(Scroll)
class ScrollAdmin(ReadOnlyAdmin):
    """Scrolls with how far they are: letters given, and columns written."""

    list_display = ["__str__", "state", "given", "free", "columns_written", "opened_at"]
    list_filter = ["state", "series"]
    fields = [
        "series",
        "number",
        "state",
        "edition",
        "dedication",
        "given",
        "free",
        "columns_written",
        "commitment",
        "prepared_at",
        "opened_at",
        "full_at",
        "completed_on",
    ]
    list_select_related = ["series"]

    @admin.display(description=_("letters given"))
    def given(self, scroll: Scroll) -> SafeString | str:
        """So many of 304,805."""
        if not scroll.registered_here:
            return "—"
        given = torah.TOTAL_LETTERS - self._free(scroll)
        percent = f"{100 * given / torah.TOTAL_LETTERS:.1f}"
        return format_html("{} ({} %)", f"{given:,}", percent)

    @admin.display(description=_("letters free"))
    def free(self, scroll: Scroll) -> str:
        """Still in the lottery."""
        return f"{self._free(scroll):,}" if scroll.registered_here else "—"

    def _free(self, scroll: Scroll) -> int:
        return Letter.objects.free().filter(scroll=scroll).count()
