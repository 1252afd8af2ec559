"""Codes and amounts of prices: refused with a sentence by the form, and by the database."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from core.forms.code_fields import check_country, check_language, check_zone
from letters.admin.price_form import PriceForm
from letters.models import Community, Price, Series

FORM = {
    "currency": "usd",
    "letter": "1",
    "minimum": "0.50",
    "fee_basis_points": "290",
    "fee_fixed": "0.30",
    "single_approval_limit": "500",
}


def price(series: Series, **changes: Any) -> Price:
    fields = {"currency": "nok", "letter": 1000, "minimum": 300}
    return Price(series=series, **{**fields, **changes})


@pytest.mark.parametrize("code", ["NOK", " nok ", "Nok"])
def test_currency_is_stored_in_lower_case(series: Series, code: str) -> None:
    made = price(series, currency=code)
    made.full_clean()
    made.save()
    assert (made.currency, Price.objects.get(pk=made.pk).currency) == ("nok", "nok")


@pytest.mark.parametrize("code", ["qqq", "us", "xau", "hrk", "btc", ""])
def test_unknown_currency_is_refused_with_a_sentence(series: Series, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        price(series, currency=code).full_clean()
    assert "currency" in refused.value.message_dict


@pytest.mark.parametrize(
    "changes",
    [
        {"currency": "qqq"},
        {"fee_basis_points": 10_000},
        {"fee_basis_points": 5_001},
        {"currency": "isk", "letter": 150},
        {"currency": "kwd", "letter": 1001, "minimum": 100},
    ],
)
def test_database_refuses_a_price_that_stripe_would(series: Series, changes: Any) -> None:
    with pytest.raises(IntegrityError):
        price(series, **changes).save()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"fee_basis_points": 10_000}, "A card fee is at most half of the charge."),
        ({"minimum": 299}, "Stripe charges at least NOK3.00 in this currency."),
        ({"letter": 100_000_000}, "Stripe charges at most NOK999,999.99 at once."),
        ({"currency": "isk", "letter": 150}, "This currency has no decimals."),
        ({"currency": "kwd", "letter": 1001, "minimum": 100}, "The third decimal"),
    ],
)
def test_price_that_stripe_would_refuse_is_refused_with_a_sentence(
    series: Series, changes: Any, sentence: str
) -> None:
    with pytest.raises(ValidationError, match=sentence):
        price(series, **changes).full_clean()


def test_price_form_reads_amounts_in_units_of_the_currency(series: Series) -> None:
    form = PriceForm({**FORM, "currency": "kwd", "letter": "1,250.5", "minimum": "0.1"})
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["letter"], form.cleaned_data["minimum"]) == (1250500, 100)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"letter": "2,500"}, "letter", "Did you mean $2,500.00 or $2.50?"),
        ({"letter": "x"}, "letter", "Please write an amount"),
        ({"fee_fixed": "0.305"}, "fee_fixed", "Please write an amount"),
        ({"currency": "qqq"}, "currency", "not among the choices"),
        ({"fee_basis_points": "10000"}, "__all__", "at most half"),
    ],
)
def test_price_form_refuses_with_a_sentence(
    series: Series, changes: dict[str, str], field: str, sentence: str
) -> None:
    form = PriceForm({**FORM, **changes}, instance=Price(series=series))
    assert sentence in str(form.errors[field])


def test_price_form_shows_stored_amounts_in_units(series: Series) -> None:
    form = PriceForm(instance=Price.objects.get(currency="usd"))
    shown = [str(form[name].value()) for name in ("letter", "minimum", "fee_fixed")]
    assert shown == ["1.00", "0.50", "0.30"]


@pytest.mark.parametrize("code", ["XX", "UK", "EU", "Israel", "I", ""])
def test_unknown_country_is_refused(code: str) -> None:
    with pytest.raises(ValidationError):
        check_country(code)


def test_country_of_a_community_is_stored_in_upper_case(db: None) -> None:
    made = Community.objects.create(slug="a", name="A", city="Haifa", country=" il")
    assert Community.objects.get(pk=made.pk).country == "IL"
    with pytest.raises(ValidationError, match="is not the code of a country"):
        Community(slug="b", name="B", city="Haifa", country="XX").full_clean()


@pytest.mark.parametrize("zone", ["Asia/Jerusalem2", "UTC+2", "Jerusalem", ""])
def test_unknown_time_zone_is_refused(zone: str) -> None:
    with pytest.raises(ValidationError):
        check_zone(zone)


@pytest.mark.parametrize("language", ["xx", "english", "iw-IL"])
def test_unknown_language_is_refused(language: str) -> None:
    with pytest.raises(ValidationError):
        check_language(language)
