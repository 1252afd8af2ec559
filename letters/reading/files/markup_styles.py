"""Which elements of a page strike their text out, or are not shown; and the comments of Excel."""

import re
from collections.abc import Collection, Iterator, Mapping

_CLASS = re.compile(r"\.([\w-]+)")
_NO_DISPLAY = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
# A link to a comment in a cell, and the beginning of the comment.
COMMENT_ANCHOR = re.compile(r"#_msocom_(\w{1,20})")
COMMENT = re.compile(r"_msocom_(\w{1,20})")


def strikes_out(tag: str, attributes: Mapping[str, str], classes: Collection[str]) -> bool:
    """Whether an element strikes out, by itself or by one of these classes."""
    return (
        tag in {"s", "del", "strike"}
        or "line-through" in attributes.get("style", "")
        or _has_one(attributes, classes)
    )


def has_no_display(attributes: Mapping[str, str], classes: Collection[str]) -> bool:
    """Whether an element is not shown, by itself or by one of these classes."""
    return (
        "hidden" in attributes
        or bool(_NO_DISPLAY.search(attributes.get("style", "")))
        or _has_one(attributes, classes)
    )


def _has_one(attributes: Mapping[str, str], classes: Collection[str]) -> bool:
    return not set(classes).isdisjoint(attributes.get("class", "").split())


def struck_classes(style: str) -> Iterator[str]:
    """The classes that a style sheet strikes out."""
    for selector, body in _rules(style):
        if "line-through" in body:
            yield from _CLASS.findall(selector)


def hidden_classes(style: str) -> Iterator[str]:
    """The classes that a style sheet hides."""
    for selector, body in _rules(style):
        if _NO_DISPLAY.search(body):
            yield from _CLASS.findall(selector)


def _rules(style: str) -> Iterator[tuple[str, str]]:
    for rule in style.split("}"):
        selector, _brace, body = rule.partition("{")
        yield selector, body
