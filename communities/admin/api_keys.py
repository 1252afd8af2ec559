"""API keys: the committee creates its own, and can end any."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from communities.models import ApiKey
from core.admin.decorators import object_action
from core.admin.steps import Step, change_url, render_step


class ApiKeyForm(forms.ModelForm):  # type: ignore[type-arg]
    scopes = forms.MultipleChoiceField(
        choices=ApiKey.Scope.choices, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )

    class Meta:
        model = ApiKey
        fields = ["name", "community", "scopes", "rate"]


@admin.register(ApiKey)
class ApiKeyAdmin(ModelAdmin):  # type: ignore[misc]
    """Keys with their owner and last use; the secret is shown once, on creation."""

    form = ApiKeyForm
    list_display = ["name", "community", "prefix", "by", "last_used_at", "ended_at"]
    list_select_related = ["community", "by"]
    search_fields = ["name", "prefix", "community__name"]
    autocomplete_fields = ["community"]
    readonly_fields = ["prefix", "by", "created_at", "last_used_at", "ended_at"]
    actions_detail = ["end_key"]

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        """Create a new key's secret and show it once."""
        if not change:
            obj.by = request.user  # type: ignore[assignment]
            text = obj.renew_secret()
            messages.warning(request, _("Keep it safe, it will not be shown again: %s") % text)
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keys are ended, not deleted."""
        return False

    @object_action(
        description=gettext_lazy("Revoke this key"),
        url_path="end",
        icon="key_off",
        permissions=["change"],
    )
    def end_key(self, request: HttpRequest, key: ApiKey) -> HttpResponse:
        if request.method != "POST":
            paragraph = _("Programs that use it are refused from this moment on.")
            title = _("Revoke this key")
            facts = [(_("What it is for"), key.name)]
            return render_step(
                self,
                request,
                key,
                Step(title=title, button=title, paragraphs=[paragraph], facts=facts),
            )
        ApiKey.objects.current().filter(pk=key.pk).update(ended_at=timezone.now())
        self.log_change(request, key, _("Revoke this key"))
        messages.success(request, _("Done."))
        return redirect(change_url(key))
