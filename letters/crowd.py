"""Pages for a crowd: made without their reader, the same for everyone, kept a few seconds."""

import hashlib
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_request, override

FRESH_FOR = 5  # seconds


@dataclass(frozen=True)
class Page:
    """A body and its mark, by which a browser knows that nothing has changed."""

    body: bytes
    mark: str


def language_of(request: HttpRequest) -> str:
    """The language named in the address, or as everywhere."""
    asked = request.GET.get("language", "")
    return asked if asked in {"en", "he"} else get_language_from_request(request)


def page(template: str, language: str, context: dict[str, object]) -> Page:
    """A page without its reader: no request, so nothing of a session can come into it."""
    with override(language):
        return marked(render_to_string(template, {**context, "language": language}).encode())


def marked(body: bytes) -> Page:
    """A body with its mark."""
    return Page(body, f'"{hashlib.sha256(body).hexdigest()[:20]}"')


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
    unchanged = request.headers.get("If-None-Match") == page.mark
    response = HttpResponse(
        b"" if unchanged else page.body,
        status=304 if unchanged else 200,
        content_type=content_type,
    )
    response["ETag"] = page.mark
    response["Cache-Control"] = f"public, max-age={fresh_for}, stale-while-revalidate=30"
    response["Vary"] = "Accept-Language, Cookie"
    return response
