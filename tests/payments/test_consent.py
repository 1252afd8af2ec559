"""The consent that an order keeps: which sentence, and when."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils.translation import override

from communities.paying.form import PayForm
from letters.models import Scroll
from payments.basket.form import BasketForm
from payments.models import Order
from payments.orders.consent import BOOTH, FAMILY, LIST, SENT_LIST, SHOWN, TELEPHONE, version_of


@pytest.mark.parametrize("sentence", [FAMILY, LIST, TELEPHONE, SENT_LIST, BOOTH])
def test_each_sentence_has_its_version_kept_with_it(sentence: object) -> None:
    """A changed sentence needs its version added to SHOWN, beside the old one."""
    with override("en"):
        assert SHOWN.get(version_of(sentence)) == str(sentence)  # type: ignore[arg-type]


def test_version_is_that_of_the_sentence_and_not_of_its_translation() -> None:
    with override("he"):
        hebrew = version_of(FAMILY)
        assert str(FAMILY) not in SHOWN.values()
    assert hebrew == version_of(FAMILY) != version_of(LIST)


@pytest.mark.parametrize(("form", "field"), [(BasketForm, "consent"), (PayForm, "agreed")])
def test_it_is_required_never_ticked_before_and_leads_to_what_is_kept(
    db: None, form: type, field: str
) -> None:
    tick = form(prices=[])[field]
    assert "checked" not in str(tick)
    assert tick.field.required
    assert 'href="/privacy/"' in str(tick.help_text)


def test_database_refuses_a_consent_without_its_time(order: Order) -> None:
    with pytest.raises(IntegrityError, match="order_consent_has_a_time"):
        Order.objects.update(consent="4f2cb15e8f35", consent_at=None)


@pytest.mark.parametrize("version", ["", "4f2cb15e8f36", "I agree"])
def test_no_order_is_placed_without_a_sentence_that_was_shown(
    make_order: Callable[..., Order], version: str
) -> None:
    with pytest.raises(ValueError, match="No sentence of consent"):
        make_order(consent=version)
    assert not Order.objects.exists()


def test_page_of_names_leads_to_what_is_kept(scroll: Scroll) -> None:
    assert 'href="/privacy/"' in Client().get("/letters/new/").content.decode()
