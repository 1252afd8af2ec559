"""Addresses by language: the default one has the bare paths, every other its code before them.

A bare path still works in any language, the visitor's: links in old mails, on paper, in forms.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, URLPattern, URLResolver, resolve, reverse
from django.urls.resolvers import LocalePrefixPattern
from django.utils import translation
from django.utils.cache import patch_vary_headers

from core.languages import known_language, language_codes

CHOICE = "language"  # the parameter of a link that chooses
_YEAR = 31_536_000  # seconds


def language_in_path(path: str) -> str:
    """The language whose code a path begins with, or ""."""
    first = path.lstrip("/").partition("/")[0]
    return first if first in language_codes() and first != settings.LANGUAGE_CODE else ""


def bare_path(path: str) -> str:
    """A path without its language."""
    language = language_in_path(path)
    return (path.removeprefix(f"/{language}") or "/") if language else path


def path_in(path: str, language: str) -> str:
    """The same page in a language; its bare path for the default one, and for an unknown one."""
    bare = bare_path(path)
    has_own = language in language_codes() and language != settings.LANGUAGE_CODE
    return f"/{language}{bare}" if has_own else bare


def reverse_bare(name: str, *args: object) -> str:
    """The address without a language, for links that are kept, printed or passed on."""
    return bare_path(reverse(name, args=args))


class LanguagePattern(LocalePrefixPattern):
    """A path with or without a language, whichever is active; reversed, that of the active one."""

    def __init__(self) -> None:
        super().__init__(prefix_default_language=False)

    def match(self, path: str) -> tuple[str, tuple[Any, ...], dict[str, Any]] | None:
        """The rest after the language."""
        language = language_in_path(path)
        return path.removeprefix(f"{language}/") if language else path, (), {}


def in_each_language(*patterns: URLPattern | URLResolver) -> list[URLResolver]:
    """URL patterns with an address in each language."""
    return [URLResolver(LanguagePattern(), list(patterns))]


def has_language_address(path: str) -> bool:
    """Whether the page of this path has an address in each language."""
    other = next((code for code in language_codes() if code != settings.LANGUAGE_CODE), "")
    try:
        page = resolve(bare_path(path))
        return bool(other) and resolve(path_in(path, other)).func == page.func
    except Resolver404:
        return False


def language_of(request: HttpRequest) -> str:
    """Of the path, or chosen by this link, or the one Django finds: cookie, Accept-Language."""
    return (
        language_in_path(request.path_info)
        or chosen_language(request)
        or translation.get_language_from_request(request)
    )


def chosen_language(request: HttpRequest) -> str:
    return known_language(request.GET.get(CHOICE, ""))


class LanguageMiddleware:
    """Activates the language of the request, and keeps the one that a link chose."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer in the language of the request."""
        language = language_of(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self._get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or language)
        if not language_in_path(request.path_info) and not chosen_language(request):
            patch_vary_headers(response, ("Accept-Language",))
        elif request.method == "GET" and chosen_language(request) == language:
            _keep(request, response, language)
        return response


def _keep(request: HttpRequest, response: HttpResponseBase, language: str) -> None:
    name = settings.LANGUAGE_COOKIE_NAME
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    if getattr(response, "xframe_options_exempt", False):
        return  # a part of another site's page
    if is_page and response.status_code == 200 and request.COOKIES.get(name) != language:
        response.set_cookie(name, language, samesite="Lax", max_age=_YEAR)
        response.headers["Cache-Control"] = "private, no-store"
