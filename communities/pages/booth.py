"""The booth: its page, the endpoint that takes names, and its service worker."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import cast
from uuid import uuid4

from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from communities.intake.booth import booth_count, booth_day, take_name
from communities.lists.row_form import BoothForm
from communities.members.access import members_only
from communities.models import Membership
from letters.models import Series
from letters.series import open_series


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def booth(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The form for one name after the other; POST takes a name.

    The page's script accepts JSON only: 201 with the day's count, or 422 with the errors by field.
    Without the script the page is rendered.
    """
    by_script = not request.accepts("text/html")
    if request.method != "POST":
        initial = {"idempotency_key": uuid4()}
        return _render(
            request,
            membership,
            BoothForm(initial=initial, choices=_series(), zone=membership.community.local_zone),
        )
    form = BoothForm(request.POST, choices=_series(), zone=membership.community.local_zone)
    if not form.is_valid():
        if by_script:
            return JsonResponse({"errors": form.errors}, status=422)
        return _render(request, membership, form)
    day = booth_day(membership.community, form.cleaned_data["day"])
    take_name(
        community=membership.community,
        series=form.cleaned_data["series"],
        by=cast("User", request.user),
        day=day,
        idempotency_key=form.cleaned_data["idempotency_key"],
        name=form.row_fields,
    )
    if by_script:
        total = booth_count(community=membership.community, day=day)
        return JsonResponse({"total": total}, status=201)
    return redirect("booth", membership.community.slug)


@require_GET
@members_only
def booth_state(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The day's count, and a fresh CSRF token for a page loaded from the cache."""
    return JsonResponse({"total": _total(request, membership), "token": get_token(request)})


@require_GET
@members_only
def booth_worker(_request: HttpRequest, _membership: Membership) -> HttpResponse:
    """The service worker, served here because its scope is limited to its own path."""
    return HttpResponse(_worker_source(), content_type="text/javascript; charset=utf-8")


@cache
def _worker_source() -> str:
    found = finders.find("js/booth/service-worker.js")
    return Path(cast("str", found)).read_text()


def _render(request: HttpRequest, membership: Membership, form: BoothForm) -> HttpResponse:
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


def _series() -> list[Series]:
    """Those to choose from. Without any the names wait on the phone."""
    series = open_series()
    if not series:
        raise Http404("No series is open.")
    return series


def _total(request: HttpRequest, membership: Membership) -> int:
    try:
        claimed = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        claimed = None
    day = booth_day(membership.community, claimed)
    return booth_count(community=membership.community, day=day)
