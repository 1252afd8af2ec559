"""Actions on a scroll in the admin: prepare, open, report columns, announce the siyum."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.base import ReadOnlyAdmin
from core.admin.decorators import action, object_action
from core.admin.steps import (
    Step,
    change_url,
    changelist_url,
    refusals_as_warnings,
    render_step,
    render_step_page,
)
from core.calendar.local_day import home_time
from letters import torah
from letters.admin.scroll_forms import ColumnsForm, NextScrollForm, PrintDayForm, SiyumForm
from letters.models import Letter, Scroll
from letters.register.last_look import last_look_of, set_print_day
from letters.scrolls.scrolls import WrongState, open_scroll, prepare_next_scroll
from letters.scrolls.writing_progress import report_columns_written
from letters.siyum.announcement import announce_siyum

PREPARE, OPEN, COLUMNS, SIYUM = "prepare", "open", "columns", "siyum"
LAST_LOOK = "last-look"


class ScrollActionsAdmin(ReadOnlyAdmin):
    def has_prepare_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("letters.prepare_scroll")

    def has_open_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        return request.user.has_perm("letters.open_scroll")

    def has_edit_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        return request.user.has_perm("letters.change_scroll")

    @action(
        description=gettext_lazy("Prepare the next scroll"),
        url_path=PREPARE,
        icon="add",
        permissions=["prepare"],
    )
    def prepare(self, request: HttpRequest) -> HttpResponse:
        form = NextScrollForm(request.POST or None)
        if not form.is_valid():
            step = _prepare_step(form)
            return render_step_page(self, request, step, back=changelist_url(Scroll))
        scroll = prepare_next_scroll(**form.cleaned_data)
        if scroll is None:
            messages.warning(request, _("The next scroll is prepared already, or being prepared."))
            return redirect(changelist_url(Scroll))
        self.log_addition(request, scroll, "prepared")
        messages.success(
            request,
            _("The scroll is prepared. Letters for the siyum can be reserved until it opens."),
        )
        return redirect(change_url(scroll))

    @object_action(
        description=gettext_lazy("Open"), url_path=OPEN, icon="lock_open", permissions=["open"]
    )
    def open(self, request: HttpRequest, scroll: Scroll) -> HttpResponse:
        if request.method != "POST":
            return render_step(self, request, scroll, _open_step(scroll))
        with refusals_as_warnings(request, WrongState):
            open_scroll(scroll=scroll)
            self.log_change(request, scroll, "opened")
            messages.success(request, _("The scroll is open: its letters are being given."))
        return redirect(change_url(scroll))

    @object_action(
        description=gettext_lazy("Columns written"),
        url_path=COLUMNS,
        icon="history_edu",
        permissions=["edit"],
    )
    def report(self, request: HttpRequest, scroll: Scroll) -> HttpResponse:
        form = ColumnsForm(request.POST or None, initial={"columns": scroll.columns_written})
        if not form.is_valid():
            return render_step(self, request, scroll, _columns_step(scroll, form))
        with refusals_as_warnings(request, WrongState):
            row = report_columns_written(scroll=scroll, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            self.log_change(request, scroll, f"columns written: {row.columns}")
            messages.success(request, _("The report has been saved."))
        return redirect(change_url(scroll))

    @object_action(
        description=gettext_lazy("The siyum"),
        url_path=SIYUM,
        icon="celebration",
        permissions=["edit"],
    )
    def announce(self, request: HttpRequest, scroll: Scroll) -> HttpResponse:
        """Set the time, place and stream of the siyum."""
        form = SiyumForm(request.POST or None, scroll=scroll)
        if not form.is_valid():
            return render_step(self, request, scroll, _siyum_step(form))
        announce_siyum(scroll=scroll, announcement=form.announcement)
        changed = ", ".join(str(form.fields[name].label) for name in form.changed_data)
        self.log_change(request, scroll, f"siyum: {changed or 'nothing changed'}")
        messages.success(request, _("The siyum’s page shows it in a few seconds."))
        return redirect(change_url(scroll))

    @object_action(
        description=gettext_lazy("Last look at the names"),
        url_path=LAST_LOOK,
        icon="spellcheck",
        permissions=["edit"],
    )
    def last_look(self, request: HttpRequest, scroll: Scroll) -> HttpResponse:
        """Set the day of printing; purchasers are mailed their names fourteen days before it."""
        form = PrintDayForm(request.POST or None, scroll=scroll)
        if not form.is_valid():
            return render_step(self, request, scroll, _last_look_step(scroll, form))
        with refusals_as_warnings(request, WrongState):
            day = form.cleaned_data["day"]
            set_print_day(scroll=scroll, day=day)
            self.log_change(request, scroll, f"register printed on {day}")
            messages.success(request, _("The day is set. Purchasers are written to in time."))
        return redirect(change_url(scroll))


def _prepare_step(form: NextScrollForm) -> Step:
    facts = []
    for series in form.fields["series"].queryset:  # type: ignore[attr-defined]
        last: Scroll | None = series.scrolls.order_by("number").last()
        facts.append(
            (
                series.title,
                _("the last is %(number)s: %(state)s")
                % {"number": last.number, "state": last.get_state_display()}
                if last
                else _("none yet"),
            )
        )
    return Step(
        title=_("Prepare the next scroll"),
        button=_("Prepare it"),
        paragraphs=[
            _("%(letters)s letters are created, and the order of their draw is fixed for good.")
            % {"letters": f"{torah.TOTAL_LETTERS:,}"},
            _("It takes a few seconds. The next scroll is also prepared automatically in time."),
        ],
        facts=facts,
        form=form,
    )


def _open_step(scroll: Scroll) -> Step:
    letters = Letter.objects.filter(scroll=scroll)
    return Step(
        title=_("Open the scroll"),
        button=_("Open it"),
        paragraphs=[
            _("From then on everyone who pays is given a letter in this scroll."),
            _("No letter can be reserved for the siyum after that."),
        ],
        facts=[
            (_("Scroll"), str(scroll.number)),
            (_("To be drawn"), f"{letters.free().count():,}"),
            (_("Reserved for the siyum"), f"{letters.filter(reserved=True).count():,}"),
            (_("Fingerprint of the draw"), scroll.commitment),
        ],
    )


def _columns_step(scroll: Scroll, form: ColumnsForm) -> Step:
    facts: list[tuple[str, Any]] = [
        (_("Until now"), f"{scroll.columns_written} / {torah.TOTAL_COLUMNS}")
    ]
    last = scroll.reports.order_by("pk").last()
    if last:
        facts.append((_("Reported last"), date_format(last.written_on)))
    return Step(
        title=_("Columns written by the scribe"),
        button=_("Save the report"),
        paragraphs=[_("The last report counts, also where it is less than the one before.")],
        facts=facts,
        form=form,
    )


def _siyum_step(form: SiyumForm) -> Step:
    return Step(
        title=_("The siyum"),
        button=_("Publish"),
        paragraphs=[
            _("What is written here appears on the siyum’s page and in the e-mail about it.")
        ],
        form=form,
    )


def _last_look_step(scroll: Scroll, form: PrintDayForm) -> Step:
    facts = []
    if mailing := last_look_of(scroll):
        sent = _("sent on %(day)s") % {"day": date_format(home_time(mailing.created_at))}
        facts.append((_("E-mail"), sent))
    return Step(
        title=_("Last look at the names"),
        button=_("Set the day"),
        paragraphs=[
            _("Fourteen days before it, each purchaser is sent the names of this scroll."),
            _("Until that day names can be corrected by those who wrote them, then by you only."),
        ],
        facts=facts,
        form=form,
    )
