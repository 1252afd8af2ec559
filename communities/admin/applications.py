"""Applications for a community: approve or decline them."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.members.applications import AlreadyDecided, approve, decline
from communities.models import Application
from core.admin.base import ReadOnlyAdmin
from core.admin.decorators import object_action
from core.admin.steps import Step, change_url, refusals_as_warnings, render_step
from core.countries import country_name
from core.languages import translated_search_fields

APPROVE, DECLINE = "approve", "decline"


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    """Applications; each is decided once."""

    list_display = ["name", "city", "country", "applicant", "state", "created_at"]
    list_filter = ["state"]
    search_fields = [*translated_search_fields("name"), "city", "applicant", "email"]
    actions_detail = ["approve_application", "decline_application"]

    def has_decide_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        """Permission of the actions below."""
        return request.user.has_perm("communities.decide_application")

    def offered_actions(self, request: HttpRequest, obj: Application, paths: set[str]) -> set[str]:
        return paths if obj.state == Application.State.PENDING else set()

    @object_action(
        description=gettext_lazy("Approve"),
        url_path=APPROVE,
        icon="check",
        permissions=["decide"],
    )
    def approve_application(self, request: HttpRequest, application: Application) -> HttpResponse:
        paragraph = _(
            "The community gets its page, and the applicant is notified by e-mail and can sign in."
        )
        return self._decide(request, application, _("Approve the community"), paragraph, approve)

    @object_action(
        description=gettext_lazy("Decline"),
        url_path=DECLINE,
        icon="close",
        permissions=["decide"],
    )
    def decline_application(self, request: HttpRequest, application: Application) -> HttpResponse:
        paragraph = _("The applicant is notified by e-mail and may reply to it.")
        return self._decide(request, application, _("Decline the community"), paragraph, decline)

    def _decide(
        self,
        request: HttpRequest,
        application: Application,
        title: str,
        paragraph: str,
        decided: Callable[..., object],
    ) -> HttpResponse:
        if request.method != "POST":
            facts = [
                (_("Community"), application.name),
                (_("Place"), f"{application.city}, {country_name(application.country)}"),
                (_("Applicant"), f"{application.applicant} · {application.email}"),
                (_("Role in the community"), application.about),
            ]
            step = Step(title=title, button=title, paragraphs=[paragraph], facts=facts)
            return render_step(self, request, application, step)
        with refusals_as_warnings(request, AlreadyDecided):
            decided(application=application, by=request.user)
            self.log_change(request, application, title)
            messages.success(request, _("Done."))
        return redirect(change_url(application))
