"""Scrolls in the admin: their progress and their actions."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.admin.steps import Row, change_url
from core.languages import translated_field_names
from letters import torah
from letters.admin.completion import COMPLETE, CompletionAdmin
from letters.admin.reserved import ASSIGN, RESERVE, RETURN, ReservedLettersAdmin, letter_rows
from letters.admin.scroll_actions import COLUMNS, LAST_LOOK, OPEN, SIYUM, ScrollActionsAdmin
from letters.models import Letter, Scroll
from letters.series import series_url
from letters.siyum.announcement import local_siyum_time
from letters.siyum.mail import SIYUM as SIYUM_MAIL
from messaging.models import Mailing

State = Scroll.State


@admin.register(Scroll)
class ScrollAdmin(ScrollActionsAdmin, ReservedLettersAdmin, CompletionAdmin):
    """Scrolls with their progress: letters assigned, and columns written."""

    list_display = ["__str__", "state", "assigned", "free", "columns_written", "opened_at"]
    list_filter = ["state", "series"]
    fields = [
        "series",
        "number",
        "state",
        "edition",
        "dedication",
        "siyum",
        *translated_field_names("siyum_place"),
        "siyum_stream",
        "commitment",
        "published_seed",
        "prepared_at",
        "opened_at",
        "full_at",
        "register_print_day",
        "completed_on",
    ]
    list_select_related = ["series"]
    actions_list = ["prepare"]
    actions_detail = [
        "open",
        "report",
        "announce",
        {
            "title": _("Letters for the siyum"),
            "icon": "bookmark",
            "items": ["reserve", "assign", "return_to_draw"],
        },
        "last_look",
        "complete",
    ]
    change_form_outer_before_template = "admin/letters/scroll_progress.html"

    def get_fields(self, request: HttpRequest, obj: Scroll | None = None) -> list[str]:
        """Without the fields that have no value yet."""
        return [name for name in self.fields if getattr(obj, name, True)]

    def get_readonly_fields(self, request: HttpRequest, obj: Scroll | None = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), "siyum", "published_seed"]

    def offered_actions(self, request: HttpRequest, obj: Scroll, paths: set[str]) -> set[str]:
        return paths & _allowed_steps(obj)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """With both kinds of progress, the reserved letters and the reports of the scribe."""
        scroll = self.get_object(request, unquote(object_id))
        progress = _progress(scroll) if scroll and scroll.registered_here else {}
        answer: HttpResponse = super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **progress}
        )
        return answer

    @admin.display(description=_("letters given"))
    def assigned(self, scroll: Scroll) -> SafeString | str:
        if not scroll.registered_here:
            return "—"
        assigned = Letter.objects.assigned().filter(scroll=scroll).count()
        percent = f"{100 * assigned / torah.TOTAL_LETTERS:.1f}"
        return format_html('<bdi dir="ltr">{} ({} %)</bdi>', f"{assigned:,}", percent)

    @admin.display(description=_("letters free"))
    def free(self, scroll: Scroll) -> str:
        if not scroll.registered_here:
            return "—"
        return f"{Letter.objects.free().filter(scroll=scroll).count():,}"

    @admin.display(description=_("siyum"))
    def siyum(self, scroll: Scroll) -> str:
        """The time in the time zone of the place."""
        moment = local_siyum_time(scroll)
        if moment is None:
            return "—"
        day = scroll.siyum_day
        assert day is not None  # noqa: S101 - it has a time
        return f"{date_format(day.civil)}, {moment:%H:%M} ({scroll.siyum_zone})"

    @admin.display(description=_("seed of the draw"))
    def published_seed(self, scroll: Scroll) -> SafeString | str:
        """Secret until the scroll is completed; then with a link to the page about the draw."""
        if scroll.state != State.COMPLETED or not scroll.registered_here:
            return "—" if not scroll.registered_here else str(_("secret until it is completed"))
        return format_html(
            '<bdi dir="ltr">{}</bdi> <a class="step-link block" href="{}">{}</a>',
            scroll.seed,
            series_url("draw", scroll.series, scroll.number),
            _("How anyone can check it"),
        )


def _allowed_steps(scroll: Scroll) -> set[str]:
    if not scroll.registered_here:
        return set()
    steps = {SIYUM}
    if scroll.state != State.COMPLETED:
        steps.add(COLUMNS)
        if Letter.objects.reserved_free().filter(scroll=scroll).exists():
            steps |= {ASSIGN, RETURN}
    if scroll.state == State.PREPARED:
        steps.add(RESERVE)
        if not Scroll.objects.open().filter(series=scroll.series_id).exists():
            steps.add(OPEN)
    if scroll.state in {State.OPEN, State.FULL}:
        steps.add(COMPLETE)
    if scroll.state == State.FULL:
        steps.add(LAST_LOOK)
    return steps


def _progress(scroll: Scroll) -> dict[str, Any]:
    """The context of scroll_progress.html."""
    letters = Letter.objects.filter(scroll=scroll)
    assigned = letters.assigned().count()
    reserved = letters.filter(reserved=True).select_related(
        "inscription__person", "inscription__certificate"
    )
    return {
        "assigned": assigned,
        "assigned_percent": 100 * assigned / torah.TOTAL_LETTERS,
        "all_letters": torah.TOTAL_LETTERS,
        "written_percent": 100 * scroll.columns_written / torah.TOTAL_COLUMNS,
        "all_columns": torah.TOTAL_COLUMNS,
        "free_letters": letters.free().count(),
        "reserved_letters": _reserved_letters(scroll, list(reserved)),
        "reports": scroll.reports.select_related("reported_by").order_by("-pk"),
        "mailing": _mailing_url(scroll),
    }


def _reserved_letters(scroll: Scroll, letters: list[Letter]) -> list[tuple[Row, Any]]:
    """A row for each reserved letter, with its inscription."""
    holders = {letter.ordinal: letter.inscription for letter in letters}
    return [(row, holders[row.value]) for row in letter_rows(scroll, holders)]


def _mailing_url(scroll: Scroll) -> str:
    """The admin page of the siyum's mailing, if there is one."""
    mailing = Mailing.objects.filter(kind=SIYUM_MAIL, about=str(scroll.pk)).first()
    return change_url(mailing) if mailing else ""
