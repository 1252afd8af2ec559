"""Deletions of personal data: their progress, and the approval by a second person."""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.base import ReadOnlyAdmin
from core.admin.decorators import object_action
from core.admin.steps import (
    Step,
    change_url,
    changelist_url,
    refusals_as_warnings,
    render_step,
)
from core.job_runner import resume_job
from families.models import Erasure, ErasureRequest
from families.privacy.committee import NotOpen, not_approved
from families.privacy.requests import ERASURES, NotConfirmable, confirm_erasure
from letters.models import Person

MOST_SHOWN = 50  # names


@admin.register(Erasure)
class ErasureAdmin(ReadOnlyAdmin):
    """Those that families asked for run by themselves; those of the staff need a second one."""

    list_display = [
        *("id", "created_at", "whole", "state", "requested_by", "approved_by", "finished_at")
    ]
    list_filter = ["state"]
    list_select_related = ["requested_by", "approved_by"]
    ordering = ["-id"]
    fields = [
        *("state", "failure", "whole", "reason", "requested_by", "approved_by", "created_at"),
        *("confirmed_at", "finished_at"),
    ]
    actions_detail = ["approve", "do_not_delete", "try_again"]

    def has_decide_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        return request.user.has_perm("families.change_erasure")

    def offered_actions(self, request: HttpRequest, obj: Erasure, paths: set[str]) -> set[str]:
        waiting = obj.requested_by_id and not obj.confirmed_at
        allowed = {"approve", "do-not-delete"} if waiting else set()
        if obj.state == Erasure.State.FAILED:
            allowed = {"try-again"}
        return {path for path in paths if path.rstrip("/").rsplit("/", 1)[-1] in allowed}

    @object_action(
        description=gettext_lazy("Approve the deletion"),
        url_path="approve",
        icon="check",
        permissions=["decide"],
    )
    def approve(self, request: HttpRequest, erasure: Erasure) -> HttpResponse:
        """Begin, by another person than the one who found the name."""
        if request.method != "POST":
            people = Person.objects.filter(pk__in=erasure.people[:MOST_SHOWN]).order_by("pk")
            step = Step(
                title=_("Delete this name for ever?"),
                button=_("Yes, delete it"),
                paragraphs=[
                    _("The letter remains assigned, without a name. It cannot be undone."),
                    _("Somebody else than the one who found the name approves it."),
                ],
                facts=[
                    *((_("Name"), person.line) for person in people),
                    (_("Why"), erasure.reason),
                    (_("requested by"), str(erasure.requested_by or "")),
                ],
            )
            return render_step(self, request, erasure, step)
        with refusals_as_warnings(request, NotConfirmable):
            confirm_erasure(erasure, by=cast("User", request.user))
            self.log_change(request, erasure, _("approved"))
            messages.success(request, _("The deletion has begun."))
        return redirect(change_url(erasure))

    @object_action(
        description=gettext_lazy("Do not delete it"),
        url_path="do-not-delete",
        icon="close",
        permissions=["decide"],
    )
    def do_not_delete(self, request: HttpRequest, erasure: Erasure) -> HttpResponse:
        """Take it back; the request is to be decided again."""
        if request.method != "POST":
            step = Step(
                title=_("Do not delete this name?"),
                button=_("Yes, keep it"),
                paragraphs=[_("The request is open again, to be found anew or refused.")],
            )
            return render_step(self, request, erasure, step)
        with refusals_as_warnings(request, NotOpen):
            asked: ErasureRequest = not_approved(erasure)
            self.log_change(request, asked, _("not approved"))
            messages.success(request, _("Nothing is deleted; the request is open again."))
        return redirect(changelist_url(ErasureRequest))

    @object_action(
        description=gettext_lazy("Try again"),
        url_path="try-again",
        icon="refresh",
        permissions=["decide"],
    )
    def try_again(self, request: HttpRequest, erasure: Erasure) -> HttpResponse:
        """Begin again what has failed, for instance once a payment is settled."""
        if request.method != "POST":
            step = Step(
                title=_("Try the deletion again?"),
                button=_("Yes, try again"),
                facts=[(_("problem"), erasure.failure_text)],
            )
            return render_step(self, request, erasure, step)
        if resume_job(ERASURES, erasure):
            self.log_change(request, erasure, _("resumed"))
        return redirect(change_url(erasure))

    def get_queryset(self, request: HttpRequest) -> Any:
        # What a family has not confirmed is nobody's business.
        return super().get_queryset(request).exclude(requested_by=None, confirmed_at=None)
