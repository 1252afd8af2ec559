"""The languages of settings.LANGUAGES, and texts that exist in several of them."""

from collections.abc import Callable

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language, get_language_info
from modeltrans.utils import build_localized_fieldname

from core.language_codes import OTHER_CODES, UNDERSTOOD


def language_codes() -> list[str]:
    """The codes in the order of the setting."""
    return [code for code, _name in settings.LANGUAGES]


_LONGEST_HEADER = 500  # as Django


def modern_tag(tag: str) -> str:
    """A language tag as BCP 47 writes it today: he-IL for iw-IL and he_IL, he for ji and yi."""
    first, _, rest = tag.strip().replace("_", "-").partition("-")
    code = OTHER_CODES.get(first.lower(), first.lower())
    if code not in language_codes():
        code = UNDERSTOOD.get(code, code)
    return f"{code}-{rest}" if rest else code


def known_language(tag: str) -> str:
    """The code in LANGUAGES of a tag such as iw-IL, or ""."""
    code = modern_tag(tag).partition("-")[0]
    return code if code in language_codes() else ""


class AcceptLanguageMiddleware:
    """Writes today's tags into Accept-Language: Django discards a header with `he_IL` in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if header := request.META.get("HTTP_ACCEPT_LANGUAGE", ""):
            request.META["HTTP_ACCEPT_LANGUAGE"] = _with_modern_tags(header)
        return self._get_response(request)


def _with_modern_tags(header: str) -> str:
    parts = (part.partition(";") for part in header[:_LONGEST_HEADER].split(","))
    return ",".join(f"{modern_tag(tag)}{semicolon}{weight}" for tag, semicolon, weight in parts)


def active_language() -> str:
    """The active language; the default one while translations are deactivated."""
    return get_language() or settings.LANGUAGE_CODE


def is_right_to_left(language: str) -> bool:
    """False for a code that Django does not know."""
    try:
        return bool(get_language_info(language)["bidi"])
    except KeyError:
        return False


def second_language(language: str) -> str:
    """The language printed below another: the first one written in the other direction.

    The same language where all are written in one direction.
    """
    direction = is_right_to_left(language)
    others = (code for code in language_codes() if is_right_to_left(code) != direction)
    return next(others, language)


def translated(row: Model, field: str, language: str | None = None) -> str:
    """The text of a translated field (`i18n` of django-modeltrans) in a language.

    Without a language, in the active one. Where it is missing: in the default language, then in
    any other.
    """
    texts = translations(row, field)
    for code in (language or active_language(), settings.LANGUAGE_CODE):
        if text := texts.get(code):
            return text
    return next((text for text in texts.values() if text), "")


def translations(row: Model, field: str) -> dict[str, str]:
    """The texts of a translated field by language code; the default language is first."""
    stored: dict[str, str] = getattr(row, "i18n", None) or {}
    texts = {settings.LANGUAGE_CODE: str(getattr(row, field) or "")}
    for code in language_codes():
        if code != settings.LANGUAGE_CODE:
            texts[code] = stored.get(build_localized_fieldname(field, code)) or ""
    return texts


def translated_field_names(field: str) -> list[str]:
    """The names of a translated field's form fields, the default language's first."""
    others = [code for code in language_codes() if code != settings.LANGUAGE_CODE]
    return [field, *(build_localized_fieldname(field, code) for code in others)]


def translated_search_fields(field: str) -> list[str]:
    """The lookups of a translated field in all languages, for the search of the admin."""
    default, *others = translated_field_names(field)
    return [default, *(f"i18n__{name}" for name in others)]
