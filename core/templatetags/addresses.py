"""Links of the frame: the same page in other languages, and which link is the page itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info

from core.http.language_paths import CHOICE, bare_path, has_language_address, path_in
from core.languages import active_language, language_codes

register = template.Library()


@dataclass(frozen=True)
class PageInLanguage:
    """This page in one language; `url` is absolute, `choice` a link that is remembered."""

    code: str
    name: str
    url: str
    choice: str


@register.simple_tag(takes_context=True)
def other_languages(context: Context) -> list[PageInLanguage]:
    """This page in every language but the active one."""
    active = active_language()
    return [page for page in _in_each_language(context) if page.code != active]


@register.simple_tag(takes_context=True)
def language_addresses(context: Context) -> list[PageInLanguage]:
    """This page in every language, if each has an address of its own."""
    return list(_in_each_language(context)) if has_language_address(_path(context)) else []


@register.simple_tag(takes_context=True)
def canonical_url(context: Context) -> str:
    """The address of this page in its language, without its query; "" where it is not known."""
    path = _path(context)
    if not path:
        return ""
    own = path_in(path, active_language()) if has_language_address(path) else path
    return f"{settings.SITE_URL}{own}"


@register.simple_tag(takes_context=True)
def page_title(context: Context) -> str:
    """What the page's template has as its title, for places beside the title itself."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block("title")
    return str(block.nodelist.render(context)).strip()


@register.simple_tag
def share_picture_url() -> str:
    """The address of the picture of links, in the active language."""
    return f"{settings.SITE_URL}{reverse('share_picture')}"


@register.simple_tag
def same_page_in(path: str, language: str) -> str:
    """The path of a page in another language."""
    return path_in(path, language)


@register.simple_tag(takes_context=True)
def site_link(context: Context, url: str, text: str) -> SafeString:
    """A link, marked where it is the page itself."""
    current = bare_path(_path(context)) == bare_path(url)
    mark = SafeString(' aria-current="page"') if current else ""
    return format_html('<a href="{}"{}>{}</a>', url, mark, text)


def _in_each_language(context: Context) -> Iterator[PageInLanguage]:
    path = _path(context) or "/"
    separate = has_language_address(path)
    query = _query(context)
    for code in language_codes():
        own = path_in(path, code) if separate else path
        yield PageInLanguage(
            code,
            get_language_info(code)["name_local"],
            f"{settings.SITE_URL}{own}",
            f"{own}?{query}{CHOICE}={code}",
        )


def _path(context: Context) -> str:
    """Of the request; of cached pages, which are rendered without one, the context's `path`."""
    request: Any = context.get("request")
    return str(request.path_info) if request is not None else str(context.get("path") or "")


def _query(context: Context) -> str:
    request: Any = context.get("request")
    if request is None or request.method != "GET":
        return ""
    kept = request.GET.copy()
    kept.pop(CHOICE, None)
    return f"{kept.urlencode()}&" if kept else ""
