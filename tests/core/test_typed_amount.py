"""A typed amount that must not be missing."""

import pytest
from django.core.exceptions import ValidationError

from core.amounts.typed_amount import read_amount


@pytest.mark.parametrize(("text", "minor_units"), [("18", 1800), ("18.50", 1850), (" 1 ", 100)])
def test_read_amount_returns_minor_units(text: str, minor_units: int) -> None:
    assert read_amount(text, "usd") == minor_units


@pytest.mark.parametrize("text", ["", " ", "many", "1.2.3"])
def test_read_amount_asks_for_an_amount(text: str) -> None:
    with pytest.raises(ValidationError, match="Please write an amount"):
        read_amount(text, "usd")


def test_read_amount_asks_which_of_two_amounts_is_meant() -> None:
    with pytest.raises(ValidationError) as refused:
        read_amount("2,500", "usd")
    assert "$2,500.00" in str(refused.value)
    assert "$2.50" in str(refused.value)
