"""Views that answer POST only, in a way that can be asked of an address."""

from collections.abc import Callable
from typing import Any

from django.urls import Resolver404, resolve
from django.views.decorators.http import require_POST


def post_only(view: Callable[..., Any]) -> Callable[..., Any]:
    """Django's `require_POST`; `accepts_get` knows of it, since decorators copy attributes."""
    guarded = require_POST(view)
    guarded.post_only = True  # type: ignore[attr-defined]
    return guarded


def accepts_get(path: str) -> bool:
    """Whether there is a page at a path."""
    try:
        found = resolve(path)
    except Resolver404:
        return False
    return not getattr(found.func, "post_only", False)
