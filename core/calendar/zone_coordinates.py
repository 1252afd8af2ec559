"""The coordinates of time zones, from the tables of the IANA database."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

_TABLES: Final = files("tzdata.zoneinfo")
# Degrees and minutes, with seconds or without them: +404251-0740023, +5130-00007.
_COORDINATES: Final = re.compile(r"([+-]\d{2})(\d{2})(\d{2})?([+-]\d{3})(\d{2})(\d{2})?")


@dataclass(frozen=True)
class Place:
    """A zone's principal place, in degrees north and east."""

    zone: str
    latitude: float
    longitude: float


def place_of(zone: str) -> Place | None:
    """The principal place of a zone by any of its names (Asia/Tel_Aviv is Asia/Jerusalem).

    None where the name is unknown or of no place (UTC, Etc/GMT+5).
    """
    return _places().get(zone) or _places().get(_links().get(zone, ""))


def zones_of_country(country: str) -> list[str]:
    """The zones of a country (ISO 3166-1 alpha-2), in the order of the table."""
    rows = (line.split("\t") for line in _lines("zone.tab") if not line.startswith("#"))
    return [zone for code, _, zone, *_ in rows if code == country]


@cache
def _places() -> dict[str, Place]:
    """zone.tab: a country, its coordinates and the zone in a line."""
    rows = (line.split("\t") for line in _lines("zone.tab") if not line.startswith("#"))
    return {zone: _parsed(zone, coordinates) for _, coordinates, zone, *_ in rows}


def _parsed(zone: str, coordinates: str) -> Place:
    parts = _COORDINATES.fullmatch(coordinates)
    assert parts is not None  # noqa: S101 - the format of the table
    return Place(zone, _degrees(*parts.groups()[:3]), _degrees(*parts.groups()[3:]))


def _degrees(degrees: str, minutes: str, seconds: str | None) -> float:
    size = abs(int(degrees)) + int(minutes) / 60 + int(seconds or 0) / 3600
    return -size if degrees.startswith("-") else size


@cache
def _links() -> dict[str, str]:
    """tzdata.zi: lines `L <zone> <other name>`."""
    rows = (line.split() for line in _lines("tzdata.zi") if line.startswith("L "))
    return {other: zone for _, zone, other in rows}


def _lines(table: str) -> list[str]:
    return _TABLES.joinpath(table).read_text(encoding="utf-8").splitlines()
