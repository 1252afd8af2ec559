"""Checks of parameters. A check takes a parameter's full name and raw value and returns it typed.

Every check raises StripeError with Stripe's code and the parameter's name.
"""

import re
from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from typing import Any

from dev.stripe_simulator.errors import StripeError, not_simulated

Check = Callable[[str, Any], Any]

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_ADDRESS = re.compile(r"https?://[^\s/]+\S*")


def text(most: int = 5000) -> Check:
    """A string of 1 to `most` characters."""

    def check(name: str, raw: Any) -> str:
        value = _string(name, raw)
        if len(value) > most:
            raise StripeError(
                f"Invalid string: {value[:5]}...{value[-5:]}; must be at most {most} characters",
                param=name,
            )
        return value

    return check


def integer(least: int | None = None, most: int | None = None) -> Check:
    """A whole number within bounds."""

    def check(name: str, raw: Any) -> int:
        value = _string(name, raw)
        if not _INTEGER.fullmatch(value):
            raise _bad_integer(name, f"Invalid integer: {value}")
        number = int(value)
        if least is not None and number < least:
            raise _bad_integer(name, f"This value must be greater than or equal to {least}.")
        if most is not None and number > most:
            raise _bad_integer(name, f"This value must be less than or equal to {most}.")
        return number

    return check


def boolean(name: str, raw: Any) -> bool:
    """`true` or `false`."""
    value = _string(name, raw)
    if value not in ("true", "false"):
        raise StripeError(f"Invalid boolean: {value}", param=name)
    return value == "true"


def choice(*names: str, simulated: Collection[str] | None = None) -> Check:
    """One of the names that Stripe knows; of them, some may not be simulated."""

    def check(name: str, raw: Any) -> str:
        value = _string(name, raw)
        if value not in names:
            allowed = ", ".join(names[:-1]) + f", or {names[-1]}" if names[1:] else names[0]
            raise StripeError(f"Invalid {name}: must be one of {allowed}", param=name)
        if simulated is not None and value not in simulated:
            raise not_simulated(name)
        return value

    return check


def address(name: str, raw: Any) -> str:
    """An http or https URL."""
    value: str = text(5000)(name, raw)
    if not _ADDRESS.fullmatch(value):
        raise StripeError("Not a valid URL", code="url_invalid", param=name)
    return value


def email(name: str, raw: Any) -> str:
    """An e-mail address."""
    value: str = text(800)(name, raw)
    if not _EMAIL.fullmatch(value):
        raise StripeError(f"Invalid email address: {value}", code="email_invalid", param=name)
    return value


def absent(noun: str) -> Check:
    """The id of a kind of object that this account has none of."""

    def check(name: str, raw: Any) -> str:
        raise StripeError(
            f"No such {noun}: '{_string(name, raw)}'", code="resource_missing", param=name
        )

    return check


def array(check_one: Check, most: int | None = None) -> Check:
    """A list, by index."""

    def check(name: str, raw: Any) -> list[Any]:
        if not isinstance(raw, dict) or not all(key.isdecimal() for key in raw):
            raise StripeError("Invalid array", param=name)
        if most is not None and len(raw) > most:
            raise StripeError(
                f"Array {name} exceeded maximum {most} allowed elements.",
                code="array_too_long",
                param=name,
            )
        ordered = sorted(raw, key=int)
        return [check_one(f"{name}[{index}]", raw[key]) for index, key in enumerate(ordered)]

    return check


def fields(
    known: Mapping[str, Check],
    *,
    required: Collection[str] = (),
    unsimulated: Collection[str] = (),
) -> Check:
    """An object of known fields; those only Stripe knows are refused by name."""

    def check(name: str, raw: Any) -> dict[str, Any]:
        if not isinstance(raw, dict):
            raise StripeError("Invalid object", param=name)
        unknown = [key for key in raw if key not in known and key not in unsimulated]
        if unknown:
            raise _unknown([_inner(name, key) for key in unknown], unknown[0], known)
        for key in raw:
            if key in unsimulated:
                raise not_simulated(_inner(name, key))
        for key in required:
            if key not in raw:
                raise missing(_inner(name, key))
        return {key: known[key](_inner(name, key), value) for key, value in raw.items()}

    return check


def missing(name: str) -> StripeError:
    """The error for a required parameter that is missing."""
    return StripeError(f"Missing required param: {name}.", code="parameter_missing", param=name)


def metadata(name: str, raw: Any) -> dict[str, str]:
    """At most 50 keys of 40 characters with values of 500; an empty value is no value."""
    return {key: value for key, value in metadata_changes(name, raw).items() if value}


def metadata_changes(name: str, raw: Any) -> dict[str, str]:
    """As `metadata`, for an object that has some: an empty value unsets its key."""
    if raw == "":
        return {}
    if not isinstance(raw, dict):
        raise StripeError("Invalid object", param=name)
    if len(raw) > 50:
        raise StripeError("You can have at most 50 keys in metadata.", param=name)
    for key, value in raw.items():
        if not isinstance(value, str):
            raise StripeError("Metadata values must be strings.", param=name)
        if len(key) > 40:
            raise StripeError("Metadata keys can have up to 40 characters.", param=name)
        if len(value) > 500:
            raise StripeError(
                "Metadata values can have up to 500 characters, but you passed in a value that "
                f"is {len(value)} characters.",
                param=_inner(name, key),
            )
    return dict(raw)


def _string(name: str, raw: Any) -> str:
    if not isinstance(raw, str):
        raise StripeError(f"Invalid string: {name} was given as an object", param=name)
    if not raw:
        raise StripeError(
            f"'{name}' cannot be unset: an empty string was passed.",
            code="parameter_invalid_empty",
            param=name,
        )
    return raw


def _inner(name: str, key: str) -> str:
    return f"{name}[{key}]" if name else key


def _bad_integer(name: str, message: str) -> StripeError:
    return StripeError(message, code="parameter_invalid_integer", param=name)


def _unknown(names: list[str], first: str, known: Collection[str]) -> StripeError:
    plural = "s" if names[1:] else ""
    message = f"Received unknown parameter{plural}: {', '.join(names)}"
    if near := get_close_matches(first, known, 1):
        message += f". Did you mean {near[0]}?"
    return StripeError(message, code="parameter_unknown", param=names[0])
