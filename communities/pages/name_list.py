"""A list of names: how far the reading is, then its rows, and what is done with them."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from communities.lists import duplicate_checks, name_lists
from communities.lists.questions import questions
from communities.lists.registrations import how_far
from communities.lists.rows import kinds
from communities.members.access import members_only
from communities.models import Membership, NameList, Row
from communities.reading import Field

ON_A_PAGE = 50
EXAMPLES = 2  # cells shown of a column


@dataclass(frozen=True)
class Column:
    """A column to say of what it is."""

    number: int
    heading: str
    field: str
    examples: list[str]

    @property
    def name(self) -> str:
        """The name of its field in the form."""
        return f"column{self.number}"


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def one_list(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """A list. What is to be looked at comes first; `show` asks for another kind of rows."""
    name_list = get_object_or_404(NameList.objects.filter(community=membership.community), pk=pk)
    if request.method == "POST":
        return _act(request, membership, name_list)
    context = {"membership": membership, "community": membership.community, "name_list": name_list}
    if name_list.state in {NameList.State.READING, NameList.State.FAILED}:
        part = "_reading.html" if request.headers.get("HX-Request") else "reading.html"
        return render(request, f"communities/lists/{part}", context)
    counts = {kind: rows.count() for kind, rows in kinds(name_list).items()}
    shown = _shown(request, counts)
    page = _page(request, name_list, shown)
    return render(
        request,
        "communities/lists/name_list.html",
        {
            **context,
            "kinds": [(kind, label, counts[kind]) for kind, label in _labels().items()],
            "counts": counts,
            "shown": shown,
            "page": page,
            "rows": [(row, questions(row), _ordered(row)) for row in page],
            "columns": _columns(name_list),
            "fields": Field.choices,
        },
    )


def _labels() -> dict[str, str]:
    return {
        "unclear": _("Unclear"),
        "asked": _("To be clarified"),
        "ready": _("Ready"),
        "out": _("Names left out"),
        "registered": _("In an order"),
        "all": _("All names"),
    }


def _shown(request: HttpRequest, counts: dict[str, int]) -> str:
    asked = request.GET.get("show", "")
    if asked in counts:
        return asked
    return next((kind for kind in ("unclear", "asked", "ready") if counts[kind]), "all")


def _page(request: HttpRequest, name_list: NameList, shown: str) -> Page[Row]:
    rows = kinds(name_list)[shown].select_related(
        "same_as__name_list", "card", "inscription__letter", "inscription__line__order"
    )
    rows = rows.order_by("position")
    return Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))


def _ordered(row: Row) -> str:
    return how_far(row.inscription) if row.inscription else ""


def _columns(name_list: NameList) -> list[Column]:
    first = [row.cells for row in name_list.rows.exclude(cells=[]).order_by("position")[:EXAMPLES]]
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
        if membership.leads and name_lists.delete(name_list):
            messages.success(request, _("The list is deleted, with everything that was sent."))
            return redirect("lists", membership.community.slug)
        messages.warning(
            request, _("The list was not deleted: some of its names are already in an order.")
        )
    elif action == "columns":
        _set_columns(request, name_list)
    elif action in {"confirm", "out", "in"}:
        messages.info(request, _done(action, _chosen(request, name_list), name_list))
    return redirect(request.get_full_path())


def _chosen(request: HttpRequest, name_list: NameList) -> list[int]:
    """The rows that are ticked, or all of the kind that is shown."""
    if "all" in request.POST:
        shown = request.POST.get("shown", "")
        found = kinds(name_list).get(shown, name_list.rows.none())
        return list(found.values_list("pk", flat=True))
    return [int(value) for value in request.POST.getlist("row") if value.isdecimal()]


def _done(action: str, rows: list[int], name_list: NameList) -> str:
    if not rows:
        return _("Nothing was changed: tick the rows that are meant.")
    if action == "confirm":
        count = duplicate_checks.confirm(name_list, rows)
        said = ngettext(
            "%(count)s row will have a letter.", "%(count)s rows will have a letter.", count
        )
    else:
        count = duplicate_checks.leave_out(name_list, rows, out=action == "out")
        said = (
            ngettext("%(count)s row is left out.", "%(count)s rows are left out.", count)
            if action == "out"
            else ngettext(
                "%(count)s row was restored.",
                "%(count)s rows were restored.",
                count,
            )
        )
    return said % {"count": f"{count:,}"}


def _set_columns(request: HttpRequest, name_list: NameList) -> None:
    """Read the rows again from what he says of the columns; a name must stand in one of them."""
    said = [request.POST.get(f"column{number}", "") for number in range(len(name_list.columns))]
    if not all(value in Field.values for value in said):
        messages.warning(request, _("Nothing was changed: please choose from the lists."))
        return
    columns = [Field(value) for value in said]
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
            name_list, columns, by_hand_too="by_hand_too" in request.POST
        )
        said_of: Any = ngettext(
            "%(count)s row was read again.", "%(count)s rows were read again.", count
        )
        messages.success(request, said_of % {"count": f"{count:,}"})
