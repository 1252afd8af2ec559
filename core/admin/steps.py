"""Confirmation pages of the admin: what a step will do, and the button that does it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Row:
    """One of the objects of a step, such as a letter, with a checkbox if `selectable`.

    `value` is what the checkbox sends; `detail` is shown below the name, `mark` at the end.
    """

    value: int
    name: str
    mark: str = ""
    detail: str = ""
    selectable: bool = False
    selected: bool = False


@dataclass(frozen=True)
class Step:
    """The content of the page. `hidden` and the selected `rows` (as `lines`) are posted back."""

    title: str
    button: str
    paragraphs: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    rows: Sequence[Row] = ()
    selectable: bool = False
    form: forms.Form | None = None
    hidden: Sequence[tuple[str, str]] = ()
    errors: Sequence[str] = field(default_factory=list)


def render_step(admin: Any, request: HttpRequest, obj: Model, step: Step) -> HttpResponse:
    """The page of a step about an object of this admin."""
    return render_step_page(admin, request, step, back=change_url(obj), original=obj)


def render_step_page(
    admin: Any,
    request: HttpRequest,
    step: Step,
    *,
    back: str,
    original: Model | None = None,
    template: str = "admin/step.html",
    **context: Any,
) -> HttpResponse:
    """The page of a step; `back` is the URL of the link that cancels it."""
    page = {
        **admin.admin_site.each_context(request),
        "title": step.title,
        "opts": admin.model._meta,
        "original": original,
        "step": step,
        "back": back,
        **context,
    }
    return TemplateResponse(request, template, page)


@contextmanager
def refusals_as_warnings(request: HttpRequest, *refusals: type[Exception]) -> Iterator[None]:
    """Show an error of these types, whose `str()` is a message for the user, as a warning.

    What follows in the block is then left out: the log's entry and the message of success.
    """
    try:
        yield
    except refusals as refusal:
        messages.warning(request, str(refusal))


def object_or_404(admin: Any, request: HttpRequest, object_id: str) -> Any:
    """The object of an action's URL. Raises Http404."""
    obj = admin.get_object(request, unquote(object_id))
    if obj is None:
        raise Http404
    return obj


def change_url(obj: Model) -> str:
    """The URL of an object's page in the admin."""
    meta = obj._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[obj.pk])


def changelist_url(model: type[Model]) -> str:
    """The URL of a model's list in the admin."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def link_to(obj: Model) -> SafeString:
    """A link to an object's page, labelled with its name."""
    return format_html('<a class="step-link" href="{}"><bdi>{}</bdi></a>', change_url(obj), obj)
