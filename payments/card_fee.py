"""The card fee of an order; static/js/totals.js has the same rule (see tests/same_rules)."""

from core.amounts.currencies import in_steps


def fee_to_cover(net: int, *, basis_points: int, fixed: int, currency: str = "usd") -> int:
    """The amount (minor units) to add to `net` so that `net` is left after the card fee.

    The fee is taken from the whole charge: total - (total * bp / 10000 + fixed) >= net, so
    total = ceil((net + fixed) * 10000 / (10000 - bp)). Rates: https://stripe.com/pricing. The fee
    is rounded up to what Stripe accepts in the currency.
    """
    total = -(-(net + fixed) * 10_000 // (10_000 - basis_points))
    return in_steps(total - net, currency)
