"""The history in the admin: everything, or of one thing, or by one person."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from unity_torah.history import Change, Sought, changes, things

ON_A_PAGE = 50
LAST_PAGE = 200  # further back one asks for a thing or a person


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """The newest changes first; `of` is app.model, `pk` one of them, `who` a user."""
    if not request.user.has_perm("pghistory.view_context"):
        raise PermissionDenied
    sought = _sought(request)
    page = _page_number(request)
    found = changes(sought, ON_A_PAGE + 1, skip=ON_A_PAGE * (page - 1))
    shown = found[:ON_A_PAGE]
    users = User.objects.in_bulk({change.who for change in shown if change.who is not None})
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("History"),
        "rows": [_row(change, users) for change in shown],
        "things": [(model._meta.label_lower, model._meta.verbose_name) for model in things()],
        "staff": User.objects.filter(is_active=True, is_staff=True).order_by("first_name", "email"),
        "of": request.GET.get("of", ""),
        "pk": sought.pk,
        "who": request.GET.get("who", ""),
        "older": page + 1 if len(found) > ON_A_PAGE else None,
    }
    return TemplateResponse(request, "admin/history.html", context)


def _sought(request: HttpRequest) -> Sought:
    """What the address asks for. Raises Http404 for what has no history."""
    model = None
    if of := request.GET.get("of", ""):
        try:
            model = apps.get_model(of)
        except (LookupError, ValueError):
            raise Http404 from None
        if model not in things():
            raise Http404
    who = request.GET.get("who", "")
    return Sought(
        model=model,
        pk=request.GET.get("pk", "")[:100] if model else "",
        who=int(who) if who.isdecimal() else None,
    )


def _page_number(request: HttpRequest) -> int:
    written = request.GET.get("page", "1")
    return max(1, min(int(written), LAST_PAGE)) if written.isdecimal() else 1


def _row(change: Change, users: dict[int, User]) -> dict[str, Any]:
    user = users.get(change.who) if change.who is not None else None
    return {
        "at": change.at,
        "thing": change.model._meta.verbose_name,
        "pk": change.pk,
        "page": _page(change),
        "who": (user.get_full_name() or user.email or user.username) if user else "",
        "values": change.values,
    }


def _page(change: Change) -> str:
    meta = change.model._meta
    try:
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[change.pk])
    except NoReverseMatch:
        return ""
