"""Every address of the site, and values that have broken pages, for the walk over all of them."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from tests.apps import APPS

LIGATURES = "ﬃ" * 60  # they fold into three letters each
LONG_EMAIL = f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 63}.{'e' * 50}.org"  # 311 characters
TEXTS = {
    "NUL": "\x00",
    "NUL inside": "Yosef\x00ben",
    "direction": "name@example.org\u200f",
    "override": "\u202ename@example.org",
    "superscript": "²",
    "digits": "9" * 5_000,
    "bigint": "9" * 19,
    "negative": "-1",
    "remove": "remove-²",
    "remove digits": "remove-" + "9" * 5_000,
    "e-mail of 255": f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 58}.org",
    "e-mail of 311": LONG_EMAIL,
    "ligatures": LIGATURES,
    "surrogate": "\ud800",
    "noncharacter": "\ufdd0\uffff",
    "infinite": "1e999999",
    "not a number": "NaN",
    "ranges": "1-99999," * 2_000,
    "tags": "<script>\U000e0041",
}
# The middleware cleans these: a view gets "", a plain text or one with U+FFFD.
CLEANED = {"NUL", "NUL inside", "direction", "override", "noncharacter", "tags"}
# What the fields of a model refuse or accept, whatever the page.
OF_MODELS = [
    "superscript",
    "digits",
    "bigint",
    "negative",
    "ligatures",
    "surrogate",
    "not a number",
]
PATHS = {
    "NUL": "%00",
    "NUL of the admin": "_00",
    "superscript": "%C2%B2",
    "not UTF-8": "%ED%A0%80",
    "digits": "9" * 5_000,
    "bigint": "9" * 19,
    "negative": "-1",
    "ligatures": quote(LIGATURES),
    "slash": "%2F..%2F",
}
# Hidden characters in an address: refused before any view, by the middleware.
HIDDEN_PATHS = {"NUL inside": "a%00b", "direction": "%E2%80%8F", "override": "%E2%80%AEa"}
_READ = r"""request\.{}(?:\.get(?:list)?\(|\[)\s*["'](\w+)["']|["'](\w+)["'] in request\.{}"""


def parameters(method: str) -> list[str]:
    """The names that our views read from `request.GET` or `request.POST`, from their sources."""
    found = set()
    for app in set(APPS) - {"unity_torah"}:
        for source in (Path(settings.BASE_DIR) / app).rglob("*.py"):
            for one, other in re.findall(_READ.format(method, method), source.read_text()):
                found.add(one or other)
    return sorted(found)


def addresses() -> Iterator[tuple[str, list[str]]]:
    """The qualified name of every URL, with the names of its arguments."""
    seen = set()
    for name, arguments in _walk(get_resolver(), "", []):
        if (name, *arguments) not in seen:
            seen.add((name, *arguments))
            yield name, arguments


def _walk(resolver: URLResolver, prefix: str, outer: list[str]) -> Iterator[tuple[str, list[str]]]:
    for pattern in resolver.url_patterns:
        arguments = [*outer, *pattern.pattern.regex.groupindex]
        if isinstance(pattern, URLResolver):
            inside = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _walk(pattern, inside, arguments)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{prefix}{pattern.name}", arguments


def path_of(name: str, values: dict[str, Any]) -> str | None:
    """The path with these arguments; None if the URL's pattern does not accept them."""
    try:
        return reverse(name, kwargs=values)
    except NoReverseMatch:
        return None


class Fields(HTMLParser):
    """The fields of all forms of a page, with the values that a browser would send."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: set[str] = set()
        self.others: dict[str, str] = {}
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        name = found.get("name", "")
        kind = found.get("type", "text")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and found.get("value"):
            self.others.setdefault(self._select, found["value"])
        elif not name:
            return
        elif tag == "textarea" or (tag == "input" and kind in ("text", "email", "number", "date")):
            self.texts.add(name)
        elif tag == "input" and kind != "file":
            self.others.setdefault(name, found.get("value", "on"))
