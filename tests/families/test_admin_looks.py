"""Every page of the admin that shows personal data records a look."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client

from families.admin.looking import SHOWN
from families.models import Look
from letters.models import Person, Scroll
from letters.register.exports import request_export, run_pending_exports
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from tests.letters.register import conftest as register
from tests.signing_in import sign_in

folder = register.folder
SHOWING = [model for model in admin.site._registry if model in SHOWN]


@pytest.fixture
def head(make_order: Callable[..., Order]) -> Client:
    order = make_order()
    record_and_apply(order_id=order.pk, incoming=IncomingPayment("pi_1", "cs_1", 300, "usd"))
    return sign_in(Client(), User.objects.create_superuser("head", "head@example.org"))


def path(model: type[Model]) -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


@pytest.mark.parametrize("model", SHOWING, ids=lambda model: model._meta.label)
def test_list_and_object_are_recorded(head: Client, model: type[Model]) -> None:
    assert head.get(path(model)).status_code == 200
    assert Look.objects.filter(page__endswith="_changelist").count() == 1
    row = model._default_manager.order_by("pk").first()
    shown = head.get(f"{path(model)}{row.pk}/change/") if row else None
    if shown is not None and shown.status_code == 200:
        assert Look.objects.filter(page__endswith="_change").count() == 1


def test_search_is_recorded_without_its_words(head: Client) -> None:
    head.get(path(Person), {"q": "Mushka", "kind__exact": "child"})
    look = Look.objects.get()
    assert (look.asked, look.found) == (["q"], 1)


def test_step_about_a_person_is_recorded(head: Client) -> None:
    person = Person.objects.earliest("pk")
    head.get(f"{path(Person)}{person.pk}/rename/")
    assert Look.objects.get().person == person


def test_history_of_a_person_is_recorded(head: Client) -> None:
    person = Person.objects.earliest("pk")
    Person.objects.filter(pk=person.pk).update(given_name="Zusha")
    page = head.get("/admin/history/", {"of": "letters.person", "pk": str(person.pk)})
    assert page.status_code == 200
    search, look = Look.objects.filter(page="history").order_by("pk")
    assert (search.asked, search.found) == (["of", "pk"], 1)
    assert look.person == person


def test_history_of_everything_is_recorded_with_its_entries(head: Client) -> None:
    head.get("/admin/history/")
    assert Look.objects.get(page="history").asked == []


def test_history_without_personal_data_is_no_look(head: Client) -> None:
    assert head.get("/admin/history/", {"of": "letters.series"}).status_code == 200
    assert not Look.objects.filter(page="history").exists()


@pytest.mark.parametrize("key", ["x", "-1", "1.5", "9" * 30, "²"])
def test_history_of_what_is_no_key(head: Client, key: str) -> None:
    answer = head.get("/admin/history/", {"of": "letters.person", "pk": key})
    assert answer.status_code == 404


def test_download_of_the_register_is_recorded(head: Client, folder: Path) -> None:
    export = request_export(
        scroll=Scroll.objects.get(),
        by=User.objects.get(username="head"),
        order="text",
        file_format="csv",
        language="en",
    )
    run_pending_exports()
    page = f"/admin/letters/registerexport/{export.pk}/change/"
    head.get(page)
    assert not Look.objects.filter(asked=["file"]).exists()
    file = head.post(page, {"download": "1"})
    assert file["Content-Disposition"].startswith("attachment")
    file.close()
    assert Look.objects.get(asked=["file"]).page == "admin:letters_registerexport_change"
