"""Registers of earlier scrolls in the admin, and the names in them."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.admin.base import EstimatedPaginator, ReadOnlyAdmin
from core.admin.steps import Step, change_url, changelist_url, render_step_page
from core.forms.text_input import parse_positive_int
from letters.admin.earlier_forms import RegisterForm
from letters.admin.earlier_steps import EarlierStepsAdmin, offered_steps
from letters.admin.earlier_summary import counts_of, warnings_of
from letters.earlier import registers
from letters.earlier.entries import label_of
from letters.matching.keys import searched_keys
from letters.matching.same import facts_of
from letters.models import EarlierEntry, EarlierRegister
from letters.names import TypedName
from letters.reading import Field, parse_name


@admin.register(EarlierRegister)
class EarlierRegisterAdmin(EarlierStepsAdmin):
    list_display = [
        "title",
        "scroll_number",
        "series",
        "quality",
        "phase",
        "state",
        "units_done",
        "requested_by",
        "created_at",
    ]
    list_filter = ["phase", "state", "series"]
    list_select_related = ["series", "requested_by"]
    ordering = ["-pk"]
    fields = ["title", "series", "scroll_number", "origin", "quality", "phase", "imported_at"]
    actions_detail = ["columns", "begin_import", "stop", "resume", "remove"]

    def offered_actions(self, request: HttpRequest, obj: Any, paths: set[str]) -> set[str]:
        offered = offered_steps(obj)
        return {path for path in paths if path.rstrip("/").rpartition("/")[2] in offered}

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return request.user.has_perm("letters.add_earlierregister")

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The form that sends a file."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        form = RegisterForm(*posted)
        errors = []
        if form.is_valid():
            try:
                register = registers.add_register(
                    **form.cleaned_data,
                    language=get_language() or "en",
                    by=cast("User", request.user),
                )
            except registers.Refused as refused:
                errors = [str(refused)]
            else:
                self.log_addition(request, register, "sent")
                return redirect(change_url(register))
        step = _sending_step(form, errors)
        return render_step_page(self, request, step, back=changelist_url(EarlierRegister))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """How far it is, what was found, and the steps that are possible."""
        found = EarlierRegister.objects.select_related("series", "requested_by")
        register = found.filter(pk=parse_positive_int(unquote(object_id)) or 0).first()
        if register is None:
            raise Http404
        if not self.has_view_permission(request, register):
            raise PermissionDenied
        part = "_progress" if getattr(request, "htmx", False) else ""
        may_edit = self.has_edit_permission(request)
        context = {
            **self.admin_site.each_context(request),
            "title": register.title,
            "opts": self.model._meta,
            "original": register,
            "register": register,
            "counts": counts_of(register),
            "warnings": warnings_of(register),
            "steps": offered_steps(register) if may_edit else (),
            "entries_url": f"{changelist_url(EarlierEntry)}?register__id__exact={register.pk}",
        }
        return TemplateResponse(request, f"admin/letters/earlier_register{part}.html", context)


@admin.register(EarlierEntry)
class EarlierEntryAdmin(ReadOnlyAdmin):
    """Searched by a whole name in any script, or by the number in the register."""

    list_display = ["line", "where_text", "number", "clear", "register"]
    list_filter = ["clear", "number_doubled", "register"]
    list_select_related = ["register"]
    search_fields = ["number"]
    search_help_text = gettext_lazy("A whole name, as “Yosef ben Chana Levi”, or a number")
    paginator = EstimatedPaginator
    exclude = ["match_keys", "cells", "questions", "source_sheet", "kind"]
    readonly_fields = ["where_text", "unclear_text", "written"]
    ordering = ["pk"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[EarlierEntry], term: str
    ) -> tuple[QuerySet[EarlierEntry], bool]:
        term = term.strip()
        if not term:
            return queryset, False
        if any(character.isdigit() for character in term):
            return queryset.filter(number=term), False
        return queryset.filter(match_keys__overlap=_keys_of(term)), False

    @admin.display(description=gettext_lazy("name"))
    def line(self, entry: EarlierEntry) -> str:
        return entry.line or "—"

    @admin.display(description=gettext_lazy("place"))
    def where_text(self, entry: EarlierEntry) -> str:
        return entry.where

    @admin.display(description=gettext_lazy("what is unclear"))
    def unclear_text(self, entry: EarlierEntry) -> str:
        return " ".join(map(label_of, entry.questions)) or "—"

    @admin.display(description=gettext_lazy("as it was written"))
    def written(self, entry: EarlierEntry) -> str:
        return " · ".join(cell for cell in entry.cells if cell)


def _keys_of(term: str) -> list[int]:
    name = parse_name([Field.WHOLE], [term])
    typed = TypedName(
        name.given_name, name.relation, name.mother_name, name.father_name, name.family_name
    )
    return searched_keys(facts_of(typed))


def _sending_step(form: RegisterForm, errors: list[str]) -> Step:
    return Step(
        title=_("Send a register of an earlier scroll"),
        button=_("Send it"),
        paragraphs=[
            _("The file is looked through first: you see what it has before it is stored."),
        ],
        form=form,
        errors=errors,
    )
