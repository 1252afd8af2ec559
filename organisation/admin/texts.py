"""The texts of the site in the admin, with a preview before they are saved."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.translation import get_language_info, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin

from core.languages import language_codes
from organisation.models import SiteText
from organisation.pages import text_page
from organisation.texts import Text, shipped_text


class SiteTextForm(forms.ModelForm):  # type: ignore[type-arg]
    """Begins with the shipped text; a text that equals it is stored as empty."""

    class Meta:
        model = SiteText
        fields = ["html"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._shipped = shipped_text(self.instance.page, self.instance.language)
        if not self.instance.html:
            self.initial["html"] = self._shipped

    def clean_html(self) -> str:
        """Nothing, if it is the shipped text: then it follows later releases."""
        html = str(self.cleaned_data["html"])
        return "" if _words(html) == _words(self._shipped) else html


def _words(html: str) -> list[str]:
    return html.replace("<", " <").replace(">", "> ").split()


@admin.register(SiteText)
class SiteTextAdmin(ModelAdmin):  # type: ignore[misc]
    """A row for every page and language; none is added or deleted by hand."""

    form = SiteTextForm
    list_display = ["title", "language_name", "edited"]
    ordering = ["page", "language"]
    change_form_before_template = "admin/organisation/preview_button.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[SiteText]:
        """With the rows of pages and languages that have none yet."""
        SiteText.objects.bulk_create(
            (
                SiteText(page=page, language=code)
                for page in SiteText.Page
                for code in language_codes()
            ),
            ignore_conflicts=True,
        )
        rows: QuerySet[SiteText] = super().get_queryset(request)
        return rows.filter(language__in=language_codes())

    @admin.display(description=_("page"), ordering="page")
    def title(self, text: SiteText) -> str:
        return text.get_page_display()

    @admin.display(description=_("language"), ordering="language")
    def language_name(self, text: SiteText) -> str:
        return str(get_language_info(text.language)["name_local"])

    @admin.display(description=_("edited"), boolean=True)
    def edited(self, text: SiteText) -> bool:
        return bool(text.html)

    def get_urls(self) -> list[URLPattern]:
        """With the preview."""
        view = self.admin_site.admin_view(require_POST(self.preview))
        name = "organisation_sitetext_preview"
        urls: list[URLPattern] = super().get_urls()
        return [path("<int:pk>/preview/", view, name=name), *urls]

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page with the text as it was typed; nothing is saved."""
        row = get_object_or_404(SiteText, pk=pk)
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        row.html = request.POST.get("html", "")
        row.clean_fields(exclude=["page", "language"])
        with override(row.language):
            return text_page(request, SiteText.Page(row.page), Text(row.html, row.language))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
