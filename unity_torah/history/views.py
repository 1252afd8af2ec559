"""The history page of the admin: everything, of one object, or by one user."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import IntegerField, Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.forms.text_input import parse_positive_int
from unity_torah.history.entries import Entry, entries
from unity_torah.history.sources import Filter, may_view, tracked_models
from unity_torah.history.words import model_label, user_name

PAGE_SIZE = 50
LAST_PAGE = 200  # older entries are found by object or user


@require_safe
def object_history(request: HttpRequest, app: str, model: str, pk: str) -> HttpResponse:
    """The History button of an object: the history page, filtered.

    Raises Http404 where the reader may not see the object in the admin.
    """
    found = {each._meta.label_lower: each for each in admin.site._registry}.get(f"{app}.{model}")
    if found is None or not admin.site._registry[found].has_view_permission(request):
        raise Http404
    query = urlencode({"of": f"{app}.{model}", "pk": unquote(pk)})
    return redirect(f"{reverse('history')}?{query}")


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """The newest entries first; `of` is app.model, `pk` one of its objects, `who` a user.

    Only of models that the reader may see in the admin; for another Http404 is raised.
    """
    user = request.user
    if not isinstance(user, User) or not user.has_perm("pghistory.view_context"):
        raise PermissionDenied
    models = _models(user)
    chosen = _filter(request, models)
    page = _page_number(request)
    found = entries(chosen, user, PAGE_SIZE + 1, skip=PAGE_SIZE * (page - 1))
    shown = found[:PAGE_SIZE]
    users = User.objects.in_bulk({entry.user for entry in shown if entry.user is not None})
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("History"),
        "rows": [_row(entry, users) for entry in shown],
        "models": [(each._meta.label_lower, model_label(each)) for each in models],
        "staff": User.objects.filter(is_active=True, is_staff=True).order_by("first_name", "email"),
        "of": request.GET.get("of", ""),
        "pk": chosen.pk,
        "who": request.GET.get("who", ""),
        "older": page + 1 if len(found) > PAGE_SIZE else None,
    }
    return TemplateResponse(request, "admin/history.html", context)


def _models(reader: User) -> list[type[Model]]:
    """The models with entries for this reader: tracked ones, and those whose steps are logged."""
    found = {*tracked_models(), *admin.site._registry}
    return sorted((each for each in found if may_view(reader, each)), key=model_label)


def _filter(request: HttpRequest, models: list[type[Model]]) -> Filter:
    """What the query asks for. Raises Http404 for a model that is not among these, or no key."""
    model = None
    if of := request.GET.get("of", ""):
        try:
            model = apps.get_model(of)
        except (LookupError, ValueError):
            raise Http404 from None
        if model not in models:
            raise Http404
    who = request.GET.get("who", "")
    pk = request.GET.get("pk", "")[:100] if model else ""
    numbered = model is not None and isinstance(model._meta.pk, IntegerField)
    if pk and numbered and parse_positive_int(pk) is None:
        raise Http404
    return Filter(
        model=model,
        pk=pk,
        user=parse_positive_int(who),
        visible=frozenset(models),
    )


def _page_number(request: HttpRequest) -> int:
    return max(1, min(parse_positive_int(request.GET.get("page", "")) or 1, LAST_PAGE))


def _row(entry: Entry, users: dict[int, User]) -> dict[str, Any]:
    user = users.get(entry.user) if entry.user is not None else None
    return {
        "entry": entry,
        "model": model_label(entry.model),
        "page": _page(entry),
        "who": user_name(user) if user else "",
    }


def _page(entry: Entry) -> str:
    meta = entry.model._meta
    try:
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[entry.pk])
    except NoReverseMatch:
        return ""
