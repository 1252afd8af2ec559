"""The page of all name lists of a community, with the form for a new one."""

import csv
import io
from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from communities.lists.name_lists import create_list
from communities.lists.new_list_form import NewListForm, posted
from communities.lists.summary import status_counts
from communities.lists.template import template_headings
from communities.members.access import members_only
from communities.models import Membership, NameList, Row
from core.http.drafts import mark_saved
from core.languages import active_language
from letters.series import open_series
from payments.orders.consent import SENT_LIST, version_of

PAGE_SIZE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def name_lists(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The community's lists; POST creates one from a file or a pasted text."""
    choices = open_series()
    form = NewListForm(*posted(request), choices=choices) if choices else None
    if form and form.is_bound and form.is_valid():
        return _create(request, membership, form)
    own = NameList.objects.filter(community=membership.community).order_by("-pk")
    page = Paginator(own, PAGE_SIZE).get_page(request.GET.get("page"))
    counts = status_counts(page)
    first = {row.name_list_id: row for row in Row.objects.filter(name_list__in=page, position=1)}
    return render(
        request,
        "communities/lists/name_lists.html",
        {
            "membership": membership,
            "community": membership.community,
            "page": page,
            "lists": [
                (name_list, counts[name_list.pk], first.get(name_list.pk)) for name_list in page
            ],
            "form": form,
        },
        status=422 if request.method == "POST" else 200,
    )


def _create(request: HttpRequest, membership: Membership, form: NewListForm) -> HttpResponse:
    file, text = form.cleaned_data["file"], form.cleaned_data["text"]
    name_list, new = create_list(
        community=membership.community,
        series=form.cleaned_data["series"],
        by=cast("User", request.user),
        title=form.cleaned_data["title"] or (file.name if file else ""),
        language=active_language(),
        consent=version_of(SENT_LIST),
        content=file.read() if file else b"",
        text="" if file else text,
    )
    if not new:
        messages.info(request, _("This list has already been uploaded; no one was added twice."))
    response = redirect("name_list", membership.community.slug, name_list.pk)
    mark_saved(request, response)
    return response


@require_safe
def list_template(request: HttpRequest) -> HttpResponse:
    """A CSV file with headings only, to be filled in."""
    file = io.StringIO("\ufeff")
    file.seek(1)
    writer = csv.writer(file)
    with_birth_date = any(series.has_age_rule for series in open_series())
    writer.writerow(template_headings(with_birth_date=with_birth_date))
    response = HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="names.csv"'
    return response
