"""The register in print: asked for, watched, stopped and fetched; all of it is on record.

Whoever may not export the register does not learn that there is such a page.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminSelectWidget

from core.admin.base import ReadOnlyAdmin
from core.admin.steps import Step, change_url, changelist_url, render_step_page
from letters.models import RegisterDownload, RegisterExport, Scroll
from letters.register import exports
from letters.register.title_page import title_of

_WISH = ("scroll", "order", "form", "language")  # the fields of the form


class ExportForm(forms.Form):
    """Which register is asked for."""

    scroll = forms.ModelChoiceField(
        label=gettext_lazy("Scroll"),
        queryset=Scroll.objects.none(),
        widget=UnfoldAdminSelectWidget,
        empty_label=None,
    )
    order = forms.ChoiceField(
        label=gettext_lazy("Order of the names"),
        choices=RegisterExport.Order.choices,
        widget=UnfoldAdminSelectWidget,
    )
    form = forms.ChoiceField(
        label=gettext_lazy("Form"),
        choices=RegisterExport.Form.choices,
        widget=UnfoldAdminSelectWidget,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of headings, parshiyot and places"),
        choices=settings.LANGUAGES,
        widget=UnfoldAdminSelectWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Scroll.objects.filter(registered_here=True).select_related("series")
        self.fields["scroll"].queryset = here.order_by("series_id", "-number")  # type: ignore[attr-defined]
        self.fields["scroll"].label_from_instance = title_of  # type: ignore[attr-defined]


class Walled(ReadOnlyAdmin):
    """Only for those who may export the register; to others of the staff there is nothing here."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may export the register."""
        return request.user.has_perm("letters.export_register")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """The same."""
        return self.has_view_permission(request)

    def get_urls(self) -> list[URLPattern]:
        """Every page behind the wall."""
        urls: list[URLPattern] = super().get_urls()
        for url in urls:
            url.callback = self._walled(url.callback)
        return urls

    def _walled(self, view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def walled(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            # Whoever is not signed in is sent to do so by the admin itself.
            if self.admin_site.has_permission(request) and not self.has_view_permission(request):
                raise Http404
            return view(request, *args, **kwargs)

        return walled


@admin.register(RegisterExport)
class RegisterExportAdmin(Walled):
    """What was asked for, how far it is, and who fetched it."""

    list_display = ["of", "order", "form", "language", "state", "rows_done", "by", "created_at"]
    list_filter = ["state", "form", "scroll"]
    list_select_related = ["scroll__series", "by"]
    ordering = ["-pk"]

    @admin.display(description=gettext_lazy("scroll"))
    def of(self, export: RegisterExport) -> str:
        """The scroll's name."""
        return title_of(export.scroll)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """To add is to ask for one."""
        return self.has_view_permission(request)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Ask for a register."""
        asked = {name: request.GET[name] for name in _WISH if name in request.GET}
        form = ExportForm(request.POST or None, initial={"language": get_language(), **asked})
        if not form.is_valid():
            return render_step_page(
                self, request, _asking(form), back=changelist_url(RegisterExport)
            )
        export = exports.ask(by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        self.log_addition(request, export, "asked for")
        return redirect(change_url(export))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponseBase:
        """How far it is; a POST stops it or fetches its file."""
        found = RegisterExport.objects.select_related("scroll__series", "by")
        export = found.filter(pk=unquote(object_id)).first() if object_id.isdigit() else None
        if export is None:
            raise Http404
        if request.method == "POST":
            return self._do(request, export)
        part = "_progress" if getattr(request, "htmx", False) else ""
        context = {
            **self.admin_site.each_context(request),
            "title": _("The register in print"),
            "opts": self.model._meta,
            "original": export,
            "export": export,
            "scroll": title_of(export.scroll),
            "downloads": export.downloads.select_related("by").order_by("-pk"),
            "again": f"{reverse('admin:letters_registerexport_add')}?{_wish(export)}",
        }
        return TemplateResponse(request, f"admin/letters/export{part}.html", context)

    def _do(self, request: HttpRequest, export: RegisterExport) -> HttpResponseBase:
        try:
            if "fetch" in request.POST:
                return self._fetch(request, export)
            if "stop" in request.POST:
                exports.stop(export)
                self.log_change(request, export, "stopped")
        except exports.WrongState:
            messages.warning(request, _("Nothing was done: see below where it stands now."))
        return redirect(request.path)

    def _fetch(self, request: HttpRequest, export: RegisterExport) -> FileResponse:
        file = exports.fetch(export, by=request.user)  # type: ignore[arg-type]
        self.log_change(request, export, "fetched")
        series = export.scroll.series.slug
        name = f"register-{series}-{export.scroll.number}-{export.order}.{export.form}"
        answer = FileResponse(file, as_attachment=True, filename=name)
        answer["Cache-Control"] = "no-store"
        return answer


@admin.register(RegisterDownload)
class RegisterDownloadAdmin(Walled):
    """Who fetched which register, and when."""

    list_display = ["at", "by", "export", "names", "checksum"]
    list_select_related = ["export__scroll__series", "by"]
    ordering = ["-pk"]

    @admin.display(description=gettext_lazy("names"))
    def names(self, download: RegisterDownload) -> int:
        """How many were in it."""
        return download.export.rows_done

    @admin.display(description=gettext_lazy("checksum"))
    def checksum(self, download: RegisterDownload) -> str:
        """Of those names."""
        return download.export.checksum


def _wish(export: RegisterExport) -> str:
    wish = [("scroll", str(export.scroll_id)), ("order", export.order)]
    return urlencode([*wish, ("form", export.form), ("language", export.language)])


def _asking(form: ExportForm) -> Step:
    return Step(
        title=_("Ask for a register"),
        button=_("Make it"),
        paragraphs=[
            _("Every name of the scroll, with totals and a checksum. It takes some minutes."),
            _("The file can be downloaded for %(days)s days. Requests and downloads are logged.")
            % {"days": settings.REGISTER_RETENTION_DAYS},
        ],
        form=form,
    )
