"""Every letter by post, read-only."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.base import EstimatedPaginator, ReadOnlyAdmin
from core.admin.steps import link_to
from families.looks import record_look
from families.models import Posting
from families.postal.postings import owed, to_post, to_print


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("print", gettext_lazy("to be printed")),
            ("post", gettext_lazy("printed, to be posted")),
            ("posted", gettext_lazy("posted")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Posting]) -> QuerySet[Posting]:
        if self.value() == "print":
            return queryset.filter(pk__in=to_print().values("pk"))
        if self.value() == "post":
            return queryset.filter(pk__in=to_post().values("pk"))
        if self.value() == "posted":
            return queryset.exclude(posted_on=None)
        return queryset


@admin.register(Posting)
class PostingAdmin(ReadOnlyAdmin):
    """The addresses are on the page of one, and not in the list."""

    list_display = ["pk", "ordered", "country", "state", "batch", "number", "posted_on"]
    list_filter = [StateFilter, "country"]
    list_select_related = ["order", "batch"]
    search_fields = ["=order__public_id", "order__email", "recipient"]
    search_help_text = gettext_lazy("An order’s id, an e-mail address, or the recipient")
    ordering = ["-pk"]
    paginator = EstimatedPaginator
    exclude = ["order", "printed"]
    readonly_fields = ["ordered", "state"]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Record who saw the address."""
        page: HttpResponse = super().change_view(request, object_id, form_url, extra_context)
        if posting := self.get_object(request, unquote(object_id)):
            record_look(by=request.user, page="families_posting_change", at=[posting.order])  # type: ignore[arg-type]
        return page

    @admin.display(description=gettext_lazy("order"))
    def ordered(self, posting: Posting) -> SafeString:
        return link_to(posting.order)

    @admin.display(description=gettext_lazy("state"))
    def state(self, posting: Posting) -> str:
        if posting.posted_on:
            return _("posted")
        if not owed().filter(pk=posting.pk).exists():
            return _("nothing to be sent")
        return _("printed, to be posted") if posting.batch_id else _("to be printed")
