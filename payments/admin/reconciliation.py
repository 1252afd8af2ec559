"""What each reconciliation with Stripe healed and found."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from letters.admin import ReadOnlyAdmin
from payments.models import Reconciliation


class OutcomeFilter(admin.SimpleListFilter):
    """Most reconciliations have no outcome."""

    title = _("outcome")
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("found", _("found something")), ("repaired", _("corrected something"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Reconciliation]
    ) -> QuerySet[Reconciliation]:
        if self.value() == "found":
            return queryset.exclude(findings=[])
        return queryset.exclude(repaired=[]) if self.value() == "repaired" else queryset


@admin.register(Reconciliation)
class ReconciliationAdmin(ReadOnlyAdmin):
    """Reconciliations, the latest first."""

    list_display = ["started_at", "ended_at", "checked_count", "repaired_count", "found_count"]
    list_filter = [OutcomeFilter]
    ordering = ["-started_at"]
    fields = [
        "since",
        "started_at",
        "ended_at",
        "checked_count",
        "what_was_repaired",
        "what_was_found",
    ]
    readonly_fields = ["what_was_repaired", "what_was_found"]

    @admin.display(description=_("healed"))
    def repaired_count(self, row: Reconciliation) -> int:
        return len(row.repaired)

    @admin.display(description=_("found"))
    def found_count(self, row: Reconciliation) -> int:
        return len(row.findings)

    @admin.display(description=_("healed"))
    def what_was_repaired(self, row: Reconciliation) -> SafeString:
        return _lines(row.repaired)

    @admin.display(description=_("found"))
    def what_was_found(self, row: Reconciliation) -> SafeString:
        return _lines(row.findings)


def _lines(texts: list[str]) -> SafeString:
    """The lines are in English, whatever the page's language."""
    return format_html_join("", '<p dir="ltr">{}</p>', ((text,) for text in texts))
