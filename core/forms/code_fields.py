"""Model fields for codes of standards: normalised when they are read and stored, then checked."""

from typing import TYPE_CHECKING, Any

from babel import Locale
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from core.amounts.currencies import CURRENCIES
from core.calendar.time_zones import time_zones

# In the CLDR's list of territories, and no countries: unknown, pseudo locales, unions of countries.
_NO_COUNTRIES = {"ZZ", "XA", "XB", "EU", "EZ", "UN", "QO"}


def country_names(language: str) -> dict[str, str]:
    """Every country's name in a language, by its code of ISO 3166-1 alpha-2."""
    territories = Locale.parse(language, sep="-").territories
    return {
        code: name
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    }


def check_currency(code: str) -> None:
    """Raise ValidationError for a currency that Stripe does not charge."""
    if code not in CURRENCIES:
        raise ValidationError(
            _("“%(code)s” is not a currency that Stripe takes. Write a code such as usd or ils."),
            params={"code": code},
        )


def check_country(code: str) -> None:
    """Raise ValidationError for a code that is no country's."""
    if code not in country_names("en"):
        raise ValidationError(
            _("“%(code)s” is not the code of a country. Write two letters, such as US or IL."),
            params={"code": code},
        )


def check_zone(name: str) -> None:
    """Raise ValidationError for a time zone that the IANA's list has not."""
    if name not in time_zones():
        raise ValidationError(
            _("“%(zone)s” is not a time zone. Write a name such as America/New_York."),
            params={"zone": name},
        )


def check_language(code: str) -> None:
    """Raise ValidationError for a language that the site is not in."""
    if code not in dict(settings.LANGUAGES):
        raise ValidationError(
            _("“%(code)s” is not a language of this site."), params={"code": code}
        )


if TYPE_CHECKING:
    _CharField = models.CharField[str, str]
else:
    _CharField = models.CharField


class _CodeField(_CharField):
    """A code, without spaces around it, in the case that its standard is kept in here."""

    def normalise(self, code: str) -> str:
        return code

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return self.normalise(text.strip()) if isinstance(text, str) else text

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The object has the code as it is stored: nobody compares another spelling of it."""
        value = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value


class CurrencyField(_CodeField):
    """A currency of ISO 4217 that Stripe charges, in lower case."""

    default_validators = [check_currency]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 3, **kwargs})

    def normalise(self, code: str) -> str:
        return code.lower()


class CountryField(_CodeField):
    """A country of ISO 3166-1 alpha-2, in upper case."""

    default_validators = [check_country]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 2, **kwargs})

    def normalise(self, code: str) -> str:
        return code.upper()


class ZoneField(_CodeField):
    """A time zone of the IANA."""

    default_validators = [check_zone]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 64, **kwargs})


class LanguageField(_CodeField):
    """A language of settings.LANGUAGES."""

    default_validators = [check_language]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 5, **kwargs})
