"""Money is an integer of minor units with its currency: how it is written, and how it is read.

static/js/totals.js has the same rules for the page; both pass the cases of tests/same_rules/.
"""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from babel.numbers import format_currency, get_currency_symbol

from core.amounts.currencies import currency

# Separators of digits. A comma or a point may be either; the rest can only be one of the two.
_GROUP_ONLY = " \u00a0\u2009\u202f'\u2019\u02bc\u066c"
_DECIMAL_ONLY = "\u066b"
_EITHER = ",."
_SAME = {
    "\u060c": ",",
    **dict.fromkeys("\u00a0\u2009\u202f", " "),
    **dict.fromkeys("\u2019\u02bc", "'"),
}
_INVISIBLE = re.compile(r"[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]")
_MINUS = re.compile(r"[-\u2212]")
_NUMBER = re.compile(rf"\d+(?:[{_GROUP_ONLY}{_DECIMAL_ONLY}{_EITHER}\u060c]\d+)*", re.ASCII)
_DIGITS = "0\u0660\u06f0\u0966\uff10"  # the zeros of the digits that are read
_MAX_DIGITS = 12
# How a currency is written besides its symbol and its code.
_OTHER_SYMBOLS = {"ils": ["\u05e9\u05f4\u05d7", '\u05e9"\u05d7', "\u05e9\u05d7", "nis"]}


class AmbiguousAmount(ValueError):
    """Two ways to read the text; `readings`: both in minor units, the farther from 0 first."""

    def __init__(self, readings: tuple[int, int]) -> None:
        super().__init__("two readings")
        self.readings = readings


def decimals(code: str) -> int:
    """The currency's number of decimals as people write it: 2 for USD, 0 for JPY and ISK."""
    return currency(code).shown


def format_money(amount: int, code: str) -> str:
    """Minor units formatted, left to right in every language: 1234 usd → $12.34."""
    exponent, shown = currency(code).exponent, currency(code).shown
    # An amount that Stripe would not take, if a row ever has one, is shown as it is.
    shown = shown if amount % 10 ** (exponent - shown) == 0 else exponent
    pattern = "¤#,##0" + ("." + "0" * shown if shown else "")
    value = Decimal(amount).scaleb(-exponent)
    return format_currency(
        value, code.upper(), format=pattern, locale="en_US", currency_digits=False
    )


def currency_symbol(code: str) -> str:
    """What `format_money` writes before the digits: $ for usd."""
    return str(get_currency_symbol(code.upper(), locale="en_US"))


def currency_symbols(code: str) -> list[str]:
    """What may stand beside a typed amount of the currency, in lower case."""
    symbol = currency_symbol(code).lower()
    narrow = [symbol[-1]] if unicodedata.category(symbol[-1]) == "Sc" else []  # CA$ is typed $
    return [*dict.fromkeys([symbol, *narrow, code, *_OTHER_SYMBOLS.get(code, [])])]


def plain_amount(amount: int, code: str) -> str:
    """Minor units as digits for a field, without symbol and separators: 250000 usd → 2500.00."""
    exponent, shown = currency(code).exponent, currency(code).shown
    return f"{Decimal(amount).scaleb(-exponent):.{shown}f}"


def parse_money(text: str, code: str, *, signed: bool = False) -> int:
    """Minor units of an amount typed in the currency's units; 0 for an empty text.

    Read as written in any of our languages: 2,500.00 and 2.500,00 and 2 500 and ₪18. `signed`: a
    minus is allowed. Raises AmbiguousAmount where a comma or a point before three last digits can
    be either separator (2,500), and ValueError when it is no amount, or finer than the currency.
    """
    typed = _INVISIBLE.sub("", text).strip()
    minus = signed and bool(_MINUS.match(typed))
    typed = _without_symbol(typed[1:].strip() if minus else typed, code)
    if not typed and not minus:
        return 0
    readings = sorted(set(_readings(_with_ascii_digits(typed), code)), reverse=True)
    if not readings:
        raise ValueError("not an amount of this currency")
    if minus:
        readings = [-reading for reading in readings]
    if len(readings) > 1:
        raise AmbiguousAmount((readings[0], readings[1]))
    return readings[0]


def _without_symbol(typed: str, code: str) -> str:
    """The text without one symbol of the currency, before or after it."""
    for symbol in currency_symbols(code):
        if typed[: len(symbol)].lower() == symbol:
            return typed[len(symbol) :].strip()
        if typed[-len(symbol) :].lower() == symbol:
            return typed[: -len(symbol)].strip()
    return typed


def _with_ascii_digits(text: str) -> str:
    def digit(char: str) -> str:
        value = unicodedata.decimal(char, None)
        known = value is not None and chr(ord(char) - value) in _DIGITS
        return str(value) if known else char

    return "".join(digit(char) for char in text)


def _readings(text: str, code: str) -> Iterator[int]:
    """Every way to read digits with separators between them, in minor units."""
    if not _NUMBER.fullmatch(text):
        return
    runs = re.findall(r"\d+", text)
    separators = [_SAME.get(separator, separator) for separator in re.findall(r"\D", text)]
    groups = _are_groups(runs, separators)
    if groups:
        yield from _minor_units("".join(runs), "", code)
    if (
        not separators
        or separators[-1] not in _EITHER + _DECIMAL_ONLY
        or separators[-1] in separators[:-1]
    ):
        return
    if groups and currency(code).shown:
        # 12,345: unlikely as decimals, but it must not charge a thousand times the amount.
        yield _rounded(runs[0], runs[1], code)
    elif _are_groups(runs[:-1], separators[:-1]):
        yield from _minor_units("".join(runs[:-1]), runs[-1], code)


def _are_groups(runs: list[str], separators: list[str]) -> bool:
    """Whether the runs are a whole number, alone or in groups of three (or of two in India)."""
    if not separators:
        return True
    first, *middle, last = runs
    if len(set(separators)) > 1 or _DECIMAL_ONLY in separators:
        return False
    if first.startswith("0") or len(last) != 3:
        return False
    lengths = {len(run) for run in middle}
    indian = separators[0] == "," and bool(middle) and lengths == {2} and len(first) <= 2
    return indian or (lengths <= {3} and len(first) <= 3)


def _rounded(whole: str, fraction: str, code: str) -> int:
    """The nearest amount that the currency has, the half upwards."""
    exponent, step = currency(code)
    thousandths = int(whole + fraction)
    unit = step * int(10 ** (3 - exponent))
    return (2 * thousandths + unit) // (2 * unit) * step


def _minor_units(whole: str, fraction: str, code: str) -> Iterator[int]:
    """The amount, unless it is too long, or finer than the currency."""
    exponent, step = currency(code)
    fraction = fraction.rstrip("0")
    if len(whole) > _MAX_DIGITS or len(fraction) > exponent:
        return
    amount = int(whole + fraction.ljust(exponent, "0"))
    if amount % step == 0:
        yield amount
