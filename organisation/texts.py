"""The texts of pages: the committee's, else those shipped in `organisation/texts/`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from core.cache import StaleWhileRevalidateCache
from core.languages import active_language
from organisation.models import SiteText

CACHE_SECONDS = 5  # the lifetime in the cache
_SHIPPED = Path(__file__).parent / "shipped_texts"


@dataclass(frozen=True)
class Text:
    """HTML that was sanitised or shipped, in the language asked for or the default one."""

    html: str
    language: str


_cache = StaleWhileRevalidateCache[Text](CACHE_SECONDS)


def site_text(page: str) -> Text:
    """The text of a page in the active language; in the default one where there is none."""
    language = active_language()
    return _cache.get((page, language), lambda: _read(page, language))


@cache
def shipped_text(page: str, language: str) -> str:
    """The text that comes with the program; "" where it is not translated."""
    file = _SHIPPED / language / f"{page}.html"
    return file.read_text() if file.exists() else ""


def _read(page: str, language: str) -> Text:
    rows = SiteText.objects.filter(page=page, language__in=[language, settings.LANGUAGE_CODE])
    edited = {row.language: row.html for row in rows}
    for code in (language, settings.LANGUAGE_CODE):
        if html := edited.get(code) or shipped_text(page, code):
            return Text(html, code)
    return Text("", language)
