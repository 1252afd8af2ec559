"""The shared cases, in Python."""

from decimal import Decimal
from typing import Any

import pytest
from babel.numbers import format_decimal, parse_decimal

from core.amounts.currencies import CURRENCIES
from core.amounts.money import (
    AmbiguousAmount,
    currency_symbol,
    currency_symbols,
    decimals,
    format_money,
    parse_money,
    plain_amount,
)
from letters.models import Price, Series
from letters.names import TypedName, printed_line
from payments.card_fee import fee_to_cover
from payments.orders.amounts import amounts
from payments.orders.postage import postage_for
from tests.same_rules.cases import CASES

Case = dict[str, Any]


def test_currencies_have_the_symbol_and_decimals_of_the_cases() -> None:
    for code, case in CASES["currencies"].items():
        assert case == {
            "symbol": currency_symbol(code),
            "decimals": decimals(code),
            "exponent": CURRENCIES[code].exponent,
            "step": CURRENCIES[code].step,
            "symbols": currency_symbols(code),
        }


@pytest.mark.parametrize("case", CASES["typed_amounts"], ids=str)
def test_parse_money(case: Case) -> None:
    assert readings(case["text"], case["currency"]) == case["readings"]


def readings(text: str, currency: str) -> list[int]:
    """The amount, both amounts of a question, or none."""
    try:
        return [parse_money(text, currency)]
    except AmbiguousAmount as question:
        return list(question.readings)
    except ValueError:
        return []


@pytest.mark.parametrize("amount", [0, 5, 123, 1234, 99999, 123456, 12345678])
@pytest.mark.parametrize("locale", ["en", "he", "fr", "ru", "es", "de", "de_CH", "hi", "ar_EG"])
def test_amount_written_by_the_cldr_is_read_or_asked_about(locale: str, amount: int) -> None:
    value = Decimal(amount).scaleb(-2)
    text = format_decimal(value, locale=locale)
    assert parse_decimal(text, locale=locale, strict=True) == value
    assert amount in readings(text, "usd")


@pytest.mark.parametrize(("text", "amount"), [("-18", -1800), ("−1,80", -180), ("-$5", -500)])
def test_parse_money_with_a_minus(text: str, amount: int) -> None:
    assert parse_money(text, "usd", signed=True) == amount
    with pytest.raises(ValueError, match="not an amount"):
        parse_money(text, "usd")


def test_parse_money_with_a_minus_is_asked_about() -> None:
    with pytest.raises(AmbiguousAmount) as question:
        parse_money("-2,500", "usd", signed=True)
    assert question.value.readings == (-250000, -250)


@pytest.mark.parametrize("text", ["-", "--5", "5-"])
def test_parse_money_refuses_odd_separators(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        parse_money(text, "usd", signed=True)


@pytest.mark.parametrize("code", CURRENCIES)
def test_amount_shown_is_read_as_the_same_or_asked_about(code: str) -> None:
    for steps in (1, 7, 12, 345, 1000, 123456):
        amount = steps * CURRENCIES[code].step
        assert amount in readings(format_money(amount, code), code)
        assert amount in readings(plain_amount(amount, code), code)


@pytest.mark.parametrize("case", CASES["shown_amounts"], ids=str)
def test_format_money(case: Case) -> None:
    assert format_money(case["amount"], case["currency"]) == case["text"]


@pytest.mark.parametrize("case", CASES["fees"], ids=str)
def test_fee_to_cover(case: Case) -> None:
    fee = fee_to_cover(
        case["net"],
        basis_points=case["basis_points"],
        fixed=case["fixed"],
        currency=case["currency"],
    )
    assert fee == case["fee"]


@pytest.mark.parametrize("case", CASES["totals"], ids=str)
def test_amounts_of_an_order(case: Case) -> None:
    price = Price(
        series=Series(),
        currency=case["currency"],
        letter=case["letter"],
        fee_basis_points=case["fee_basis_points"],
        fee_fixed=case["fee_fixed"],
    )
    found = amounts(
        price=price,
        names=case["count"],
        cover_fee=case["cover_fee"],
        gift=case["gift"],
        postage=case.get("postage", 0),
    )
    assert (found.letters, found.fee, found.total) == (
        case["letters"],
        case["fee"],
        case["total"],
    )


@pytest.mark.parametrize("case", CASES["postages"], ids=str)
def test_postage_of_a_country(case: Case) -> None:
    assert postage_for(case["prices"], case["country"]) == case["amount"]


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
