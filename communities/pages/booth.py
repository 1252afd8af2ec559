"""The booth on a phone: its page, what takes its names, and the worker that keeps it offline."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import cast
from uuid import uuid4

from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from communities.intake.booth import count_of, day_of, take_name
from communities.lists.row_form import BoothForm
from communities.members.access import members_only
from communities.models import Membership
from letters.models import Series
from payments.basket.views import SERIES


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def booth(request: HttpRequest, membership: Membership) -> HttpResponse:
    """A name, the next, and how many there are.

    The page's script asks for JSON: 201 with the day's count, or 422 with what is wrong by field.
    A form sent without it is answered with the page.
    """
    by_script = not request.accepts("text/html")
    if request.method != "POST":
        return _show(request, membership, BoothForm(initial={"key": uuid4()}))
    form = BoothForm(request.POST)
    # A blank name has no errors: it is passed over in a basket, but nothing to take here.
    if not form.is_valid() or form.blank:
        if by_script:
            return JsonResponse({"errors": form.errors}, status=422)
        return _show(request, membership, form)
    name_list = take_name(
        community=membership.community,
        series=_series(),
        by=cast("User", request.user),
        day=day_of(form.cleaned_data["day"]),
        key=form.cleaned_data["key"],
        name=form.fields_of_row,
    )
    if by_script:
        return JsonResponse({"total": name_list.rows.count()}, status=201)
    return redirect("booth", membership.community.slug)


@require_GET
@members_only
def state(request: HttpRequest, membership: Membership) -> HttpResponse:
    """How many names the day's booth has, and a fresh token for a page that was kept."""
    return JsonResponse({"total": _total(request, membership), "token": get_token(request)})


@require_GET
@members_only
def worker(_request: HttpRequest, _membership: Membership) -> HttpResponse:
    """The service worker; it stands here because a worker may keep only what lies below it."""
    return HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")


@cache
def _worker() -> str:
    found = finders.find("js/booth/service-worker.js")
    return Path(cast("str", found)).read_text()


def _show(request: HttpRequest, membership: Membership, form: BoothForm) -> HttpResponse:
    return render(
        request,
        "communities/intake/booth.html",
        {
            "membership": membership,
            "community": membership.community,
            "form": form,
            "total": _total(request, membership),
        },
        status=422 if form.is_bound else 200,
    )


def _series() -> Series:
    return get_object_or_404(Series, slug=SERIES)


def _total(request: HttpRequest, membership: Membership) -> int:
    try:
        written = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        written = None
    return count_of(community=membership.community, series=_series(), day=day_of(written))
