"""The admin's lists: queries, search and labels."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import flatten, help_text_for_field, label_for_field
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Model
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from tests.apps import APPS
from tests.signing_in import sign_in

LISTS = [
    "letters/series",
    "letters/scroll",
    "letters/inscription",
    "letters/person",
    "letters/purchaser",
    "letters/certificate",
    "payments/order",
    "payments/payment",
    "payments/stripeevent",
    "messaging/message",
]


@pytest.fixture
def staff(make_order: Callable[..., Order]) -> Client:
    """A member of the committee, signed in, over a register with one fulfilled order."""
    order = make_order()
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("pi_1", "cs_1", order.total, "usd")
    )
    client = Client()
    sign_in(client, get_user_model().objects.create_superuser("committee"))
    return client


@pytest.mark.parametrize("page", LISTS)
def test_lists_answer_with_few_queries(staff: Client, page: str) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert staff.get(f"/admin/{page}/").status_code == 200
    # Four are the counts of what waits, beside the entries of the navigation; one is the look.
    assert len(queries) < 18


@pytest.mark.parametrize("term", ["יוסף", "יוֹסֵף לוי", "Mushka", "MUSHKA levi", "לוי"])
@pytest.mark.parametrize("page", ["letters/person", "letters/inscription", "payments/order"])
def test_search_finds_names_in_either_script(staff: Client, page: str, term: str) -> None:
    found = staff.get(f"/admin/{page}/", {"q": term})
    assert found.context["cl"].result_count > 0


def test_search_finds_no_unknown_name(staff: Client) -> None:
    found = staff.get("/admin/letters/person/", {"q": "Zerubavel"})
    assert found.context["cl"].result_count == 0


def test_change_pages_answer(staff: Client) -> None:
    for page in ("letters/person", "letters/inscription", "payments/order", "messaging/message"):
        row = staff.get(f"/admin/{page}/").context["cl"].result_list[0]
        assert staff.get(f"/admin/{page}/{row.pk}/change/").status_code == 200


def test_seed_of_an_open_scroll_is_not_shown(staff: Client) -> None:
    from letters.models import Scroll

    scroll = Scroll.objects.get()
    page = staff.get(f"/admin/letters/scroll/{scroll.pk}/change/").content.decode()
    assert scroll.commitment in page
    assert scroll.seed not in page


def test_anonymous_is_redirected_to_sign_in(db: None) -> None:
    assert Client().get("/admin/letters/person/").status_code == 302


def _labels(model: type[Model], shown: "ModelAdmin[Any]") -> Iterator[str]:
    """The labels that the admin shows of a model."""
    yield from (str(model._meta.verbose_name), str(model._meta.verbose_name_plural))
    request = RequestFactory().get("/")
    request.user = get_user_model()(is_superuser=True)
    names = [*shown.list_display, *flatten(shown.get_fields(request))]
    for name in names:
        if name != "__str__":
            yield str(label_for_field(str(name), model, shown))
            yield str(help_text_for_field(str(name), model))


OURS = [model for model in admin.site._registry if model._meta.app_label in APPS]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_labels_are_translated(model: type[Model]) -> None:
    with override("he"):
        for label in _labels(model, admin.site._registry[model]):
            assert re.search("[א-ת]", label) or not re.search("[A-Za-z]{3}", label)
