"""The organisation's record in the admin."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from organisation.models import Organisation


@admin.register(Organisation)
class OrganisationAdmin(ModelAdmin):  # type: ignore[misc]
    """A single row."""

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Redirect to the single row."""
        row, _new = Organisation.objects.get_or_create(pk=1)
        page = reverse("admin:organisation_organisation_change", args=[row.pk])
        return HttpResponseRedirect(page)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With a warning of what is missing."""
        if sentence := missing_sentence():
            messages.warning(request, sentence)
        page: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return page

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def missing_sentence() -> str:
    """What of the record is missing, in a sentence; empty where nothing is."""
    missing = Organisation.current().missing()
    if not missing:
        return ""
    return _("Missing, and expected on receipts and in the footer of every page: %(fields)s.") % {
        "fields": ", ".join(str(name) for name in missing)
    }


def pending_of_organisation() -> dict[str, str]:
    """How many particulars are missing, for the sidebar."""
    missing = len(Organisation.current().missing())
    return {"organisation_organisation": str(missing)} if missing else {}
