"""Stripe's form encoding: `line_items[0][price_data][currency]=usd` and back to nested values."""

import re
from typing import Any
from urllib.parse import parse_qsl

from dev.stripe_simulator.errors import StripeError

Form = dict[str, Any]

_KEY = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_PART = re.compile(r"\[([^\[\]]*)\]")
_MAX_DEPTH = 12


def parse(encoded: str) -> Form:
    """Nested dictionaries of strings; a list is a dictionary keyed "0", "1", …

    An element without an index (`line_items[][quantity]=1`) goes on until one of its keys comes
    again. Raises StripeError for what is not UTF-8, and for a key that is malformed or contradicts
    another.
    """
    try:
        pairs = parse_qsl(encoded, keep_blank_values=True, errors="strict", max_num_fields=10_000)
    except ValueError as error:
        raise StripeError("The parameters are not valid UTF-8 form data.") from error
    form: Form = {}
    for key, value in pairs:
        match = _KEY.fullmatch(key)
        parts = [match[1], *_PART.findall(match[2])] if match else []
        if not parts or len(parts) > _MAX_DEPTH:
            raise StripeError(f"Invalid parameter name: {key}", param=key)
        _put(form, parts, value, key)
    return form


def _put(form: Form, parts: list[str], value: str, key: str) -> None:
    place = form
    for number, part in enumerate(parts[:-1], 1):
        place = place.setdefault(part or _element(place, parts[number:]), {})
        if not isinstance(place, dict):
            raise StripeError(f"Invalid object: {key} is also given as a value", param=key)
    last = parts[-1] or str(len(place))
    if isinstance(place.get(last), dict):
        raise StripeError(f"Invalid string: {key} is also given as an object", param=key)
    place[last] = value


def _element(array: Form, path: list[str]) -> str:
    """The index of the element that a key without one is of: the last, unless it has the key."""
    last: Any = array.get(str(len(array) - 1))
    for part in path:
        if not isinstance(last, dict):
            break
        last = last.get(part or str(len(last)))
    started = bool(array) and isinstance(array.get(str(len(array) - 1)), dict)
    return str(len(array) - 1) if started and last is None else str(len(array))
