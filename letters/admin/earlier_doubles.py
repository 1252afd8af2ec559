"""Likely doubles between scrolls, the rarest names first: decided by a person."""

from typing import cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, ngettext

from core.admin.base import EstimatedPaginator, ReadOnlyAdmin
from core.admin.steps import link_to
from letters.lookup.doubles.between_scrolls import decide, reopen
from letters.models import EarlierDouble, EarlierEntry

Decision = EarlierDouble.Decision


@admin.register(EarlierDouble)
class EarlierDoubleAdmin(ReadOnlyAdmin):
    """A decision merges nothing, and can be taken back."""

    list_display = [
        "__str__",
        "entry_where",
        "other_where",
        "namesakes_text",
        "decision",
        "decided_by",
    ]
    list_filter = ["decision"]
    list_select_related = [
        *("entry__register", "other_entry__register", "person", "decided_by"),
    ]
    ordering = ["decision", "namesakes", "id"]
    paginator = EstimatedPaginator
    fields = [
        *("first", "entry_where", "second", "other_where", "namesakes_text"),
        *("decision", "decided_by", "decided_at"),
    ]
    readonly_fields = ["first", "entry_where", "second", "other_where", "namesakes_text"]
    actions = ["confirm_selected", "dismiss_selected", "reopen_selected"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[EarlierDouble]:
        pairs: QuerySet[EarlierDouble] = super().get_queryset(request)
        return pairs.prefetch_related("person__inscriptions__letter__scroll__series")

    def has_decide_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        return request.user.has_perm("letters.change_earlierdouble")

    @admin.display(description=gettext_lazy("namesakes expected"), ordering="namesakes")
    def namesakes_text(self, double: EarlierDouble) -> str:
        """In a whole scroll: far below one means that they are hardly two people."""
        return f"{double.namesakes:.4f}"

    @admin.display(description=gettext_lazy("earlier"))
    def first(self, double: EarlierDouble) -> SafeString:
        return link_to(double.entry)

    @admin.display(description=gettext_lazy("later"))
    def second(self, double: EarlierDouble) -> SafeString:
        return link_to(double.other)

    @admin.display(description=gettext_lazy("place of the earlier"))
    def entry_where(self, double: EarlierDouble) -> str:
        return double.entry.where

    @admin.display(description=gettext_lazy("place of the later"))
    def other_where(self, double: EarlierDouble) -> str:
        other = double.other
        if isinstance(other, EarlierEntry):
            return other.where
        held = [i.letter for i in other.inscriptions.all() if hasattr(i, "letter")]
        return ", ".join(str(letter.scroll) for letter in held) or "—"

    @admin.action(description=gettext_lazy("They are the same person"), permissions=["decide"])
    def confirm_selected(self, request: HttpRequest, chosen: QuerySet[EarlierDouble]) -> None:
        self._decide(request, chosen, Decision.SAME)

    @admin.action(description=gettext_lazy("They are two people"), permissions=["decide"])
    def dismiss_selected(self, request: HttpRequest, chosen: QuerySet[EarlierDouble]) -> None:
        self._decide(request, chosen, Decision.DIFFERENT)

    @admin.action(description=gettext_lazy("Take the decision back"), permissions=["decide"])
    def reopen_selected(self, request: HttpRequest, chosen: QuerySet[EarlierDouble]) -> None:
        self._report(request, chosen, reopen([double.pk for double in chosen]), "reopened")

    def _decide(self, request: HttpRequest, chosen: QuerySet[EarlierDouble], decision: str) -> None:
        count = decide([double.pk for double in chosen], decision, cast("User", request.user))
        self._report(request, chosen, count, decision)

    def _report(
        self, request: HttpRequest, chosen: QuerySet[EarlierDouble], count: int, message: str
    ) -> None:
        for double in chosen:
            self.log_change(request, double, message)
        text = ngettext("%(count)s pair was changed.", "%(count)s pairs were changed.", count)
        messages.success(request, text % {"count": f"{count:,}"})
