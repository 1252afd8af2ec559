"""The pages that change a row of a list, or add one."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from communities.lists.questions import issues_of, questions_by_code
from communities.lists.row_checks import is_acceptable
from communities.lists.row_form import NewRowForm, RowForm
from communities.lists.rows import RowChanged, add_name, update_row
from communities.members.access import members_only, owned_or_404
from communities.models import Membership, NameList, Row
from core.http.drafts import mark_saved


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def row(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """Correct a row; from an unclear one the form can lead to the next."""
    found = get_object_or_404(
        Row.objects.editable().select_related("name_list__series", "duplicate_of__name_list"),
        pk=pk,
        name_list__community=membership.community,
    )
    following = _next_unclear(found)
    form = RowForm(
        request.POST or None,
        initial={f: getattr(found, f) for f in RowForm.base_fields},
        series=found.name_list.series,
        zone=membership.community.local_zone,
    )
    if form.is_bound and form.is_valid():
        try:
            changed = update_row(
                row=found,
                name=form.row_fields,
                accepted=request.POST.getlist("accepted"),
                version=_version(request),
            )
        except RowChanged as conflict:
            return _render(
                request,
                membership,
                found.name_list,
                form,
                row=conflict.row,
                error=_(
                    "Someone else changed this row meanwhile; it now reads “%(line)s”. Save again "
                    "to replace it by what you wrote."
                )
                % {"line": conflict.row.line},
            )
        except Row.DoesNotExist:
            messages.warning(request, _("Nothing was changed: this name is already in an order."))
        else:
            if set(_codes(changed)) - set(_codes(found)):
                messages.warning(request, _("The name is saved. Please answer what is asked."))
                return _to(request, "row", membership.community.slug, pk)
        if following and request.POST.get("then") == "next":
            return _to(request, "row", membership.community.slug, following.pk)
        return _to(request, "name_list", membership.community.slug, found.name_list_id)
    more = {"row": found, "asked": _asked(found), "following": following}
    return _render(request, membership, found.name_list, form, **more)


def _to(request: HttpRequest, *page: Any) -> HttpResponse:
    """A redirect; the draft of the form is stored."""
    response = redirect(*page)
    mark_saved(request, response)
    return response


def _codes(row: Row) -> list[str]:
    return [*row.issues, *row.questions]


def _asked(row: Row) -> list[tuple[str, str]]:
    """Each sentence about the row, with its code if it may be right as it is."""
    found = [*issues_of(row), *questions_by_code(row)]
    return [(sentence, code if is_acceptable(code) else "") for code, sentence in found]


def _version(request: HttpRequest) -> int | None:
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 9 else None


def _next_unclear(row: Row) -> Row | None:
    unclear = Row.objects.editable().filter(name_list=row.name_list_id, left_out=False)
    after = unclear.exclude(issues=[]).filter(position__gt=row.position)
    return after.order_by("position").first()


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def new_row(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """Add a row; the same form sent twice adds one."""
    open_lists = NameList.objects.filter(state=NameList.State.DONE)
    name_list = owned_or_404(open_lists, membership, pk)
    form = NewRowForm(
        request.POST or None,
        initial={"idempotency_key": uuid4()},
        series=name_list.series,
        zone=membership.community.local_zone,
    )
    if form.is_bound and form.is_valid():
        add_name(
            name_list=name_list,
            idempotency_key=form.cleaned_data["idempotency_key"],
            name=form.row_fields,
        )
        page = reverse("name_list", args=[membership.community.slug, pk])
        return _to(request, f"{page}?show=all")
    return _render(request, membership, name_list, form)


def _render(
    request: HttpRequest, membership: Membership, name_list: NameList, form: RowForm, **more: Any
) -> HttpResponse:
    return render(
        request,
        "communities/lists/row.html",
        {
            "membership": membership,
            "community": membership.community,
            "name_list": name_list,
            "form": form,
            **more,
        },
        status=422 if form.is_bound else 200,
    )
