"""Batches of letters by post: print the next, download, mark as posted. Every step is logged."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget

from core.admin.base import ReadOnlyAdmin
from core.admin.steps import Step, change_url, changelist_url, render_step_page
from core.calendar.local_day import home_time, today
from core.forms.text_input import parse_positive_int, parse_positive_ints
from core.job_runner import resume_job, stop_job
from families.looks import record_look
from families.models import PostBatch, Posting
from families.postal.batches import (
    BATCHES,
    CERTIFICATES,
    LABELS,
    MOST,
    NothingToPrint,
    open_file,
    print_again,
    print_next,
)
from families.postal.labels import LABELS_ON_SHEET, SHEET_NAMES
from families.postal.posting import NotPostable, mark_posted, problems_of, undo_posted
from families.postal.summary import what_is_owed

_PAPERS = [("a4", f"A4 · {SHEET_NAMES['a4']}"), ("letter", f"US Letter · {SHEET_NAMES['letter']}")]


def _number(label: Any, most: int, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=most,
        widget=UnfoldAdminIntegerFieldWidget,
        **options,
    )


class LabelForm(forms.Form):
    """Where on a started sheet the labels begin."""

    first_label = _number(
        gettext_lazy("First free label on the sheet"),
        max(LABELS_ON_SHEET.values()),
        initial=1,
        help_text=gettext_lazy("From left to right, from the top: 1 is a new sheet."),
    )
    paper_kept = ""

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or {})
        paper = cleaned.get("paper") or self.paper_kept
        first = cleaned.get("first_label")
        if first and paper and first > LABELS_ON_SHEET[paper]:
            text = _("This sheet has %(count)s labels.") % {"count": LABELS_ON_SHEET[paper]}
            self.add_error("first_label", text)
        return cleaned


class PrintForm(LabelForm):
    """How many envelopes are printed, and on what."""

    count = _number(gettext_lazy("How many envelopes at most"), MOST, initial=50)
    paper = forms.ChoiceField(
        label=gettext_lazy("Paper, and sheets of labels"),
        choices=_PAPERS,
        widget=UnfoldAdminSelectWidget,
    )
    field_order = ["count", "paper", "first_label"]


@admin.register(PostBatch)
class PostBatchAdmin(ReadOnlyAdmin):
    list_display = ["number", "created_at", "by", "paper", "state", "envelopes", "unposted"]
    list_filter = ["state", "paper"]
    list_select_related = ["by"]
    ordering = ["-pk"]
    exclude = ["parts", "position", "folder"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PostBatch]:
        batches: QuerySet[PostBatch] = super().get_queryset(request)
        return batches.annotate(
            posting_count=Count("postings"),
            unposted_count=Count("postings", filter=Q(postings__posted_on=None)),
        )

    @admin.display(description=gettext_lazy("number"), ordering="pk")
    def number(self, batch: PostBatch) -> int:
        return batch.pk

    @admin.display(description=gettext_lazy("envelopes"))
    def envelopes(self, batch: PostBatch) -> int:
        return int(vars(batch)["posting_count"])

    @admin.display(description=gettext_lazy("not posted"))
    def unposted(self, batch: PostBatch) -> int:
        return int(vars(batch)["unposted_count"])

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return request.user.has_perm("families.add_postbatch")

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """What is owed, and the form that prints the next batch."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = PrintForm(request.POST or None)
        if form.is_valid():
            try:
                batch = print_next(by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            except NothingToPrint as nothing:
                messages.warning(request, str(nothing))
                return redirect(changelist_url(PostBatch))
            self.log_addition(request, batch, "printing requested")
            return redirect(change_url(batch))
        return render_step_page(self, request, _print_step(form), back=changelist_url(PostBatch))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponseBase:
        """Progress, files, and the list of envelopes, of which those that are posted are marked."""
        pk = parse_positive_int(unquote(object_id)) or 0
        batch = PostBatch.objects.select_related("by").filter(pk=pk).first()
        if batch is None:
            raise Http404
        if not self.has_view_permission(request, batch):
            raise PermissionDenied
        if request.method == "POST":
            return self._act(request, batch)
        part = "_progress" if getattr(request, "htmx", False) else ""
        return self._page(request, batch, part)

    def _page(self, request: HttpRequest, batch: PostBatch, part: str = "") -> HttpResponse:
        problems = {problem.posting.pk: problem for problem in problems_of(batch)}
        postings = list(batch.postings.select_related("order").order_by("number"))
        if not part:
            _record_looks(request, "families_postbatch_change", postings)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Letters by post, batch %(number)s") % {"number": batch.pk},
            "opts": self.model._meta,
            "original": batch,
            "batch": batch,
            "sheet": SHEET_NAMES[batch.paper],
            "labels_on_sheet": LABELS_ON_SHEET[batch.paper],
            "rows": [(posting, problems.get(posting.pk)) for posting in postings],
            "problems": list(problems.values()),
            "waiting": any(posting.posted_on is None for posting in postings),
            "today": today().civil.isoformat(),
            "may_post": request.user.has_perm("families.change_postbatch"),
        }
        page = TemplateResponse(request, f"admin/families/post_batch{part}.html", context)
        if part and not batch.is_active:
            page["HX-Refresh"] = "true"  # the rest of the page changes as well
        return page

    def _act(self, request: HttpRequest, batch: PostBatch) -> HttpResponseBase:
        if not request.user.has_perm("families.change_postbatch"):
            raise PermissionDenied
        if "certificates" in request.POST or "labels" in request.POST:
            name = CERTIFICATES if "certificates" in request.POST else LABELS
            return self._download(request, batch, name) or redirect(request.path)
        steps: dict[str, Callable[[HttpRequest, PostBatch], None]] = {
            "posted": self._post,
            "undo": self._undo,
            "again": self._again,
            "stop": self._stop,
            "resume": self._resume,
        }
        for name, step in steps.items():
            if name in request.POST:
                step(request, batch)
        return redirect(request.path)

    def _stop(self, request: HttpRequest, batch: PostBatch) -> None:
        if stop_job(BATCHES, batch):
            self.log_change(request, batch, "printing stopped")

    def _resume(self, request: HttpRequest, batch: PostBatch) -> None:
        if resume_job(BATCHES, batch):
            self.log_change(request, batch, "printing resumed")

    def _again(self, request: HttpRequest, batch: PostBatch) -> None:
        form = LabelForm(request.POST)
        form.paper_kept = batch.paper
        if not form.is_valid():
            messages.warning(request, " ".join(map(str, form.errors["first_label"])))
        elif print_again(batch, first_label=form.cleaned_data["first_label"]):
            self.log_change(request, batch, "printing requested again")
        else:
            messages.warning(request, _("Nothing of this batch is left to print."))

    def _download(self, request: HttpRequest, batch: PostBatch, name: str) -> FileResponse | None:
        try:
            file = open_file(batch, name)
        except FileNotFoundError:
            messages.warning(request, _("The files are deleted. They can be printed again."))
            return None
        self.log_change(request, batch, f"downloaded {name}")
        _record_looks(request, name, batch.postings.select_related("order"))
        answer = FileResponse(file, as_attachment=True, filename=f"post-{batch.pk}-{name}")
        answer["Cache-Control"] = "no-store"
        return answer

    def _post(self, request: HttpRequest, batch: PostBatch) -> None:
        day = _day(request.POST.get("day", ""))
        if day is None:
            messages.warning(request, _("Write the day of posting, please."))
            return
        chosen = set(parse_positive_ints(request.POST.getlist("numbers")))
        chosen |= {problem.posting.number or 0 for problem in problems_of(batch)}
        try:
            marked, left_out = mark_posted(batch, day=day, numbers=chosen)
        except NotPostable as refused:
            messages.warning(request, str(refused))
            return
        self.log_change(request, batch, f"{marked} posted, {len(left_out)} left out")
        text = ngettext(
            "%(count)s envelope is marked as posted.",
            "%(count)s envelopes are marked as posted.",
            marked,
        )
        messages.success(request, text % {"count": marked})
        for problem in left_out:
            text = _("Taken out, order %(order)s: %(reason)s.")
            values = {"order": problem.posting.order.public_id, "reason": problem.reason}
            messages.warning(request, text % values)

    def _undo(self, request: HttpRequest, batch: PostBatch) -> None:
        pk = parse_positive_int(request.POST["undo"]) or 0
        posting = Posting.objects.filter(batch=batch, pk=pk).first()
        if posting is None:
            raise Http404
        try:
            undo_posted(posting)
        except NotPostable as refused:
            messages.warning(request, str(refused))
        else:
            self.log_change(request, batch, f"envelope {posting.number} not posted after all")


def _record_looks(request: HttpRequest, page: str, postings: Iterable[Posting]) -> None:
    orders = [posting.order for posting in postings]
    record_look(by=request.user, page=page, at=orders)  # type: ignore[arg-type]


def _day(text: str) -> Any:
    try:
        return forms.DateField(input_formats=["%Y-%m-%d"]).clean(text)
    except forms.ValidationError:
        return None


def _print_step(form: PrintForm) -> Step:
    owed = what_is_owed()
    oldest = date_format(home_time(owed.oldest), "j M Y") if owed.oldest else "—"
    facts = [
        (_("To be printed"), f"{owed.to_print:,}"),
        (_("Printed, to be posted"), f"{owed.to_post:,}"),
        (_("The oldest, since"), oldest),
        *((country, f"{count:,}") for country, count in owed.countries),
    ]
    return Step(
        title=_("Print the next batch"),
        button=_("Print"),
        paragraphs=[
            _(
                "The oldest orders come first. The certificates and the address labels are in the "
                "same order, and the number of each envelope is on its label and in the list."
            )
        ],
        facts=facts,
        form=form,
    )
