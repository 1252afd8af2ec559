"""The page on which a name that is paid for is corrected."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from communities.lists.corrections import correct_name, may_correct, reason_against
from communities.lists.name_lists import UNPAID
from communities.lists.row_form import RowForm
from communities.members.access import members_only
from communities.models import Membership, Row
from core.http.drafts import mark_saved
from letters.holders.renaming import NameUnchanged, earlier_names
from letters.holders.typed_question import NOTHING_ASKED, ask_about_change
from payments.orders.corrections import NotCorrectable


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def correct_name_page(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """Correct the name; who did not write it and does not lead the community gets 404."""
    row = get_object_or_404(
        Row.objects.select_related("name_list", "inscription__person"),
        pk=pk,
        name_list__community=membership.community,
        inscription__isnull=False,
    )
    if not may_correct(row, membership):
        raise Http404
    assert row.inscription is not None  # noqa: S101 - narrows the type
    person = row.inscription.person
    initial = {name: getattr(person, name) for name in RowForm.base_fields if name != "email"}
    form = RowForm(request.POST or None, initial=initial)
    form.may_be_blank = False
    reason = reason_against(row)
    question = NOTHING_ASKED
    if not reason and form.is_bound and form.is_valid():
        question = ask_about_change(initial, form.cleaned_data)
        answered = not question or request.POST.get("typed_confirmed") == question.digest
        reason = _correct(request, row, form) if answered else ""
        if answered and not reason:
            response = redirect("name_list", membership.community.slug, row.name_list_id)
            mark_saved(request, response)
            return response
    context = {
        "membership": membership,
        "community": membership.community,
        "name_list": row.name_list,
        "row": row,
        "person": person,
        "form": form,
        "question": question,
        "reason": reason,
        "earlier": earlier_names(person),
        "recipient": person.purchaser.email,
        "unpaid": membership.leads and row.inscription.line.order.state in UNPAID,
    }
    status = 409 if reason and form.is_bound else 422 if form.is_bound else 200
    return render(request, "communities/lists/correct_name.html", context, status=status)


def _correct(request: HttpRequest, row: Row, form: RowForm) -> str:
    """Correct it, or return why not."""
    try:
        correct_name(
            row=row,
            by=cast("User", request.user),
            name=form.row_fields,
            send="send" in request.POST,
        )
    except NotCorrectable as refusal:
        return str(refusal)
    except NameUnchanged:
        messages.info(request, _("The name is already recorded as you wrote it."))
    else:
        messages.success(
            request, _("The name is corrected, and its certificate has a new edition.")
        )
    return ""
