"""Applications for a community: approve or decline them."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.members.applications import AlreadyDecided, approve, decline
from communities.models import Application
from core.admin.base import ReadOnlyAdmin
from core.admin.decorators import action
from core.admin.steps import Step, change_url, object_or_404, render_step
from letters.countries import country_name

APPROVE, DECLINE = "approve", "decline"


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    """Applications; each is decided once."""

    list_display = ["name", "city", "country", "applicant", "state", "created_at"]
    list_filter = ["state"]
    search_fields = ["name", "name_he", "city", "applicant", "email"]
    actions_detail = ["approve_application", "decline_application"]

    def has_decide_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        """Permission of the actions below."""
        return request.user.has_perm("communities.decide_application")

    def get_actions_detail(self, request: HttpRequest, object_id: str) -> list[Any]:
        """Hide the actions once the application is decided."""
        actions: list[Any] = super().get_actions_detail(request, object_id)
        application = self.get_object(request, unquote(str(object_id)))
        pending = application and application.state == Application.State.PENDING
        return [each for each in actions if pending or each.path not in {APPROVE, DECLINE}]

    @action(
        description=gettext_lazy("Approve"),
        url_path=APPROVE,
        icon="check",
        permissions=["decide"],
    )
    def approve_application(self, request: HttpRequest, object_id: str) -> HttpResponse:
        paragraph = _(
            "The community gets its page, and the applicant is notified by e-mail and can sign in."
        )
        return self._decide(request, object_id, _("Approve the community"), paragraph, approve)

    @action(
        description=gettext_lazy("Decline"),
        url_path=DECLINE,
        icon="close",
        permissions=["decide"],
    )
    def decline_application(self, request: HttpRequest, object_id: str) -> HttpResponse:
        paragraph = _("The applicant is notified by e-mail and may reply to it.")
        return self._decide(request, object_id, _("Decline the community"), paragraph, decline)

    def _decide(
        self,
        request: HttpRequest,
        object_id: str,
        title: str,
        paragraph: str,
        decided: Callable[..., object],
    ) -> HttpResponse:
        application: Application = object_or_404(self, request, object_id)
        if request.method != "POST":
            facts = [
                (_("Community"), application.name),
                (_("Place"), f"{application.city}, {country_name(application.country)}"),
                (_("Applicant"), f"{application.applicant} · {application.email}"),
                (_("Role in the community"), application.about),
            ]
            step = Step(title=title, button=title, paragraphs=[paragraph], facts=facts)
            return render_step(self, request, application, step)
        try:
            decided(application=application, by=request.user)
        except AlreadyDecided:
            messages.warning(request, _("This request has already been decided."))
        else:
            self.log_change(request, application, title)
            messages.success(request, _("Done."))
        return redirect(change_url(application))
