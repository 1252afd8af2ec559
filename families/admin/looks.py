"""Which members of the staff saw whose data: for the committee."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.base import EstimatedPaginator, ReadOnlyAdmin
from core.admin.decorators import action
from families.look_counts import looks_by_day
from families.models import Look


@admin.register(Look)
class LookAdmin(ReadOnlyAdmin):
    list_display = ["at", "by", "page", "person", "order", "purchaser", "entry", "found", "call"]
    list_filter = ["at", ("by", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["by", "person", "order", "purchaser", "entry", "call"]
    fields = [*list_display, "asked"]
    ordering = ["-id"]
    paginator = EstimatedPaginator
    actions_list = ["by_day"]

    def has_see_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        return request.user.has_perm("families.view_look")

    @action(
        description=gettext_lazy("Looks by day"),
        url_path="by-day",
        icon="bar_chart",
        permissions=["see"],
    )
    def by_day(self, request: HttpRequest) -> HttpResponse:
        """How many people each member of the staff saw on each of the last days."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("Looks by day"),
            "days": looks_by_day(),
        }
        return TemplateResponse(request, "admin/looks_by_day.html", context)
