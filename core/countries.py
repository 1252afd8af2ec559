"""Countries: guessed from a time zone, named in the active language (both from the CLDR)."""

from functools import cache

from babel.core import get_global
from django.conf import settings
from django.utils.translation.trans_real import parse_accept_lang_header

from core.calendar.zone_coordinates import zones_of_country
from core.forms.code_fields import country_names
from core.languages import active_language


def country_of(zone: str) -> str:
    """The country (ISO 3166-1 alpha-2) of an IANA time zone, or ""."""
    code: str = get_global("zone_territories").get(zone, "")
    return code if code in _names("en") else ""


# Where a country has several zones: that of most Jews.
_PRINCIPAL_ZONES = {
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Melbourne",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CL": "America/Santiago",
    "DE": "Europe/Berlin",
    "ES": "Europe/Madrid",
    "KZ": "Asia/Almaty",
    "MX": "America/Mexico_City",
    "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "US": "America/New_York",
    "UZ": "Asia/Tashkent",
}


def zone_of(country: str) -> str:
    """The principal IANA time zone of a country; the organisation's for an unknown one."""
    zones = zones_of_country(country)
    return _PRINCIPAL_ZONES.get(country) or (zones[0] if zones else str(settings.HOME_ZONE))


def country_of_languages(accepted: str) -> str:
    """The country in an Accept-Language header such as "en-GB", or ""."""
    for language, _weight in parse_accept_lang_header(accepted):
        region = language.rpartition("-")[2].upper()
        if "-" in language and region in _names("en"):
            return region
    return ""


def country_name(code: str) -> str:
    """The name of a country in the active language; the code if it is unknown."""
    return _names(active_language()).get(code, code)


def countries() -> list[tuple[str, str]]:
    """Every country as (code, name), sorted by the names in the active language."""
    return sorted(_names(active_language()).items(), key=lambda country: country[1])


@cache
def _names(language: str) -> dict[str, str]:
    return country_names(language)
