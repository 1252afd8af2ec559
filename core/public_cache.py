"""Pages for a crowd: made without their reader, the same for everyone, kept a few seconds."""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language_from_request, override

FRESH_FOR: Final = 5  # seconds
_LANGUAGES: Final = frozenset({"en", "he"})
_MARK = "_for_a_crowd"

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


@dataclass(frozen=True)
class Page:
    """A finished page: its bytes, the same packed, and its mark (ETag)."""

    body: bytes
    packed: bytes
    mark: str

    @classmethod
    def of(cls, body: bytes) -> "Page":
        """The page of a body."""
        # Weak, for packed and unpacked are not the same bytes.
        mark = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
        return cls(body, gzip.compress(body, mtime=0), mark)


def for_a_crowd(view: View) -> View:
    """Mark a view that looks at nothing of its reader but his languages."""
    setattr(view, _MARK, True)
    return view


class PublicPages:
    """Middleware: a crowd is answered before sessions, sign-in and messages are looked at.

    What is wrapped around it still holds: https, security headers, the content security policy.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The page, when the address is one of them; else whatever comes after answers."""
        try:
            found = resolve(request.path_info)
            if getattr(found.func, _MARK, False):
                answer: HttpResponse = found.func(request, **found.kwargs)
                return answer
        except (Resolver404, Http404):
            pass  # told in the reader's language by those who know him
        return self._get_response(request)


def language_of(request: HttpRequest) -> str:
    """The language named in the address, or as everywhere."""
    return _asked(request) or get_language_from_request(request)


def _asked(request: HttpRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in _LANGUAGES else ""


def page(template: str, language: str, context: dict[str, object]) -> Page:
    """A page without its reader: no request, so nothing of a session can come into it."""
    with override(language):
        return Page.of(render_to_string(template, {**context, "language": language}).encode())


def answer(
    request: HttpRequest,
    page: Page | None,
    *,
    content_type: str | None = None,
    fresh_for: int = FRESH_FOR,
) -> HttpResponse:
    """The page, or that it is unchanged; Http404 where there is none. `fresh_for` in seconds."""
    if page is None:
        raise Http404
    packed = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    body = page.packed if packed else page.body
    by_reader = "" if _asked(request) else ", Accept-Language, Cookie"
    headers = {
        "ETag": page.mark,
        "Cache-Control": f"public, max-age={fresh_for}, stale-while-revalidate=30",
        "Vary": f"Accept-Encoding{by_reader}",
        "Content-Length": str(len(body)),
    }
    if packed:
        headers["Content-Encoding"] = "gzip"
    response = HttpResponse(
        b"" if request.method == "HEAD" else body, content_type=content_type, headers=headers
    )
    return get_conditional_response(request, etag=page.mark, response=response) or response
