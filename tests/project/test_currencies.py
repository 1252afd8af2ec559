"""The table of currencies, compared with the simulator's and with ISO 4217."""

import pytest
from babel.numbers import get_currency_precision, list_currencies

from core.amounts.currencies import CODES, CURRENCIES, MAX_AMOUNT, MINIMUMS, in_steps
from core.amounts.money import format_money
from dev.stripe_simulator import money as stripe_money

# The CLDR shows no decimals, and Stripe's minor unit is a hundredth all the same.
_HUNDREDTHS_WITHOUT_CUSTOM = {"rsd", "lbp", "isk", "ugx"}


# Stripe still lists them, and ISO 4217 has others in their place (XCG and STN).
_WITHDRAWN = {"ang", "std"}


def test_currencies_are_the_simulators() -> None:
    assert set(CODES) == stripe_money.CURRENCIES - _WITHDRAWN
    assert {code: CURRENCIES[code].exponent for code in CODES} == {
        code: stripe_money.decimals(code) for code in CODES
    }
    assert {code: CURRENCIES[code].step for code in CODES} == {
        code: stripe_money.STEPS.get(code, 1) for code in CODES
    }


def test_limits_are_the_simulators() -> None:
    assert (MINIMUMS, MAX_AMOUNT) == (stripe_money.MINIMUMS, stripe_money.MAX_AMOUNT)


def test_currencies_are_of_iso_4217() -> None:
    assert {code.upper() for code in CODES} <= list_currencies()


@pytest.mark.parametrize("code", sorted(_HUNDREDTHS_WITHOUT_CUSTOM))
def test_exponent_is_stripes_where_the_cldr_has_none(code: str) -> None:
    assert (CURRENCIES[code].exponent, get_currency_precision(code.upper())) == (2, 0)


@pytest.mark.parametrize(
    ("amount", "code", "text"),
    [
        (10_000, "rsd", "RSD100.00"),
        (10_000, "isk", "ISK100"),
        (10_000, "ugx", "UGX100"),
        (10_000, "lbp", "LBP100.00"),
        (10_000, "huf", "HUF100.00"),
        (10_000, "twd", "NT$100.00"),
        (10_000, "jpy", "¥10,000"),
        (10_000, "kwd", "KWD10.000"),
        (10_000, "qqq", "QQQ100.00"),
    ],
)
def test_amount_is_shown_as_stripe_charges_it(amount: int, code: str, text: str) -> None:
    assert format_money(amount, code) == text


@pytest.mark.parametrize(
    ("amount", "code", "rounded"),
    [(5121, "kwd", 5130), (5120, "kwd", 5120), (501, "isk", 600), (501, "usd", 501)],
)
def test_amount_is_rounded_up_to_what_stripe_takes(amount: int, code: str, rounded: int) -> None:
    assert in_steps(amount, code) == rounded
