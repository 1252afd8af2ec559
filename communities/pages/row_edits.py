"""Saving cells of the grid, answers to questions about many rows, and undoing either."""

from typing import Any, cast
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from communities.lists.bulk_questions import ListChanged, answer_question
from communities.lists.bulk_wording import KEEP_HERE
from communities.lists.edits import EditGone, Outcome, edit_rows, undo_edit
from communities.lists.row_display import display_rows
from communities.members.access import members_only, owned_or_404
from communities.models import Membership, NameList
from communities.pages.grid_form import change_from_json
from communities.pages.grid_messages import changed_message, left_message, left_out_message, tell
from communities.pages.name_list import DISPLAYED_WITH, summary_context
from core.forms.input_cleaning import read_json
from core.forms.text_input import parse_positive_int, parse_positive_ints
from core.http.methods import post_only

MAX_CHANGES = 1_000  # of one request: a page has fewer rows, a pasted column may have more
MAX_ROWS_SENT = 200  # as HTML; the others are shown when the page is loaded again


@post_only
@members_only
def edit_cells(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """Change cells, or undo an edit: {"changes": [{"row", "version", "fields", "accepted"}]}.

    or {"undo": edit}. Answers with the rows as they are then, also of those that were refused.
    """
    name_list = _done_list(membership, pk)
    sent = _parse(request)
    user = cast("User", request.user)
    if "undo" in sent:
        try:
            outcome = undo_edit(name_list=name_list, by=user, edit=_number(sent["undo"]))
        except EditGone:
            return JsonResponse({"message": _undo_gone()}, status=409)
    else:
        changes = sent.get("changes")
        if not isinstance(changes, list) or len(changes) > MAX_CHANGES:
            raise BadRequest
        changes = [change_from_json(change) for change in changes]
        outcome = edit_rows(name_list=name_list, by=user, changes=changes)
    return JsonResponse(_answer(request, membership, name_list, outcome))


@post_only
@members_only
def answer(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """Answer a question for all rows that it is about, but those that were unticked."""
    name_list = _done_list(membership, pk)
    ticked = set(parse_positive_ints(request.POST.getlist("row")))
    shown = set(parse_positive_ints(request.POST.getlist("shown_row")))
    count = parse_positive_int(request.POST.get("count", ""))
    try:
        outcome = answer_question(
            name_list=name_list,
            by=cast("User", request.user),
            key=request.POST.get("question", ""),
            value=request.POST.get("answer", ""),
            count=-1 if count is None else count,
            excluded=shown - ticked,
        )
    except ListChanged:
        messages.warning(
            request, _("The list has changed meanwhile; nothing was changed. Please look again.")
        )
    else:
        left_out = request.POST.get("answer") == KEEP_HERE
        tell(request, outcome, left_out_message if left_out else changed_message)
    return _back(request, membership, pk)


@post_only
@members_only
def undo(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """Undo an edit from the page's button."""
    name_list = _done_list(membership, pk)
    try:
        outcome = undo_edit(
            name_list=name_list,
            by=cast("User", request.user),
            edit=_number(request.POST.get("edit", "")),
        )
    except EditGone:
        messages.warning(request, _undo_gone())
    else:
        tell(request, outcome)
    return _back(request, membership, pk)


def _done_list(membership: Membership, pk: int) -> NameList:
    return owned_or_404(NameList.objects.filter(state=NameList.State.DONE), membership, pk)


def _parse(request: HttpRequest) -> dict[str, Any]:
    try:
        sent = read_json(request)
    except ValueError as error:
        raise BadRequest from error
    if not isinstance(sent, dict):
        raise BadRequest
    return sent


def _number(sent: Any) -> int:
    return parse_positive_int(str(sent)) or 0


def _undo_gone() -> str:
    return _("This was undone already, or can’t be undone any more.")


def _answer(
    request: HttpRequest, membership: Membership, name_list: NameList, outcome: Outcome
) -> dict[str, Any]:
    context = summary_context(membership, name_list, cast("User", request.user))
    page = reverse("name_list", args=[membership.community.slug, name_list.pk])
    shown = request.headers.get("X-Shown", "")
    keys = [*outcome.refused, *outcome.conflicts, *outcome.changed, *outcome.gone]
    keys = [*keys, *outcome.affected][:MAX_ROWS_SENT]
    rows = name_list.rows.filter(pk__in=keys).select_related(*DISPLAYED_WITH)
    displayed = display_rows(name_list, list(rows), refused=outcome.refused)
    return {
        "edit": outcome.edit.pk if outcome.edit else None,
        "rows": {
            each.row.pk: render_to_string(
                "communities/lists/_grid_row.html", {**context, "each": each}, request
            )
            for each in displayed
        },
        "conflicts": outcome.conflicts,
        "refused": list(outcome.refused),
        "summary": render_to_string(
            "communities/lists/_summary.html",
            {**context, "shown": shown, "next": f"{page}?show={quote(shown)}"},
            request,
        ),
        "message": " ".join(filter(None, [changed_message(outcome), left_message(outcome)])),
    }


def _back(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """To the page from which it was sent, with its status and its search."""
    following = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(following, {request.get_host()}):
        return HttpResponseRedirect(following)  # redirect() takes a word for a name of a view
    return redirect("name_list", membership.community.slug, pk)
