"""Unfold's decorators of the admin's actions and columns, with types."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from unfold import decorators

from core.admin.steps import object_or_404

Action = TypeVar("Action", bound=Callable[..., HttpResponse])
Column = TypeVar("Column", bound=Callable[..., object])
Page = Callable[[Any, HttpRequest, str], HttpResponse]


def action(
    *,
    description: str | Promise,
    url_path: str,
    permissions: Sequence[str],
    icon: str | None = None,
) -> Callable[[Action], Action]:
    """A button with its own URL; `permissions` names the admin's methods `has_…_permission`."""
    decorate = decorators.action(
        description=description, url_path=url_path, permissions=permissions, icon=icon
    )
    return cast("Callable[[Action], Action]", decorate)


def object_action(
    *,
    description: str | Promise,
    url_path: str,
    permissions: Sequence[str],
    icon: str | None = None,
) -> Callable[[Callable[[Any, HttpRequest, Any], HttpResponse]], Page]:
    """As `action`, for a method that takes the object of the page in place of its key."""

    def decorate(method: Callable[[Any, HttpRequest, Any], HttpResponse]) -> Page:
        @wraps(method)
        def page(admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
            return method(admin, request, object_or_404(admin, request, object_id))

        return action(
            description=description, url_path=url_path, permissions=permissions, icon=icon
        )(page)

    return decorate


def display(
    *, description: str | Promise, label: Mapping[str, str], ordering: str | None = None
) -> Callable[[Column], Column]:
    """A column of (value, text) as a label, whose colour `label` gives by the value."""
    decorate = decorators.display(description=description, label=label, ordering=ordering)
    return cast("Callable[[Column], Column]", decorate)
