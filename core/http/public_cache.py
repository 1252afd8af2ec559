"""Public pages that are the same for everyone and cached for a few seconds."""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.cache import get_conditional_response
from django.utils.translation import override

from core.http.language_paths import chosen_language, language_in_path, language_of

MAX_AGE: Final = 5  # seconds
_MARKER = "_cached_for_everyone"

__all__ = [
    "cached_for_everyone",
    "language_of",
    "render_page",
    "respond",
]

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


@dataclass(frozen=True)
class Page:
    """A rendered page: its bytes, the same compressed, and its ETag."""

    body: bytes
    gzipped: bytes
    etag: str

    @classmethod
    def of(cls, body: bytes) -> "Page":
        """The page with this body."""
        # Weak, because the compressed and the plain bytes differ.
        etag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
        return cls(body, gzip.compress(body, mtime=0), etag)


def cached_for_everyone(view: View) -> View:
    """Mark a view that depends on nothing of its reader but the language."""
    setattr(view, _MARKER, True)
    return view


class PublicPagesMiddleware:
    """Answers marked views before session, sign-in and messages are loaded.

    The middleware before it still applies: https, security headers, the content security policy.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response of a marked view, else that of the rest of the chain."""
        try:
            found = resolve(request.path_info)
            if getattr(found.func, _MARKER, False):
                response: HttpResponse = found.func(request, **found.kwargs)
                return response
        except (Resolver404, Http404):
            pass  # the rest of the chain renders it in the reader's language
        return self._get_response(request)


def render_page(
    template: str, language: str, context: dict[str, object], *, path: str = ""
) -> Page:
    """Render without a request, so that nothing of a session can get into the page.

    `path` is its address, for the links to the same page in other languages.
    """
    with override(language):
        shown = {**context, "language": language, "path": path}
        return Page.of(render_to_string(template, shown).encode())


def respond(
    request: HttpRequest,
    page: Page | None,
    *,
    content_type: str | None = None,
    max_age: int = MAX_AGE,
    vary_on_cookie: bool = True,
) -> HttpResponse:
    """The page, or 304 if it is unchanged. `max_age` in seconds. Raises Http404 for None.

    Without `vary_on_cookie` a shared cache keeps one page for all who have no cookie, and none of
    those whose cookie chose the language: it must pass on their requests (docs/operations.md).
    """
    if page is None:
        raise Http404
    gzipped = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    body = page.gzipped if gzipped else page.body
    fixed = language_in_path(request.path_info) or chosen_language(request)
    by_reader = "" if fixed else ", Accept-Language"
    chosen = by_reader and not vary_on_cookie and settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    if by_reader and vary_on_cookie:
        by_reader += ", Cookie"
    kept_by = "private" if chosen else "public"
    headers = {
        "ETag": page.etag,
        "Cache-Control": f"{kept_by}, max-age={max_age}, stale-while-revalidate=30",
        "Vary": f"Accept-Encoding{by_reader}",
        "Content-Length": str(len(body)),
    }
    if gzipped:
        headers["Content-Encoding"] = "gzip"
    response = HttpResponse(
        b"" if request.method == "HEAD" else body, content_type=content_type, headers=headers
    )
    return get_conditional_response(request, etag=page.etag, response=response) or response
