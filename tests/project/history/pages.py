"""The history's entries, and the page behind an object's History button."""

from html import unescape

from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from unity_torah.history.entries import Entry, entries
from unity_torah.history.sources import Filter


def of(reader: User, model: type[Model], pk: object = "") -> list[Entry]:
    """The entries of a model, or of one object."""
    return entries(Filter(model=model, pk=str(pk)), reader, 20)


def history_of(client: Client, model: type[Model], pk: object) -> str:
    """The page behind the History button of an object."""
    meta = model._meta
    url = reverse(f"admin:{meta.app_label}_{meta.model_name}_history", args=[pk])
    response = client.get(url, follow=True)
    assert response.status_code == 200
    return unescape(response.content.decode())
