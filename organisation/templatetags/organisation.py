"""The organisation in the footer of every page, cached for a few seconds."""

from dataclasses import dataclass

from django import template
from django.db import Error
from psycopg_pool import PoolTimeout

from core.cache import StaleWhileRevalidateCache
from core.languages import active_language, translated
from organisation.models import Organisation

CACHE_SECONDS = 5  # the lifetime in the cache

register = template.Library()


@dataclass(frozen=True)
class Particulars:
    """What everybody may know of the organisation, in one language."""

    name: str
    address: tuple[str, ...]
    tax_number: str
    phone: str
    email: str
    complete: bool


_cache = StaleWhileRevalidateCache[Particulars](CACHE_SECONDS)


@register.simple_tag
def organisation_particulars() -> Particulars | None:
    """The organisation in the active language; None while the database is away."""
    language = active_language()
    try:
        return _cache.get(language, lambda: _read(language))
    except (Error, PoolTimeout):
        return None


def _read(language: str) -> Particulars:
    row = Organisation.current()
    address = translated(row, "address", language)
    return Particulars(
        name=row.registered_name,
        address=tuple(line.strip() for line in address.splitlines() if line.strip()),
        tax_number=row.tax_number,
        phone=row.phone,
        email=row.contact_email,
        complete=not row.missing(),
    )
