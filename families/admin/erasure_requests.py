"""Requests to delete a name that somebody else registered: find the one meant, or refuse."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from core.admin.base import ReadOnlyAdmin
from core.admin.decorators import object_action
from core.admin.steps import Row, Step, change_url, refusals_as_warnings, render_step
from core.forms.text_input import parse_positive_int
from families.find.certificate_numbers import certificates_numbered
from families.models import ErasureRequest
from families.privacy.committee import NotOpen, accept, refuse
from families.privacy.erasure import NotYet
from letters.admin import people_named
from letters.certificates.contents import certificate_number
from letters.models import Person

MOST_FOUND = 20


class ReasonForm(forms.Form):
    """Why it is deleted: kept, so without the name."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy(
            "Without the name: this is kept. For instance: the certificate’s number was right."
        ),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
    )


class RefusalForm(forms.Form):
    """The sentence that is mailed."""

    reason = forms.CharField(
        label=gettext_lazy("The sentence that is mailed"),
        help_text=gettext_lazy(
            "In the language of the request, for instance: we found no such name."
        ),
        max_length=300,
        widget=UnfoldAdminTextInputWidget,
    )


@admin.register(ErasureRequest)
class ErasureRequestAdmin(ReadOnlyAdmin):
    """Open requests first, the oldest on top."""

    list_display = ["id", "state", "name", "created_at", "decided_by", "decided_at"]
    list_filter = ["state"]
    list_select_related = ["decided_by"]
    ordering = ["decided_at", "created_at"]
    fields = [
        *("state", "name", "certificate", "note", "email", "language", "created_at", "proved_at"),
        *("decided_by", "decided_at", "refusal", "erasure"),
    ]
    actions_detail = ["find", "refuse"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ErasureRequest]:
        found: QuerySet[ErasureRequest] = super().get_queryset(request)
        return found.exclude(state=ErasureRequest.State.UNPROVED)

    def has_decide_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        return request.user.has_perm("families.change_erasurerequest")

    def offered_actions(
        self, request: HttpRequest, obj: ErasureRequest, paths: set[str]
    ) -> set[str]:
        return paths if obj.state == ErasureRequest.State.OPEN else set()

    @object_action(
        description=gettext_lazy("Find the name"),
        url_path="find",
        icon="person_search",
        permissions=["decide"],
    )
    def find(self, request: HttpRequest, asked: ErasureRequest) -> HttpResponse:
        """Choose the one who is meant; another of the staff approves the deletion."""
        people = people_meant(asked)
        form = ReasonForm(request.POST or None)
        person = _chosen(request, people)
        if person is None or not form.is_valid():
            errors = [_("Choose one name.")] if request.method == "POST" and not person else []
            return render_step(self, request, asked, _find_step(asked, people, form, errors))
        with refusals_as_warnings(request, NotOpen, NotYet):
            by = cast("User", request.user)
            accept(asked, person=person, by=by, reason=form.cleaned_data["reason"])
            self.log_change(request, asked, _("found; to be approved by another person"))
            messages.success(request, _("Somebody else of the committee must approve it now."))
        return redirect(change_url(asked))

    @object_action(
        description=gettext_lazy("Refuse"), url_path="refuse", icon="close", permissions=["decide"]
    )
    def refuse(self, request: HttpRequest, asked: ErasureRequest) -> HttpResponse:
        """Mail the reason to the requester."""
        form = RefusalForm(request.POST or None)
        if not form.is_valid():
            step = Step(
                title=_("Refuse the request?"),
                button=_("Refuse it and send the sentence"),
                facts=_facts(asked),
                form=form,
            )
            return render_step(self, request, asked, step)
        with refusals_as_warnings(request, NotOpen):
            refuse(asked, by=cast("User", request.user), reason=form.cleaned_data["reason"])
            self.log_change(request, asked, _("refused"))
            messages.success(request, _("The reason is being mailed."))
        return redirect(change_url(asked))


def people_meant(asked: ErasureRequest) -> list[Person]:
    """The people who may be meant: by the number of the certificate, and by the name."""
    by_name = people_named(asked.name).values_list("pk", flat=True)[:MOST_FOUND]
    by_number = certificates_numbered(asked.certificate).values("inscription__person")
    found = Person.objects.filter(Q(pk__in=list(by_name)) | Q(pk__in=by_number), erased_at=None)
    related = found.select_related("purchaser", "community")
    return list(related.prefetch_related("inscriptions__certificate").order_by("pk"))


def _chosen(request: HttpRequest, people: Sequence[Person]) -> Person | None:
    keys = [parse_positive_int(value) for value in request.POST.getlist("lines")]
    found = [person for person in people if person.pk in keys]
    return found[0] if len(keys) == 1 and found else None


def _find_step(
    asked: ErasureRequest, people: Sequence[Person], form: ReasonForm, errors: Sequence[str]
) -> Step:
    none = _("No such name is in the register. Look for it under People, or refuse the request.")
    return Step(
        title=_("Which name is meant?"),
        button=_("Ask for its deletion"),
        paragraphs=[none] if not people else [],
        facts=_facts(asked),
        rows=[_row(person) for person in people],
        selectable=True,
        form=form,
        errors=[*errors, *map(str, form.non_field_errors())],
    )


def _facts(asked: ErasureRequest) -> list[tuple[str, str]]:
    return [
        (_("name"), asked.name),
        (_("certificate"), asked.certificate),
        (_("What else was written"), asked.note),
    ]


def _row(person: Person) -> Row:
    community: Any = person.community
    numbers = [
        certificate_number(each.certificate)
        for each in person.inscriptions.all()
        if hasattr(each, "certificate") and hasattr(each, "letter")
    ]
    detail = " · ".join(filter(None, [str(community or ""), person.city, *numbers]))
    return Row(value=person.pk, name=person.line, detail=detail, selectable=True)
