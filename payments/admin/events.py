"""Stripe's events: read-only; one whose handling failed can be handled again."""

import json
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.decorators import object_action
from core.admin.steps import Step, change_url, render_step
from letters.admin import EstimatedPaginator, ReadOnlyAdmin
from payments.checkout.webhooks import retry_event
from payments.models import StripeEvent

Outcome = StripeEvent.Outcome


class OutcomeFilter(admin.SimpleListFilter):
    title = gettext_lazy("outcome")
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            (Outcome.FAILED, gettext_lazy("failed")),
            (Outcome.HANDLED, gettext_lazy("handled")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[StripeEvent]
    ) -> QuerySet[StripeEvent]:
        return queryset.filter(outcome=self.value()) if self.value() else queryset


@admin.register(StripeEvent)
class StripeEventAdmin(ReadOnlyAdmin):
    """Events as Stripe sent them, and their outcome."""

    list_display = ["id", "type", "outcome", "error", "received_at"]
    list_filter = [OutcomeFilter, "type"]
    search_fields = ["=id"]
    paginator = EstimatedPaginator
    fields = ["id", "type", "outcome", "error", "received_at", "handled_at", "content"]
    readonly_fields = ["content"]
    actions_detail = ["retry"]

    @admin.display(description=gettext_lazy("body"))
    def content(self, event: StripeEvent) -> SafeString:
        text = json.dumps(event.body, indent=2, ensure_ascii=False)
        return format_html('<pre class="step-proof" dir="ltr">{}</pre>', text)

    def has_handle_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        return request.user.has_perm("payments.change_stripeevent")

    def offered_actions(self, request: HttpRequest, obj: StripeEvent, paths: set[str]) -> set[str]:
        return paths if obj.outcome == Outcome.FAILED else set()

    @object_action(
        description=gettext_lazy("Handle again"),
        url_path="retry",
        icon="refresh",
        permissions=["handle"],
    )
    def retry(self, request: HttpRequest, event: StripeEvent) -> HttpResponse:
        if request.method != "POST":
            return render_step(self, request, event, _retry_step(event))
        if retry_event(event):
            messages.success(request, _("The event is handled."))
        else:
            event.refresh_from_db()
            failed = _("It failed again: %(error)s. Nothing was changed.")
            messages.error(request, failed % {"error": event.error})
        self.log_change(request, event, "handled again")
        return redirect(change_url(event))


def _retry_step(event: StripeEvent) -> Step:
    return Step(
        title=_("Handle again"),
        button=_("Handle again"),
        paragraphs=[
            _("The event is handled from what Stripe sent; what was done already stays once.")
        ],
        facts=[(_("Event"), event.type), (_("It failed with"), event.error)],
    )
