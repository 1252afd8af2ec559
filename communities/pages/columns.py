"""The page on which it is chosen what each column of a list contains."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from communities.lists.column_choice import (
    InvalidColumns,
    check_columns,
    confirm_columns,
    count_clear,
    list_columns,
)
from communities.lists.name_lists import set_columns
from communities.members.access import members_only, owned_or_404
from communities.models import Membership, NameList
from letters.reading import Field

TEXTS_SHOWN = 30  # around the rows


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def columns(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """Show and choose the columns; a POST with `preview` only says what they would give."""
    done = NameList.objects.filter(state=NameList.State.DONE)
    name_list = owned_or_404(done, membership, pk)
    if request.method != "POST":
        return _render(request, membership, name_list, name_list.columns)
    values = [request.POST.get(f"column{number}", "") for number in range(len(name_list.columns))]
    try:
        chosen = check_columns(name_list, values)
    except InvalidColumns as invalid:
        if "preview" in request.POST:
            return JsonResponse({"message": str(invalid)})
        return _render(request, membership, name_list, values, error=str(invalid))
    if "preview" in request.POST:
        return JsonResponse({"message": _clear_message(name_list, chosen)})
    _choose(request, name_list, chosen)
    return redirect("name_list", membership.community.slug, pk)


def _choose(request: HttpRequest, name_list: NameList, chosen: list[Field]) -> None:
    include_manual = "include_manual" in request.POST
    confirm_columns(name_list)
    if [field.value for field in chosen] == name_list.columns and not include_manual:
        return
    count = set_columns(name_list, chosen, include_manual=include_manual)
    message = ngettext("%(count)s row was read again.", "%(count)s rows were read again.", count)
    messages.success(request, message % {"count": f"{count:,}"})


def _render(
    request: HttpRequest,
    membership: Membership,
    name_list: NameList,
    values: list[str],
    *,
    error: str = "",
) -> HttpResponse:
    return render(
        request,
        "communities/lists/columns.html",
        {
            "membership": membership,
            "community": membership.community,
            "name_list": name_list,
            "columns": list_columns(name_list, values),
            "fields": Field.choices,
            "error": error,
            "clear": "" if error else _clear_message(name_list, [Field(v) for v in values]),
            "has_manual": name_list.rows.filter(entered_manually=True).exclude(cells=[]).exists(),
            "texts": name_list.unused_texts[:TEXTS_SHOWN],
        },
        status=422 if error else 200,
    )


def _clear_message(name_list: NameList, chosen: list[Field]) -> str:
    clear, asked, count = count_clear(name_list, chosen)
    ready = ngettext(
        "Read like this, %(clear)s of %(count)s row is ready.",
        "Read like this, %(clear)s of %(count)s rows are ready.",
        count,
    ) % {"clear": f"{clear:,}", "count": f"{count:,}"}
    if not asked:
        return ready
    questions = ngettext(
        "There is only a question about %(count)s more.",
        "There are only questions about %(count)s more; one answer counts for many.",
        asked,
    )
    return f"{ready} {questions % {'count': f'{asked:,}'}}"
