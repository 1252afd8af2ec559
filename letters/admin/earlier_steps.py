"""The steps with a register of an earlier scroll: columns, import, stop, go on, removal."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.base import ReadOnlyAdmin
from core.admin.decorators import object_action
from core.admin.steps import Step, change_url, refusals_as_warnings, render_step
from letters.admin.earlier_forms import ColumnsForm
from letters.admin.earlier_summary import warnings_of
from letters.earlier import registers
from letters.earlier.columns import InvalidColumns
from letters.models import EarlierRegister

COLUMNS, IMPORT, STOP, RESUME, REMOVE = "columns", "import", "stop", "resume", "remove"
Phase, State = EarlierRegister.Phase, EarlierRegister.State


def offered_steps(register: EarlierRegister) -> set[str]:
    """The steps that its state allows."""
    if register.is_active:
        return {STOP}
    removed = register.phase == Phase.REMOVAL
    steps = set() if removed and register.state == State.DONE else {REMOVE}
    if register.state in {State.STOPPED, State.FAILED}:
        steps.add(RESUME)
    if register.phase == Phase.TRIAL and register.upload and register.columns:
        steps.add(COLUMNS)
        if register.state == State.DONE:
            steps.add(IMPORT)
    return steps


class EarlierStepsAdmin(ReadOnlyAdmin):
    """Each step is a page that says what it does, and a button."""

    def has_edit_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        return request.user.has_perm("letters.change_earlierregister")

    @object_action(
        description=gettext_lazy("Columns"),
        url_path=COLUMNS,
        icon="view_column",
        permissions=["edit"],
    )
    def columns(self, request: HttpRequest, register: EarlierRegister) -> HttpResponse:
        """Choose what each column is, and look through the file anew."""
        form = ColumnsForm(request.POST or None, register=register)
        errors = []
        if form.is_valid():
            try:
                with refusals_as_warnings(request, registers.Refused):
                    registers.choose_columns(register, form.values)
                    self.log_change(request, register, "columns chosen")
                return redirect(change_url(register))
            except InvalidColumns as invalid:
                errors = [str(invalid)]
        return render_step(self, request, register, _columns_step(form, errors))

    @object_action(
        description=gettext_lazy("Import"),
        url_path=IMPORT,
        icon="upload",
        permissions=["edit"],
    )
    def begin_import(self, request: HttpRequest, register: EarlierRegister) -> HttpResponse:
        if request.method != "POST":
            return render_step(self, request, register, _import_step(register))
        return self._take(request, register, registers.begin_import, "import requested")

    @object_action(
        description=gettext_lazy("Stop"), url_path=STOP, icon="stop", permissions=["edit"]
    )
    def stop(self, request: HttpRequest, register: EarlierRegister) -> HttpResponse:
        if request.method != "POST":
            step = Step(
                title=_("Stop"),
                button=_("Stop it"),
                paragraphs=[_("What is stored stays. It can go on later where it was.")],
            )
            return render_step(self, request, register, step)
        return self._take(request, register, registers.stop_register, "stopped")

    @object_action(
        description=gettext_lazy("Go on"), url_path=RESUME, icon="play_arrow", permissions=["edit"]
    )
    def resume(self, request: HttpRequest, register: EarlierRegister) -> HttpResponse:
        if request.method != "POST":
            step = Step(
                title=_("Go on"),
                button=_("Go on"),
                paragraphs=[_("It goes on where it was: no row is stored twice.")],
            )
            return render_step(self, request, register, step)
        return self._take(request, register, registers.resume_register, "resumed")

    @object_action(
        description=gettext_lazy("Remove this import"),
        url_path=REMOVE,
        icon="delete",
        permissions=["edit"],
    )
    def remove(self, request: HttpRequest, register: EarlierRegister) -> HttpResponse:
        if request.method != "POST":
            return render_step(self, request, register, _remove_step(register))
        return self._take(request, register, registers.remove_register, "removed")

    def _take(
        self,
        request: HttpRequest,
        register: EarlierRegister,
        step: Callable[[EarlierRegister], None],
        message: str,
    ) -> HttpResponse:
        with refusals_as_warnings(request, registers.Refused):
            step(register)
            self.log_change(request, register, message)
            messages.success(request, _("It is being done; this page shows how far it is."))
        return redirect(change_url(register))


def _columns_step(form: ColumnsForm, errors: list[str]) -> Step:
    return Step(
        title=_("What each column contains"),
        button=_("Look through it like this"),
        paragraphs=[
            _("Change what is different; a column that no name needs stays “not used”."),
            _("Nothing is stored by it. Every cell is kept as it is written when you import."),
        ],
        form=form,
        errors=errors,
    )


def _import_step(register: EarlierRegister) -> Step:
    summary: dict[str, Any] = register.summary
    return Step(
        title=_("Import the names"),
        button=_("Import them"),
        paragraphs=[
            *warnings_of(register),
            _("Every row is stored as it is written. Only clear ones are found."),
            _("It takes some minutes, can be stopped, and can be removed again as a whole."),
        ],
        facts=[
            (_("Scroll"), str(register.scroll_number)),
            (_("Source"), register.origin),
            (_("Rows"), f"{summary.get('rows', 0):,}"),
            (_("Read right"), f"{summary.get('clear', 0):,}"),
            (_("Unclear"), f"{summary.get('unclear', 0):,}"),
        ],
    )


def _remove_step(register: EarlierRegister) -> Step:
    return Step(
        title=_("Remove this import"),
        button=_("Remove it"),
        paragraphs=[
            _("All its names are deleted, with every likely double that was found by them."),
            _("Letters, certificates and receipts stay as they are. The file is deleted as well."),
        ],
        facts=[
            (_("Scroll"), str(register.scroll_number)),
            (_("Source"), register.origin),
            (_("Names"), f"{register.entries.count():,}"),
        ],
    )
