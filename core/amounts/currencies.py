"""The currencies that Stripe charges, and how their amounts are written.

One table for pages, mails, receipts and audit. Source: https://docs.stripe.com/currencies, with its
sections on zero-decimal and three-decimal currencies and on special cases. `dev/stripe_simulator`
has a table of its own, and a test compares the two. The CLDR's decimals differ: RSD and LBP have
none there, and two at Stripe.
"""

from typing import NamedTuple

_TWO = """
aed afn all amd aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad cdf chf cny
cop crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl htg huf idr ils inr
jmd kes kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn
nio nok npr nzd pab pen pgk php pkr pln qar ron rsd rub sar sbd scr sek sgd shp sle sos srd szl thb
tjs top try ttd twd tzs uah usd uyu uzs wst xcd xcg yer zar zmw
"""
_NONE = "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf"
# Sent in hundredths for the sake of older programs, with 00 as the last two digits.
_NONE_IN_HUNDREDTHS = "isk ugx"
# The last digit is 0: card networks know hundredths only.
_THREE = "bhd jod kwd omr tnd"


class Currency(NamedTuple):
    """`exponent`: decimals of Stripe's minor unit. `step`: amounts are multiples of it."""

    exponent: int
    step: int = 1

    @property
    def shown(self) -> int:
        """How many decimals a reader sees."""
        return self.exponent if self.step < 100 else 0


CURRENCIES: dict[str, Currency] = {
    **dict.fromkeys(_TWO.split(), Currency(2)),
    **dict.fromkeys(_NONE.split(), Currency(0)),
    **dict.fromkeys(_NONE_IN_HUNDREDTHS.split(), Currency(2, step=100)),
    **dict.fromkeys(_THREE.split(), Currency(3, step=10)),
}
CODES = sorted(CURRENCIES)

# docs.stripe.com/currencies#minimum-and-maximum-charge-amounts. Where none is listed, Stripe
# compares with the minimum of the currency of settlement.
_FIFTY = "usd eur cad aud nzd chf sgd brl inr jpy"
_TWO_UNITS = "aed myr pln ron ils"
MINIMUMS: dict[str, int] = {
    **dict.fromkeys(_FIFTY.split(), 50),
    **dict.fromkeys(_TWO_UNITS.split(), 200),
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
MAX_AMOUNT = 99_999_999  # minor units of one charge


def currency(code: str) -> Currency:
    """The currency of a code in lower case; money in an unknown one is shown with two decimals."""
    return CURRENCIES.get(code, Currency(2))


def in_steps(amount: int, code: str) -> int:
    """An amount in minor units, rounded up to what Stripe accepts in the currency."""
    step = currency(code).step
    return -(-amount // step) * step
