"""Lists of names: sent, read, looked at row by row, fixed in place."""

import csv
import io
from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from communities import batches, checking
from communities.access import members_only
from communities.cards import UNCHECKED
from communities.models import Batch, Membership, Row
from communities.reading import Problem
from communities.reading.source import LARGEST
from communities.row_form import RowForm
from letters.models import Series
from payments.basket_page import SERIES

ON_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def lists(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The community's lists, and a new one from a file or a pasted text."""
    if request.method == "POST":
        return _sent(request, membership)
    own = Batch.objects.filter(community=membership.community).order_by("-pk")
    return render(
        request,
        "communities/lists.html",
        {
            "membership": membership,
            "community": membership.community,
            "page": Paginator(own, ON_A_PAGE).get_page(request.GET.get("page")),
        },
    )


def _sent(request: HttpRequest, membership: Membership) -> HttpResponse:
    file, text = request.FILES.get("file"), request.POST.get("text", "").strip()
    slug = membership.community.slug
    if not file and not text:
        messages.warning(request, _("Choose a file, or paste names into the field."))
        return redirect("lists", slug)
    if file and (file.size or 0) > LARGEST:
        messages.warning(request, _("The file is larger than 10 MB; a list of names is smaller."))
        return redirect("lists", slug)
    day = date_format(timezone.localdate(), "DATE_FORMAT")
    batch, new = batches.send(
        community=membership.community,
        series=get_object_or_404(Series, slug=SERIES),
        by=cast("User", request.user),
        title=request.POST.get("title", "").strip() or _("List, %(day)s") % {"day": day},
        language=get_language() or "en",
        zone=request.POST.get("zone", "")[:64],
        content=file.read() if file else b"",
        text="" if file else text,
    )
    if not new:
        messages.info(request, _("This list is here already: nobody was added twice."))
    return redirect("list", slug, batch.pk)


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """An empty list with the headings, to be filled in a spreadsheet."""
    file = io.StringIO("\ufeff")
    file.seek(1)
    writer = csv.writer(file)
    writer.writerow(
        [
            _("Given name"),
            _("Son or daughter"),
            _("Mother’s name"),
            _("Father’s name"),
            _("Family name"),
            _("Passed away"),
            _("E-mail address"),
        ]
    )
    answer = HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="names.csv"'
    return answer


def _kinds(batch: Batch) -> dict[str, QuerySet[Row]]:
    """The rows of a list by what is to be done with them."""
    open_rows = batch.rows.filter(inscription=None, left_out=False)
    asked = Q(same_as__isnull=False) | ~Q(letter_in=[])
    return {
        "all": batch.rows.all(),
        "unclear": open_rows.exclude(problems=[]),
        "asked": open_rows.filter(asked, problems=[], confirmed=False),
        "ready": batch.rows.ready(),
        "out": batch.rows.filter(left_out=True),
        "registered": batch.rows.exclude(inscription=None),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def one_list(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """A list: how far the reading is, then its rows, and what is done with them."""
    batch = _batch(membership, pk)
    if request.method == "POST":
        return _act(request, membership, batch)
    context = {"membership": membership, "community": membership.community, "batch": batch}
    if batch.state in {Batch.State.READING, Batch.State.FAILED}:
        part = "_list_reading.html" if request.headers.get("HX-Request") else "list_reading.html"
        return render(request, f"communities/{part}", context)
    kinds = _kinds(batch)
    shown = request.GET.get("show", "all")
    rows = kinds.get(shown, kinds["all"]).select_related("same_as", "card").order_by("position")
    labels = {
        "all": _("All"),
        "unclear": _("Unclear"),
        "asked": _("Asked about"),
        "ready": _("Ready"),
        "out": _("Left out"),
        "registered": _("Ordered"),
    }
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "communities/list.html",
        {
            **context,
            "kinds": [(name, labels[name], found.count()) for name, found in kinds.items()],
            "shown": shown if shown in kinds else "all",
            "page": page,
            "rows": [(row, _told(row)) for row in page],
        },
    )


def _told(row: Row) -> list[str]:
    """What is unclear about a row, as sentences."""
    sentences: dict[str, str] = {problem.value: str(problem.label) for problem in Problem}
    sentences[UNCHECKED] = _("A second person has not checked this card yet.")
    told = [sentences.get(code, code) for code in row.problems]
    if row.confirmed or row.inscription_id:
        return told
    if row.same_as:
        told.append(
            _("This name stands in the list already, in row %(row)s.")
            % {"row": row.same_as.position}
        )
    if row.letter_in:
        scrolls = ", ".join(str(number) for number in row.letter_in)
        told.append(
            _("Someone of a name like this has a letter already, in scroll %(scrolls)s.")
            % {"scrolls": scrolls}
        )
    return told


def _act(request: HttpRequest, membership: Membership, batch: Batch) -> HttpResponse:
    chosen = [int(value) for value in request.POST.getlist("row") if value.isdecimal()]
    action = request.POST.get("action", "")
    if action == "delete":
        if membership.leads and batches.delete(batch):
            messages.success(request, _("The list is deleted, with everything that was sent."))
            return redirect("lists", membership.community.slug)
        messages.warning(request, _("Nothing was deleted: somebody of it is ordered already."))
    elif action == "confirm":
        checking.confirm(batch, chosen)
    elif action in {"out", "in"}:
        count = checking.leave_out(batch, chosen, out=action == "out")
        if action == "out":
            said = ngettext("%(count)s row is left out.", "%(count)s rows are left out.", count)
            messages.info(request, said % {"count": count})
    return redirect(request.get_full_path())


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def row(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """A row to be written anew."""
    found = get_object_or_404(
        Row.objects.select_related("batch"),
        pk=pk,
        batch__community=membership.community,
        inscription=None,
        card=None,
    )
    form = RowForm(
        request.POST or None, initial={f: getattr(found, f) for f in RowForm.base_fields}
    )
    if form.is_bound and form.is_valid() and not form.blank:
        checking.fix(row=found, name=form.fields_of_row)
        return redirect("list", membership.community.slug, found.batch_id)
    return render(
        request,
        "communities/list_row.html",
        {
            "membership": membership,
            "community": membership.community,
            "batch": found.batch,
            "row": found,
            "told": _told(found),
            "form": form,
        },
        status=422 if form.is_bound else 200,
    )


def _batch(membership: Membership, pk: int) -> Batch:
    return get_object_or_404(Batch.objects.filter(community=membership.community), pk=pk)
