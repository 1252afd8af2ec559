"""Unfold's decorators of the admin's actions and columns, with types."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar, cast

from django.http import HttpResponse
from django.utils.functional import Promise
from unfold import decorators

Action = TypeVar("Action", bound=Callable[..., HttpResponse])
Column = TypeVar("Column", bound=Callable[..., object])


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


def display(
    *, description: str | Promise, label: Mapping[str, str], ordering: str | None = None
) -> Callable[[Column], Column]:
    """A column of (value, text) as a label, whose colour `label` gives by the value."""
    decorate = decorators.display(description=description, label=label, ordering=ordering)
    return cast("Callable[[Column], Column]", decorate)
