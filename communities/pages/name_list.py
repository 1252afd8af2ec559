"""The page of a name list: the progress of reading, then its rows and what to do with them."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from communities.lists import name_lists
from communities.lists.questions import sentences_of
from communities.lists.registrations import status_text
from communities.lists.rows import confirm_rows, leave_out_rows, rows_by_status
from communities.members.access import members_only, owned_or_404
from communities.models import Membership, NameList, Row
from core.job_runner import resume_job, stop_job
from letters.reading import Field

PAGE_SIZE = 50
EXAMPLES_SHOWN = 2  # of a column


@dataclass(frozen=True)
class Column:
    """A column whose meaning can be chosen."""

    number: int
    heading: str
    field: str
    examples: list[str]

    @property
    def name(self) -> str:
        """Of its field in the form."""
        return f"column{self.number}"


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def name_list_page(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """Rows that need attention come first; `show` selects another status."""
    name_list = owned_or_404(NameList.objects.all(), membership, pk)
    if request.method == "POST":
        return _act(request, membership, name_list)
    context = {"membership": membership, "community": membership.community, "name_list": name_list}
    if name_list.state != NameList.State.DONE:
        part = "_reading.html" if request.headers.get("HX-Request") else "reading.html"
        return render(request, f"communities/lists/{part}", context)
    counts = {status: rows.count() for status, rows in rows_by_status(name_list).items()}
    shown = _shown(request, counts)
    page = _page(request, name_list, shown)
    return render(
        request,
        "communities/lists/name_list.html",
        {
            **context,
            "statuses": [(status, label, counts[status]) for status, label in _labels().items()],
            "counts": counts,
            "shown": shown,
            "page": page,
            "rows": [(row, sentences_of(row), _order_status(row)) for row in page],
            "columns": _columns(name_list),
            "fields": Field.choices,
        },
    )


def _labels() -> dict[str, str]:
    return {
        "unclear": _("Unclear"),
        "to_confirm": _("To be clarified"),
        "ready": _("Ready"),
        "left_out": _("Names left out"),
        "ordered": _("In an order"),
        "all": _("All names"),
    }


def _shown(request: HttpRequest, counts: dict[str, int]) -> str:
    requested = request.GET.get("show", "")
    if requested in counts:
        return requested
    first = ("unclear", "to_confirm", "ready")
    return next((status for status in first if counts[status]), "all")


def _page(request: HttpRequest, name_list: NameList, shown: str) -> Page[Row]:
    rows = rows_by_status(name_list)[shown].select_related(
        "duplicate_of__name_list", "signup_card", "inscription__letter", "inscription__line__order"
    )
    rows = rows.order_by("position")
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))


def _order_status(row: Row) -> str:
    return status_text(row.inscription) if row.inscription else ""


def _columns(name_list: NameList) -> list[Column]:
    first = [
        row.cells for row in name_list.rows.exclude(cells=[]).order_by("position")[:EXAMPLES_SHOWN]
    ]
    return [
        Column(
            number=number,
            heading=name_list.headings[number] if number < len(name_list.headings) else "",
            field=field,
            examples=[cells[number] for cells in first if number < len(cells) and cells[number]],
        )
        for number, field in enumerate(name_list.columns)
    ]


def _act(request: HttpRequest, membership: Membership, name_list: NameList) -> HttpResponse:
    action = request.POST.get("action", "")
    if action == "delete":
        if membership.leads and name_lists.delete_list(name_list):
            messages.success(request, _("The list is deleted, with everything that was sent."))
            return redirect("name_lists", membership.community.slug)
        messages.warning(
            request, _("The list was not deleted: some of its names are already in an order.")
        )
    elif action in {"stop", "resume"}:
        change = stop_job if action == "stop" else resume_job
        change(name_lists.LIST_READING, name_list)
    elif action == "columns":
        _set_columns(request, name_list)
    elif action in {"confirm", "leave_out", "take_in"}:
        messages.info(request, _change_rows(action, _selected(request, name_list), name_list))
    return redirect(request.get_full_path())


def _selected(request: HttpRequest, name_list: NameList) -> list[int]:
    """The ticked rows, or all of the status that is shown."""
    if "all" in request.POST:
        shown = request.POST.get("shown", "")
        found = rows_by_status(name_list).get(shown, name_list.rows.none())
        return list(found.values_list("pk", flat=True))
    return [int(value) for value in request.POST.getlist("row") if value.isdecimal()]


def _change_rows(action: str, rows: list[int], name_list: NameList) -> str:
    if not rows:
        return _("Nothing was changed: tick the rows that are meant.")
    if action == "confirm":
        count = confirm_rows(name_list, rows)
        message = ngettext(
            "%(count)s row will have a letter.", "%(count)s rows will have a letter.", count
        )
    else:
        count = leave_out_rows(name_list, rows, left_out=action == "leave_out")
        message = (
            ngettext("%(count)s row is left out.", "%(count)s rows are left out.", count)
            if action == "leave_out"
            else ngettext(
                "%(count)s row was restored.",
                "%(count)s rows were restored.",
                count,
            )
        )
    return message % {"count": f"{count:,}"}


def _set_columns(request: HttpRequest, name_list: NameList) -> None:
    """Read the rows again with the columns of the form; one of them must be a name."""
    values = [request.POST.get(f"column{number}", "") for number in range(len(name_list.columns))]
    if not all(value in Field.values for value in values):
        messages.warning(request, _("Nothing was changed: please choose from the lists."))
        return
    columns = [Field(value) for value in values]
    used = [column for column in columns if column]
    if len(used) != len(set(used)):
        messages.warning(request, _("Nothing was changed: two columns can’t be the same."))
    elif not {Field.GIVEN, Field.WHOLE} & set(used):
        messages.warning(
            request,
            _("Nothing was changed: one column must be the given name or the whole name."),
        )
    else:
        count = name_lists.set_columns(
            name_list, columns, include_manual="include_manual" in request.POST
        )
        message: Any = ngettext(
            "%(count)s row was read again.", "%(count)s rows were read again.", count
        )
        messages.success(request, message % {"count": f"{count:,}"})
