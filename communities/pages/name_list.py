"""The page of a name list: the progress of reading, then its rows and what to do with them."""

from collections.abc import Mapping
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from communities.lists import name_lists
from communities.lists.bulk_questions import bulk_questions
from communities.lists.column_choice import asks_for_columns
from communities.lists.edits import Outcome, RowChange, edit_rows, last_edit
from communities.lists.questions import questions_by_code
from communities.lists.row_display import GridColumn, display_rows
from communities.lists.rows import rows_by_status
from communities.lists.search import search_rows
from communities.lists.summary import status_counts, sums
from communities.lists.unused_cells import unused_count, with_unused_cells
from communities.members.access import members_only, owned_or_404
from communities.models import Membership, NameList, Row
from communities.pages.grid_form import typed_changes
from communities.pages.grid_messages import tell
from core.forms.text_input import parse_positive_int, parse_positive_ints
from core.job_runner import resume_job, stop_job

PAGE_SIZE = 50
SHOWN_OF_QUESTION = 100  # rows that can be excluded one by one
UNUSED = "unused"


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def name_list_page(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """Rows that need attention come first; `show` selects another status, `q` searches."""
    name_list = owned_or_404(NameList.objects.all(), membership, pk)
    if request.method == "POST":
        return _act(request, membership, name_list)
    if name_list.state != NameList.State.DONE:
        part = "_reading.html" if request.headers.get("HX-Request") else "reading.html"
        context = _context(membership, name_list)
        return render(request, f"communities/lists/{part}", context)
    if request.headers.get("HX-Request"):  # the page of the reading: this one has scripts
        return HttpResponse(headers={"HX-Refresh": "true"})
    if asks_for_columns(name_list):
        return redirect("list_columns", membership.community.slug, pk)
    return render_list(request, membership, name_list)


def render_list(
    request: HttpRequest,
    membership: Membership,
    name_list: NameList,
    *,
    typed: Mapping[int, Mapping[str, str]] | None = None,
    outcome: Outcome | None = None,
) -> HttpResponse:
    """Render the page; `typed` and `outcome` are of a form that could not be saved wholly."""
    context = summary_context(membership, name_list, cast("User", request.user))
    query = request.GET.get("q", "").strip()
    shown = _shown(request, context["counts"], query)
    page = _page(request, name_list, shown, query)
    refused = {} if outcome is None else outcome.refused
    rows = display_rows(name_list, list(page), typed=typed, refused=refused)
    return render(
        request,
        "communities/lists/name_list.html",
        {
            **context,
            "shown": shown,
            "query": query,
            "page": page,
            "rows": list(rows),
            "grid_columns": GridColumn.choices,
        },
        status=422 if outcome else 200,
    )


def _context(membership: Membership, name_list: NameList) -> dict[str, Any]:
    return {"membership": membership, "community": membership.community, "name_list": name_list}


def summary_context(membership: Membership, name_list: NameList, user: User) -> dict[str, Any]:
    """What the page shows above the rows: counts, sums, and the questions about many rows."""
    counts = status_counts([name_list])[name_list.pk]
    asked = counts["unclear"] or counts["to_confirm"]
    unused = unused_count(name_list)
    return {
        **_context(membership, name_list),
        "counts": counts,
        "statuses": [(status, label, counts[status]) for status, label in _labels().items()],
        "sums": sums(name_list, membership.community),
        "questions": bulk_questions(name_list) if asked else [],
        "shown_of_question": SHOWN_OF_QUESTION,
        "unused": unused + len(name_list.unused_texts),
        "unused_in_columns": unused,
        "last_edit": last_edit(name_list, user),
    }


def _labels() -> dict[str, str]:
    return {
        "unclear": _("Unclear"),
        "to_confirm": _("To be clarified"),
        "ready": _("Ready"),
        "left_out": _("Names left out"),
        "ordered": _("In an order"),
        "all": _("All names"),
    }


def _shown(request: HttpRequest, counts: dict[str, int], query: str) -> str:
    requested = request.GET.get("show", "")
    if requested in {"all", UNUSED} or counts.get(requested):
        return requested
    first = () if query else ("unclear", "to_confirm", "ready")
    return next((status for status in first if counts[status]), "all")


def _rows(name_list: NameList, shown: str) -> QuerySet[Row]:
    if shown == UNUSED:
        return with_unused_cells(name_list)
    return rows_by_status(name_list).get(shown, name_list.rows.all())


def _page(request: HttpRequest, name_list: NameList, shown: str, query: str) -> Page[Row]:
    rows = search_rows(_rows(name_list, shown), query).select_related(*DISPLAYED_WITH)
    return Paginator(rows.order_by("position"), PAGE_SIZE).get_page(request.GET.get("page"))


DISPLAYED_WITH = (
    *("duplicate_of__name_list", "signup_card", "inscription__letter__scroll"),
    *("inscription__line__order", "inscription__person"),
)


# Actions --------------------------------------------------------------------


def _act(request: HttpRequest, membership: Membership, name_list: NameList) -> HttpResponse:
    action = request.POST.get("action", "")
    if action == "delete":
        if membership.leads and name_lists.delete_list(name_list):
            messages.success(request, _("The list is deleted, with everything that was sent."))
            return redirect("name_lists", membership.community.slug)
        messages.warning(
            request, _("The list was not deleted: some of its names are already in an order.")
        )
    elif action == "stop":
        stop_job(name_lists.LIST_READING, name_list)
    elif action == "resume":
        resume_job(name_lists.LIST_READING, name_list)
    elif "accept" in request.POST:
        _accept(request, name_list)
    elif action == "save":
        return _save(request, membership, name_list)
    elif action in {"confirm", "leave_out", "take_in"}:
        messages.info(request, _change_rows(request, action, name_list))
    return redirect(request.get_full_path())


def _save(request: HttpRequest, membership: Membership, name_list: NameList) -> HttpResponse:
    """Save what was typed into the grid of a page without scripts."""
    typed, changes = typed_changes(request.POST, name_list)
    outcome = edit_rows(name_list=name_list, by=cast("User", request.user), changes=changes)
    tell(request, outcome)
    if outcome.refused or outcome.conflicts:
        return render_list(request, membership, name_list, typed=typed, outcome=outcome)
    return redirect(request.get_full_path())


def _accept(request: HttpRequest, name_list: NameList) -> None:
    """What a person says is right as it is: "12:family_split" of row 12."""
    row, _separator, code = request.POST["accept"].partition(":")
    if (pk := parse_positive_int(row)) is not None:
        change = RowChange(row=pk, accepted=[code])
        tell(
            request,
            edit_rows(name_list=name_list, by=cast("User", request.user), changes=[change]),
        )


def _selected(request: HttpRequest, name_list: NameList) -> list[Row]:
    """The ticked rows, or all of the status that is shown."""
    if "all" in request.POST:
        rows = _rows(name_list, request.POST.get("shown", ""))
        return list(search_rows(rows, request.GET.get("q", "")))
    ticked = parse_positive_ints(request.POST.getlist("row"))
    return list(name_list.rows.filter(pk__in=ticked))


def _change_rows(request: HttpRequest, action: str, name_list: NameList) -> str:
    rows = _selected(request, name_list)
    if not rows:
        return _("Nothing was changed: tick the rows that are meant.")
    changes = [_change(action, row) for row in rows]
    by = cast("User", request.user)
    count = len(edit_rows(name_list=name_list, by=by, changes=changes).changed)
    if action == "confirm":
        message = ngettext(
            "%(count)s row will have a letter.", "%(count)s rows will have a letter.", count
        )
    elif action == "leave_out":
        message = ngettext("%(count)s row is left out.", "%(count)s rows are left out.", count)
    else:
        message = ngettext("%(count)s row was restored.", "%(count)s rows were restored.", count)
    return message % {"count": f"{count:,}"}


def _change(action: str, row: Row) -> RowChange:
    if action != "confirm":
        return RowChange(row=row.pk, values={"left_out": action == "leave_out"})
    # Everything that is asked about it, unless it must be corrected first.
    codes = [] if row.issues else [code for code, _sentence in questions_by_code(row)]
    return RowChange(row=row.pk, accepted=codes)
