"""Messages, mailings and suppressed addresses in the admin."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from core.admin.base import ReadOnlyAdmin
from core.admin.steps import Step, object_or_404, render_step
from messaging import mailings
from messaging.models import Mailing, Message, Suppression
from messaging.progress import progress_of
from messaging.suppressions import suppress

MOST_A_MINUTE = 100_000


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """Mails to be sent and sent."""

    list_display = ["kind", "recipient", "state", "attempts", "error", "created_at", "sent_at"]
    list_filter = ["state", "kind", "language"]
    search_fields = ["recipient", "=about"]
    raw_id_fields = ["mailing"]


class RateForm(forms.Form):
    """The rate of a mailing."""

    rate = forms.IntegerField(
        label=gettext_lazy("E-mails a minute"),
        help_text=gettext_lazy("For all workers together; it holds from the next batch on"),
        min_value=1,
        max_value=MOST_A_MINUTE,
        widget=UnfoldAdminIntegerFieldWidget,
    )


# Buttons: what each does, its label, and the states in which it is shown.
State = Mailing.State
STEPS = {
    "start": (mailings.start, gettext_lazy("Start sending"), {State.DRAFT}),
    "pause": (mailings.pause, gettext_lazy("Pause"), {State.SENDING}),
    "resume": (mailings.resume, gettext_lazy("Go on"), {State.PAUSED}),
    "end": (mailings.end, gettext_lazy("End for good"), {State.SENDING, State.PAUSED}),
}


@admin.register(Mailing)
class MailingAdmin(ReadOnlyAdmin):
    """Mailings with their progress and the buttons that start, pause and end them."""

    list_display = ["title", "kind", "state", "rate", "created_at", "started_at", "ended_at"]
    list_filter = ["state", "kind"]

    def has_send_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("messaging.send_mailing")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The progress page; a POST is one of its buttons."""
        mailing: Mailing = object_or_404(self, request, object_id)
        if not self.has_view_permission(request, mailing):
            raise Http404
        if request.method == "POST" and self.has_send_permission(request):
            if request.POST.get("step") == "end" and "sure" not in request.POST:
                return self._confirm_end(request, mailing)
            self._handle(request, mailing)
            return redirect(request.path)
        progress = progress_of(mailing)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Progress of a mailing"),
            "opts": self.model._meta,
            "original": mailing,
            "mailing": mailing,
            "progress": progress,
            "minutes_left": 0 if mailing.state == State.DONE else progress.minutes(mailing.rate),
            "form": RateForm(initial={"rate": mailing.rate}),
            "buttons": [
                (name, label)
                for name, (_, label, states) in STEPS.items()
                if mailing.state in states
            ],
            "may_send": self.has_send_permission(request),
            "refreshing": mailing.state == State.SENDING,
            "messages_url": f"{reverse('admin:messaging_message_changelist')}?mailing={mailing.pk}",
        }
        return TemplateResponse(request, "messaging/mailing.html", context)

    def _confirm_end(self, request: HttpRequest, mailing: Mailing) -> HttpResponse:
        """Ending can't be undone, so a page first shows how many would be left out."""
        total = progress_of(mailing).total
        step = Step(
            title=_("End the mailing for good"),
            button=_("End for good"),
            paragraphs=[
                _(
                    "Those who have not been e-mailed yet are left out, and the mailing cannot be "
                    "started again."
                )
            ],
            facts=[
                (_("Sent"), f"{total.sent:,}"),
                (_("Would be left out"), f"{total.remaining:,}"),
            ],
            hidden=[("step", "end"), ("sure", "yes")],
        )
        return render_step(self, request, mailing, step)

    def _handle(self, request: HttpRequest, mailing: Mailing) -> None:
        """Carry out the button's step and log it."""
        form = RateForm(request.POST)
        name = request.POST.get("step", "")
        try:
            if name in STEPS:
                step, label, _states = STEPS[name]
                step(mailing)
                self.log_change(request, mailing, str(label))
            elif form.is_valid():
                mailings.set_rate(mailing, form.cleaned_data["rate"])
                self.log_change(request, mailing, f"rate {form.cleaned_data['rate']}")
                messages.success(request, _("The new rate holds."))
            else:
                messages.warning(request, _("Write a number from 1 to 100,000."))
        except mailings.WrongState as error:
            messages.warning(
                request, _("Nothing was done: the mailing is %(state)s.") % {"state": error}
            )


class SuppressionForm(forms.ModelForm):  # type: ignore[type-arg]
    """An address entered by the committee."""

    class Meta:
        model = Suppression
        fields = ["email", "reason"]


@admin.register(Suppression)
class SuppressionAdmin(ModelAdmin):  # type: ignore[misc]
    """Suppressed addresses; the committee enters the departed and corrects mistakes."""

    form = SuppressionForm
    list_display = ["email", "reason", "at", "by"]
    list_filter = ["reason"]
    list_select_related = ["by"]
    search_fields = ["email"]
    list_per_page = 50
    show_full_result_count = False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, str]:
        return {"reason": Suppression.Reason.DECEASED}

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An entry is deleted and added anew instead."""
        return False

    def save_model(self, request: HttpRequest, obj: Suppression, form: Any, change: bool) -> None:
        row = suppress(email=obj.email, reason=Suppression.Reason(obj.reason), by=request.user)
        obj.pk, obj.email = row.pk, row.email
