"""The register in the admin: read and search, with few actions that change it."""

from core.admin.base import EstimatedPaginator, ReadOnlyAdmin
from letters.admin import (
    certificates,
    doubles,
    earlier,
    earlier_doubles,
    exports,
    people,
    scrolls,
    series,
)
from letters.admin.people import people_named

__all__ = [
    "EstimatedPaginator",
    "ReadOnlyAdmin",
    "certificates",
    "doubles",
    "earlier",
    "earlier_doubles",
    "exports",
    "people",
    "people_named",
    "scrolls",
    "series",
]
