"""Exports of the register: request, progress, stop and download; all of it is logged.

Users without the permission get a 404, so that they don't learn that the pages exist.
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
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminSelectWidget

from core.admin.base import ReadOnlyAdmin
from core.admin.steps import Step, change_url, changelist_url, render_step_page
from core.calendar.local_day import today
from core.forms.text_input import parse_positive_int
from letters.models import RegisterDownload, RegisterExport, Scroll
from letters.register import exports
from letters.register.title_page import scroll_title

_OPTION_FIELDS = ("scroll", "order", "file_format", "language")  # fields of ExportForm


class ExportForm(forms.Form):
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
    file_format = forms.ChoiceField(
        label=gettext_lazy("Form"),
        choices=RegisterExport.FileFormat.choices,
        widget=UnfoldAdminSelectWidget,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of headings, parshiyot and places"),
        choices=settings.LANGUAGES,
        widget=UnfoldAdminSelectWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        registered = Scroll.objects.filter(registered_here=True).select_related("series")
        self.fields["scroll"].queryset = registered.order_by("series_id", "-number")  # type: ignore[attr-defined]
        self.fields["scroll"].label_from_instance = scroll_title  # type: ignore[attr-defined]


class ExportPermissionAdmin(ReadOnlyAdmin):
    """A 404 on every page for staff who may not export the register."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("letters.export_register")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_urls(self) -> list[URLPattern]:
        urls: list[URLPattern] = super().get_urls()
        for url in urls:
            url.callback = self._restricted(url.callback)
        return urls

    def _restricted(self, view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def restricted(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            # The admin itself redirects to the sign-in page.
            if self.admin_site.has_permission(request) and not self.has_view_permission(request):
                raise Http404
            return view(request, *args, **kwargs)

        return restricted


@admin.register(RegisterExport)
class RegisterExportAdmin(ExportPermissionAdmin):
    list_display = [
        "scroll_title",
        "order",
        "file_format",
        "language",
        "state",
        "units_done",
        "requested_by",
        "created_at",
    ]
    list_filter = ["state", "file_format", "scroll"]
    list_select_related = ["scroll__series", "requested_by"]
    ordering = ["-pk"]

    @admin.display(description=gettext_lazy("scroll"))
    def scroll_title(self, export: RegisterExport) -> str:
        return scroll_title(export.scroll)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return self.has_view_permission(request)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The form that requests an export."""
        options = {name: request.GET[name] for name in _OPTION_FIELDS if name in request.GET}
        form = ExportForm(request.POST or None, initial={"language": get_language(), **options})
        if not form.is_valid():
            return render_step_page(
                self, request, _request_step(form), back=changelist_url(RegisterExport)
            )
        export = exports.request_export(by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        self.log_addition(request, export, "requested")
        if warning := _names_not_final(export.scroll):
            messages.warning(request, warning)
        return redirect(change_url(export))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponseBase:
        """Progress and downloads; a POST stops or resumes the export or downloads its file."""
        found = RegisterExport.objects.select_related("scroll__series", "requested_by")
        export = found.filter(pk=parse_positive_int(unquote(object_id)) or 0).first()
        if export is None:
            raise Http404
        if request.method == "POST":
            return self._act(request, export)
        part = "_progress" if getattr(request, "htmx", False) else ""
        context = {
            **self.admin_site.each_context(request),
            "title": _("The printed register"),
            "opts": self.model._meta,
            "original": export,
            "export": export,
            "scroll_title": scroll_title(export.scroll),
            "downloads": export.downloads.select_related("downloaded_by").order_by("-pk"),
            "request_again_url": _request_url(export),
        }
        return TemplateResponse(request, f"admin/letters/export{part}.html", context)

    def _act(self, request: HttpRequest, export: RegisterExport) -> HttpResponseBase:
        try:
            if "download" in request.POST:
                return self._download(request, export)
            if "stop" in request.POST:
                exports.stop_export(export)
                self.log_change(request, export, "stopped")
            if "resume" in request.POST:
                exports.resume_export(export)
                self.log_change(request, export, "resumed")
        except exports.WrongState:
            messages.warning(request, _("Nothing was done: see the current status below."))
        return redirect(request.path)

    def _download(self, request: HttpRequest, export: RegisterExport) -> FileResponse:
        file = exports.download(export, by=request.user)  # type: ignore[arg-type]
        self.log_change(request, export, "downloaded")
        series = export.scroll.series.slug
        name = f"register-{series}-{export.scroll.number}-{export.order}.{export.file_format}"
        answer = FileResponse(file, as_attachment=True, filename=name)
        answer["Cache-Control"] = "no-store"
        return answer


@admin.register(RegisterDownload)
class RegisterDownloadAdmin(ExportPermissionAdmin):
    list_display = ["downloaded_at", "downloaded_by", "export", "names", "checksum"]
    list_select_related = ["export__scroll__series", "downloaded_by"]
    ordering = ["-pk"]

    @admin.display(description=gettext_lazy("names"))
    def names(self, download: RegisterDownload) -> int:
        return download.export.units_done

    @admin.display(description=gettext_lazy("checksum"))
    def checksum(self, download: RegisterDownload) -> str:
        return download.export.checksum


def _request_url(export: RegisterExport) -> str:
    """The form that requests an export, filled with the options of this one."""
    options = {
        "scroll": str(export.scroll_id),
        "order": export.order,
        "file_format": export.file_format,
        "language": export.language,
    }
    return f"{reverse('admin:letters_registerexport_add')}?{urlencode(options)}"


def _names_not_final(scroll: Scroll) -> str:
    """Why a register of a full scroll made now may differ from the final one; "" if it can't."""
    if scroll.state != Scroll.State.FULL:
        return ""
    day = scroll.register_print_day
    if day is None:
        return _("The purchasers of this scroll have had no last look at the names yet.")
    if today().civil < day:
        return _("Names can still be corrected until %(day)s.") % {"day": date_format(day)}
    return ""


def _request_step(form: ExportForm) -> Step:
    return Step(
        title=_("Request a register"),
        button=_("Make it"),
        paragraphs=[
            _("Every name of the scroll, with totals and a checksum. It takes some minutes."),
            _("The file can be downloaded for %(days)s days. Requests and downloads are logged.")
            % {"days": settings.REGISTER_RETENTION_DAYS},
        ],
        form=form,
    )
