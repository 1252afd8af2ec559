"""Money: integers, what is shown and typed, and the fee."""

import pytest

from payments.money import fee_to_cover, format_money, parse_money


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (100, "usd", "$1.00"),
        (123456, "usd", "$1,234.56"),
        (400, "ils", "₪4.00"),
        (100, "jpy", "¥100"),
    ],
)
def test_amounts_are_shown_with_their_currency(amount: int, currency: str, shown: str) -> None:
    assert format_money(amount, currency) == shown


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("18", "usd", 1800),
        ("1.80", "usd", 180),
        ("1,80", "eur", 180),
        ("", "usd", 0),
        (" 5 ", "jpy", 5),
    ],
)
def test_typed_amounts_are_read(text: str, currency: str, amount: int) -> None:
    assert parse_money(text, currency) == amount


@pytest.mark.parametrize("text", ["-1", "1.234", "abc", "NaN", "Infinity", "1e400", "$5"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        parse_money(text, "usd")


@pytest.mark.parametrize("net", [100, 800, 1000, 1, 99_999, 1_234_567])
def test_the_fee_covers_the_card_fee_to_the_cent(net: int) -> None:
    fee = fee_to_cover(net, basis_points=290, fixed=30)
    total = net + fee

    def left(total: int) -> int:
        return total * 10_000 - total * 290 - 30 * 10_000

    assert left(total) >= net * 10_000
    assert left(total - 1) < net * 10_000


def test_the_fee_of_one_letter() -> None:
    assert fee_to_cover(100, basis_points=290, fixed=30) == 34
