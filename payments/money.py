"""Money is an integer of minor units with its currency: formatting, parsing, card fees.

static/js/totals.js has the same rules for the page; both pass the cases of tests/same_rules/.
"""

import re
from decimal import Decimal

from babel.numbers import format_currency, get_currency_precision

_AMOUNT = re.compile(r"\d{1,12}(\.\d+)?", re.ASCII)


def decimals(currency: str) -> int:
    """The currency's number of decimals: 2 for USD, 0 for JPY."""
    return get_currency_precision(currency.upper())


def format_money(amount: int, currency: str) -> str:
    """Minor units formatted, left to right in every language: 1234 usd → $12.34."""
    value = Decimal(amount).scaleb(-decimals(currency))
    return format_currency(value, currency.upper(), locale="en_US")


def currency_symbol(currency: str) -> str:
    """What `format_money` writes before the digits: $ for usd."""
    return format_money(0, currency).rstrip("0.,")


def parse_money(text: str, currency: str) -> int:
    """Minor units of an amount typed in the currency's units.

    Raises ValueError when it is not an amount, negative, or finer than the currency.
    """
    typed = text.strip().replace(",", ".") or "0"
    value = Decimal(typed).scaleb(decimals(currency)) if _AMOUNT.fullmatch(typed) else None
    if value is None or value != int(value):
        raise ValueError("not an amount of this currency")
    return int(value)


def fee_to_cover(net: int, *, basis_points: int, fixed: int) -> int:
    """The amount (minor units) to add to `net` so that `net` is left after the card fee.

    The fee is taken from the whole charge: total - (total * bp / 10000 + fixed) >= net, so
    total = ceil((net + fixed) * 10000 / (10000 - bp)). Rates: https://stripe.com/pricing.
    """
    total = -(-(net + fixed) * 10_000 // (10_000 - basis_points))
    return total - net
