"""Which parts an address needs in its country, and that no field cuts what is typed."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from core.countries import countries
from families.models import Posting
from families.postal.address_rules import address_errors
from families.postal.form import AddressForm
from letters.models import Series
from payments.models import Order
from tests.families.postal.orders import address, offer_post


def errors(**changes: str) -> Mapping[str, Any]:
    form = AddressForm(address(**changes), prices={"": 800}, currency="usd")
    form.is_valid()
    return form.errors


ISRAEL = {"country": "IL", "region": "", "postal_code": ""}
CANADA = {"country": "CA", "region": "QC", "postal_code": "H3W 1V6"}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"region": "New York"},
        {"region": "n.y.", "postal_code": "11213-1234"},
        {"postal_code": "11213"},
        ISRAEL,
        {**ISRAEL, "postal_code": "9614303"},
        {**ISRAEL, "region": "גליל"},
        CANADA,
        {**CANADA, "region": "Québec", "postal_code": "h3w1v6"},
        {"country": "GB", "region": "Greater London", "postal_code": "nw11 7ab"},
        {"country": "FR", "region": "", "postal_code": "75004"},
        {"country": "PA", "region": "", "postal_code": ""},
        {"country": "RU", "region": "Москва", "postal_code": "101000"},
    ],
)
def test_addresses_that_the_post_delivers(changes: dict[str, str]) -> None:
    assert errors(**changes) == {}


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"postal_code": ""}, "postal_code", "United States need the postal code, such as 95014"),
        ({"region": ""}, "region", "United States need the state or region"),
        ({"postal_code": "אבג"}, "postal_code", "“אבג” is no postal code of United States"),
        ({"postal_code": "90210"}, "postal_code", "The postal code 90210 is not in NY"),
        ({"region": "Judea"}, "region", "“Judea” is no state of United States"),
        ({**ISRAEL, "postal_code": "123"}, "postal_code", "It looks like 9614303"),
        ({**ISRAEL, "region": "NY"}, "region", "“NY” is a state of United States"),
        ({**CANADA, "postal_code": ""}, "postal_code", "Canada need the postal code"),
        ({**CANADA, "region": ""}, "region", "Canada need the state"),
        ({"country": "AU", "region": "NSW", "postal_code": "3000"}, "postal_code", "not in NSW"),
        ({"country": "GB", "region": "", "postal_code": ""}, "postal_code", "need the postal code"),
        ({"country": "GB", "region": "", "postal_code": "1234"}, "postal_code", "looks like EC1Y"),
    ],
)
def test_addresses_that_lack_something(changes: dict[str, str], field: str, sentence: str) -> None:
    assert sentence in " ".join(errors(**changes)[field])


def test_every_country_has_rules_or_none() -> None:
    codes = [code for code, _name in countries()]
    assert len(codes) > 200
    for code in codes:
        for region, postal_code in (("", ""), ("NY", "1"), ("x", "12345")):
            typed = address(country=code, region=region, postal_code=postal_code)
            assert all(sentence for _field, sentence in address_errors(typed))


def test_nothing_is_saved_without_what_the_post_needs(order: Order, series: Series) -> None:
    offer_post(series)
    response = Client().post(f"/orders/{order.public_id}/post/", address(region="", postal_code=""))
    assert response.status_code == 422
    page = response.content.decode()
    assert "need the postal code" in page
    assert "770 Eastern Parkway" in page
    order.refresh_from_db()
    assert not order.by_post
    assert not Posting.objects.exists()


def test_a_long_line_is_kept_and_counted(order: Order, series: Series) -> None:
    offer_post(series)
    street = "רחוב " + "א" * 70
    page = Client().get(f"/orders/{order.public_id}/post/").content.decode()
    assert "maxlength" not in page
    response = Client().post(f"/orders/{order.public_id}/post/", address(line1=street))
    assert "At most 60 characters fit on the label, and this has 75." in response.content.decode()
    assert re.search(rf'value="{street}"', response.content.decode())
    with override("he"):
        assert "60" in " ".join(errors(line1=street)["line1"])
