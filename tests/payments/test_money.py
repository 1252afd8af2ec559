"""The card fee; what is shown and typed is in tests/same_rules/."""

import pytest

from payments.card_fee import fee_to_cover


@pytest.mark.parametrize("net", [100, 800, 1000, 1, 99_999, 1_234_567])
def test_fee_to_cover_is_exact_to_the_cent(net: int) -> None:
    fee = fee_to_cover(net, basis_points=290, fixed=30)
    total = net + fee

    def left(total: int) -> int:
        return total * 10_000 - total * 290 - 30 * 10_000

    assert left(total) >= net * 10_000
    assert left(total - 1) < net * 10_000
