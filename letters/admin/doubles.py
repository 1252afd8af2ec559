"""The report of likely doubles, the rarest names first."""

from typing import cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.admin.base import EstimatedPaginator, ReadOnlyAdmin
from core.admin.steps import link_to
from letters.lookup.doubles.doubles import dismiss
from letters.models import LikelyDouble


@admin.register(LikelyDouble)
class LikelyDoubleAdmin(ReadOnlyAdmin):
    """Read only but for one step: they are two people."""

    list_display = ["__str__", "scroll", "namesakes_text", "first_purchaser", "second_purchaser"]
    list_select_related = ["scroll__series", "first__purchaser", "second__purchaser"]
    ordering = ["namesakes", "id"]
    paginator = EstimatedPaginator
    fields = ["scroll", "earlier", "later", "first_purchaser", "second_purchaser", "found_at"]
    readonly_fields = ["earlier", "later", "first_purchaser", "second_purchaser"]
    actions = ["dismiss_selected"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[LikelyDouble]:
        open_pairs: QuerySet[LikelyDouble] = super().get_queryset(request)
        return open_pairs.filter(dismissed_at=None)

    def has_dismiss_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        return request.user.has_perm("letters.change_likelydouble")

    @admin.display(description=gettext_lazy("namesakes expected"), ordering="namesakes")
    def namesakes_text(self, double: LikelyDouble) -> str:
        """In a whole scroll: far below one means that they are hardly two people."""
        return f"{double.namesakes:.4f}"

    @admin.display(description=gettext_lazy("earlier"))
    def earlier(self, double: LikelyDouble) -> SafeString:
        return link_to(double.first)

    @admin.display(description=gettext_lazy("later"))
    def later(self, double: LikelyDouble) -> SafeString:
        return link_to(double.second)

    @admin.display(description=gettext_lazy("purchaser of the earlier"))
    def first_purchaser(self, double: LikelyDouble) -> str:
        return str(double.first.purchaser)

    @admin.display(description=gettext_lazy("purchaser of the later"))
    def second_purchaser(self, double: LikelyDouble) -> str:
        return str(double.second.purchaser)

    @admin.action(description=gettext_lazy("They are two people"), permissions=["dismiss"])
    def dismiss_selected(self, request: HttpRequest, chosen: QuerySet[LikelyDouble]) -> None:
        """Take the chosen pairs off the report."""
        count = dismiss([double.pk for double in chosen], cast("User", request.user))
        for double in chosen:
            self.log_change(request, double, _("They are two people"))
        text = ngettext(
            "%(count)s pair has left the report.", "%(count)s pairs have left the report.", count
        )
        messages.success(request, text % {"count": count})
