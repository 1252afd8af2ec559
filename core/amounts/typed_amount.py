"""Typed amounts in forms: `core.amounts.money.parse_money`, with its refusals as sentences."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.amounts.money import AmbiguousAmount, format_money, parse_money

AMBIGUOUS = gettext_lazy(
    "Did you mean %(more)s or %(less)s? Please write it in one of these two ways."
)


def read_amount(text: str, code: str, *, signed: bool = False) -> int:
    """Minor units of a typed amount that must not be missing. Raises ValidationError."""
    try:
        if text.strip():
            return parse_money(text, code, signed=signed)
    except AmbiguousAmount as question:
        raise ambiguous_amount(question, code) from None
    except ValueError:
        pass
    raise ValidationError(_("Please write an amount, such as 18 or 18.50."))


def ambiguous_amount(question: AmbiguousAmount, code: str) -> ValidationError:
    """The question which of two amounts was meant; written as it shows them, each is read."""
    more, less = (format_money(reading, code) for reading in question.readings)
    return ValidationError(
        AMBIGUOUS,
        params={"more": more, "less": less},
    )
