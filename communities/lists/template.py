"""The headings of the table that shluchim can fill in."""

from collections.abc import Iterator
from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from letters.reading.headings.meanings import folded


def template_headings(*, with_birth_date: bool) -> list[str]:
    """In the active language."""
    return [
        _("Hebrew given name"),
        _("Son or daughter"),
        _("Mother’s Hebrew name"),
        _("Father’s Hebrew name"),
        _("Family name"),
        *([_("Date of birth")] if with_birth_date else []),
        _("Passed away"),
        _("E-mail address"),
    ]


def is_of_template(heading: str) -> bool:
    """Whether it is a heading of the table in one of the languages."""
    return folded(heading) in _of_all_languages()


@lru_cache(maxsize=1)
def _of_all_languages() -> frozenset[str]:
    return frozenset(_folded_headings())


def _folded_headings() -> Iterator[str]:
    for language, _name in settings.LANGUAGES:
        with override(language):
            yield from map(folded, template_headings(with_birth_date=True))
