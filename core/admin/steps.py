"""A page of the admin that asks before anything is done: what is to happen, and one button."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib.admin.utils import unquote
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Row:
    """One of the things a step is about, a letter say, as the committee sees it.

    `value` is what its tick sends; `aside` stands at the end of the line, `standing` under it.
    """

    value: int
    name: str
    aside: str = ""
    standing: str = ""
    choosable: bool = False
    chosen: bool = False


@dataclass(frozen=True)
class Step:
    """What is asked. `hidden` comes back with the answer; `rows` may be ticked, as `lines`."""

    title: str
    button: str
    says: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    rows: Sequence[Row] = ()
    ticking: bool = False
    form: forms.Form | None = None
    hidden: Sequence[tuple[str, str]] = ()
    errors: Sequence[str] = field(default_factory=list)


def show(admin: Any, request: HttpRequest, thing: Model, step: Step) -> HttpResponse:
    """The page of a step about a thing of this admin."""
    return show_page(admin, request, step, back=page_of(thing), original=thing)


def show_page(
    admin: Any,
    request: HttpRequest,
    step: Step,
    *,
    back: str,
    original: Model | None = None,
    template: str = "admin/step.html",
    **context: Any,
) -> HttpResponse:
    """The page of a step; `back` is the address where nothing is changed."""
    whole = {
        **admin.admin_site.each_context(request),
        "title": step.title,
        "opts": admin.model._meta,
        "original": original,
        "step": step,
        "back": back,
        **context,
    }
    return TemplateResponse(request, template, whole)


def found(admin: Any, request: HttpRequest, object_id: str) -> Any:
    """The thing that an action's address names. Raises Http404."""
    thing = admin.get_object(request, unquote(object_id))
    if thing is None:
        raise Http404
    return thing


def page_of(thing: Model) -> str:
    """The address of a thing's page in the admin."""
    meta = thing._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[thing.pk])


def list_of(model: type[Model]) -> str:
    """The address of a list in the admin."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def way_to(thing: Model) -> SafeString:
    """A link to a thing's page, under its own name."""
    return format_html('<a class="step-link" href="{}"><bdi>{}</bdi></a>', page_of(thing), thing)
