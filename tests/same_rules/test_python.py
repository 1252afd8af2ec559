"""The shared cases, in Python."""

from typing import Any

import pytest

from letters.models import Price, Series
from letters.names import TypedName, printed_line
from payments.money import (
    currency_symbol,
    decimals,
    fee_to_cover,
    format_money,
    parse_money,
)
from payments.orders.place import amounts
from tests.same_rules.cases import CASES

Case = dict[str, Any]


def test_currencies_have_the_symbol_and_decimals_of_the_cases() -> None:
    for currency, case in CASES["currencies"].items():
        assert (currency_symbol(currency), decimals(currency)) == (case["symbol"], case["decimals"])


@pytest.mark.parametrize("case", CASES["typed_amounts"], ids=str)
def test_parse_money(case: Case) -> None:
    try:
        amount = parse_money(case["text"], case["currency"])
    except ValueError:
        amount = None
    assert amount == case["amount"]


@pytest.mark.parametrize("case", CASES["shown_amounts"], ids=str)
def test_format_money(case: Case) -> None:
    assert format_money(case["amount"], case["currency"]) == case["text"]


@pytest.mark.parametrize("case", CASES["fees"], ids=str)
def test_fee_to_cover(case: Case) -> None:
    fee = fee_to_cover(case["net"], basis_points=case["basis_points"], fixed=case["fixed"])
    assert fee == case["fee"]


@pytest.mark.parametrize("case", CASES["totals"], ids=str)
def test_amounts_of_an_order(case: Case) -> None:
    price = Price(
        series=Series(),
        letter=case["letter"],
        fee_basis_points=case["fee_basis_points"],
        fee_fixed=case["fee_fixed"],
    )
    found = amounts(
        price=price, names=case["count"], cover_fee=case["cover_fee"], gift=case["gift"]
    )
    assert (found.letters, found.fee, found.total) == (
        case["letters"],
        case["fee"],
        case["total"],
    )


@pytest.mark.parametrize("case", CASES["lines"], ids=lambda case: case["line"])
def test_printed_line(case: Case) -> None:
    name = TypedName(
        given=case["given_name"],
        relation=case["relation"],
        mother=case["mother_name"],
        father=case["father_name"],
        family=case["family_name"],
        departed=case["departed"],
    )
    assert printed_line(name) == case["line"]
