"""Currencies, their decimals, and the least and most that Stripe charges, in minor units."""

from typing import Any

from dev.stripe_simulator.errors import StripeError

_ALL = """
aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad
cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd
hnl htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl
mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg
qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std szl thb tjs tnd top try ttd twd tzs uah
ugx usd uyu uzs vnd vuv wst xaf xcd xcg xof xpf yer zar zmw
"""
_WHOLE = "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf"
_THOUSANDTHS = "bhd jod kwd omr tnd"
_MINIMUM_50 = "usd eur cad aud nzd chf sgd brl inr jpy"
_MINIMUM_200 = "aed myr pln ron ils"
CURRENCIES = frozenset(_ALL.split())
ZERO_DECIMAL = frozenset(_WHOLE.split())
THREE_DECIMAL = frozenset(_THOUSANDTHS.split())
# Currencies without decimals that are sent in hundredths, and those whose last digit is 0.
STEPS = {"isk": 100, "ugx": 100, **dict.fromkeys(_THOUSANDTHS.split(), 10)}

# docs.stripe.com/currencies#minimum-and-maximum-charge-amounts. The shekel is not in that table:
# what is worth about the dollar's minimum is assumed. For the rest no minimum is known here.
MINIMUMS = {
    **dict.fromkeys(_MINIMUM_50.split(), 50),
    **dict.fromkeys(_MINIMUM_200.split(), 200),
    "gbp": 30,
    "mxn": 1000,
    "hkd": 400,
    "sek": 300,
    "nok": 300,
    "dkk": 250,
    "czk": 1500,
    "huf": 17500,
    "thb": 1000,
}
MAX_AMOUNT = 99_999_999


def currency(name: str, raw: Any) -> str:
    """A supported currency, in lower case. Raises StripeError."""
    code = raw.lower() if isinstance(raw, str) else ""
    if code not in CURRENCIES:
        raise StripeError(
            f"Invalid currency: {code}. Stripe currently supports these currencies: "
            f"{', '.join(sorted(CURRENCIES))}",
            param=name,
        )
    return code


def decimals(currency: str) -> int:
    """How many decimals an amount in major units has."""
    return 0 if currency in ZERO_DECIMAL else 3 if currency in THREE_DECIMAL else 2


def check_divisible(amount: int, currency: str, param: str) -> None:
    """Raise StripeError when the last digits are not 0 in a currency that needs them.

    docs.stripe.com/currencies#special-cases and #three-decimal.
    """
    step = STEPS.get(currency, 1)
    if amount % step:
        raise StripeError(
            f"Invalid amount: amounts in {currency.upper()} must be divisible by {step}.",
            code="invalid_charge_amount",
            param=param,
        )


def show(amount: int, currency: str) -> str:
    """An amount for display: "USD 3.00"."""
    places = decimals(currency)
    whole, rest = divmod(amount, 10**places)
    return f"{currency.upper()} {whole:,}" + (f".{rest:0{places}d}" if places else "")


def check_total(total: int, currency: str) -> None:
    """Raise StripeError when a session can't charge this total; zero is allowed."""
    least = MINIMUMS.get(currency, 0)
    if 0 < total < least:
        raise StripeError(
            "The Checkout Session's total amount due must add up to at least "
            f"{show(least, currency)}",
            code="amount_too_small",
        )
    if total > MAX_AMOUNT:
        raise StripeError(
            "The Checkout Session's total amount due must be no more than "
            f"{show(MAX_AMOUNT, currency)}",
            code="amount_too_large",
        )
