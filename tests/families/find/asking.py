"""A person's steps in "find my letter"."""

import re
from typing import Any

from django.conf import settings
from django.core import mail
from django.http import HttpResponse
from django.test import Client, RequestFactory

from families.find.proof import COOKIE, remember_proof
from payments.orders.place import Name

CODE = re.compile(r"^[A-Z0-9]{3,}(?:-[A-Z0-9]+)*$", re.MULTILINE)


def prove(client: Client, email: str) -> None:
    """Give the browser the cookie that it has after the code."""
    request = RequestFactory().get("/find/")
    request.COOKIES = {name: each.value for name, each in client.cookies.items()}
    response = HttpResponse()
    remember_proof(request, response, email)
    client.cookies[COOKIE] = response.cookies[COOKIE].value


def code_in(message: Any) -> str:
    found = CODE.search(message.body)
    assert found
    return found[0]


def name(given: str, mother: str = "", family: str = "", **more: Any) -> Name:
    """A name of an order, of a man unless told otherwise."""
    fields = {
        "kind": "adult",
        "relation": "ben",
        "father_name": "",
        "departed": False,
        "honorific": "",
        "declared": "authorised",
        **more,
    }
    return Name(given_name=given, mother_name=mother, family_name=family, **fields)


def to(address: str) -> list[Any]:
    """The mails sent to an address."""
    return [each for each in mail.outbox if each.to == [address]]


def limits(**changes: tuple[int, int]) -> dict[str, tuple[int, int]]:
    return {**settings.FIND_LIMITS, **changes}
