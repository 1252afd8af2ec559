"""The action that corrects a name: a form, a preview of the printed line, the change."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from core.admin.base import ReadOnlyAdmin
from core.admin.decorators import object_action
from core.admin.steps import Step, change_url, render_step
from letters.admin.name_form import NameForm
from letters.holders.renaming import NameErased, NameUnchanged, rename_person
from letters.models import Person


class RenameForm(NameForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("This name belongs to"),
        choices=Person.Kind.choices,
        widget=UnfoldAdminSelectWidget,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("Recorded in the history. For instance: a letter was missing."),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
    )
    send = forms.BooleanField(
        label=gettext_lazy("Send the corrected certificate to the purchaser"),
        required=False,
        widget=UnfoldBooleanWidget,
    )
    field_order = ("kind",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["given_name"].required = False  # for a baby not yet named

    def clean(self) -> dict[str, Any]:
        """A given name is required, except for a baby not yet named."""
        typed = super().clean()
        given = typed.get("given_name", "").strip()
        is_baby = typed.get("kind") == Person.Kind.BABY
        if "given_name" in self.errors:
            return typed
        if not given and not is_baby:
            self.add_error("given_name", _("Write the given name."))
        if given and is_baby:
            self.add_error(
                "given_name",
                _(
                    "A baby who has not been named yet has no given name. If there is a name "
                    "already, choose “a child”."
                ),
            )
        return typed

    @property
    def name(self) -> dict[str, Any]:
        """The validated fields of a Person."""
        return {**super().name, "kind": self.cleaned_data["kind"]}


class RenameAdmin(ReadOnlyAdmin):
    def has_rename_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        return request.user.has_perm("letters.change_person")

    @object_action(
        description=gettext_lazy("Correct the name"),
        url_path="rename",
        icon="edit",
        permissions=["rename"],
    )
    def rename(self, request: HttpRequest, person: Person) -> HttpResponse:
        """Enter the name, confirm the printed line, and save it."""
        fields = [*NameForm.base_fields, "kind"]
        initial = {field: getattr(person, field) for field in fields}
        form = RenameForm(request.POST or None, initial=initial)
        if not form.is_valid():
            return render_step(self, request, person, _form_step(person, form))
        line = _line(Person(**form.name))
        if request.POST.get("sure") != line:
            return render_step(self, request, person, _confirm_step(person, line, form, request))
        try:
            rename_person(
                person=person,
                name=form.name,
                reason=form.cleaned_data["reason"],
                send=form.cleaned_data["send"],
            )
        except NameErased:
            messages.error(request, _("This name was deleted on request. It can’t be corrected."))
        except NameUnchanged:
            messages.info(request, _("The name is already recorded as you wrote it."))
        else:
            messages.success(request, _("The name is corrected."))
        return redirect(change_url(person))


def _form_step(person: Person, form: RenameForm) -> Step:
    return Step(
        title=_("Correct the name"),
        button=_("See how it will be printed"),
        facts=[(_("Printed until now"), _line(person))],
        form=form,
        errors=[str(error) for error in form.non_field_errors()],
    )


def _confirm_step(person: Person, line: str, form: RenameForm, request: HttpRequest) -> Step:
    typed = [(name, str(value)) for name, value in request.POST.items() if name in form.fields]
    paragraphs = [_("Every certificate of this person says it from now on.")]
    if form.cleaned_data["send"]:
        paragraphs.append(_("The purchaser is sent the corrected certificate."))
    return Step(
        title=_("Is this the name?"),
        button=_("Yes, correct it"),
        paragraphs=paragraphs,
        facts=[
            (_("Printed until now"), _line(person)),
            (_("Printed from now on"), line),
            (_("Why"), form.cleaned_data["reason"]),
        ],
        hidden=[*typed, ("sure", line)],
    )


def _line(person: Person) -> str:
    return f"{person.line} {person.honorific}".rstrip()
