"""Which members of the staff saw whose data: for the committee."""

from django.contrib import admin

from core.admin.base import EstimatedPaginator, ReadOnlyAdmin
from families.models import Look


@admin.register(Look)
class LookAdmin(ReadOnlyAdmin):
    list_display = ["at", "by", "page", "person", "order", "purchaser", "entry", "found", "call"]
    list_filter = ["at", ("by", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["by", "person", "order", "purchaser", "entry", "call"]
    fields = [*list_display, "asked"]
    ordering = ["-id"]
    paginator = EstimatedPaginator
