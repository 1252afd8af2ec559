"""No text breaks a page of the telephone during a call; the walk over all addresses has no call."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from payments.models import Order
from tests.payments.basket.test_basket import name, posted
from tests.project.hostile_input import TEXTS


@pytest.mark.parametrize("kind", TEXTS)
def test_any_text_gets_an_answer(on_call: Client, order: Order, kind: str) -> None:
    text = TEXTS[kind]
    money = ("amount", "currency", "reference", "received_on", "method", "same_transfer")
    search = ("given_name", "relation", "mother_name", "father_name", "family_name")
    for path, fields in (
        ("find/", dict.fromkeys(search, text)),
        ("certificate/", {"number": text, "family_name": text}),
        ("links/", {"email": text, "key": text}),
        ("people/1/", {"key": text}),
        (f"orders/{order.pk}/", {"action": text}),
        (f"orders/{order.pk}/", {"action": "link", "key": text}),
        (f"orders/{order.pk}/", {"action": "method", "method": text, "key": text}),
        (f"orders/{order.pk}/", {"action": "money", **dict.fromkeys(money, text)}),
        ("register/", posted(name(), caller_language=text, no_email=text, token=text)),
        ("register/", posted(name(), email=text, action=text)),
    ):
        answer = _post(on_call, f"/telephone/{path}", fields)
        assert answer.status_code < 500, path


def _post(client: Client, path: str, fields: dict[str, str]) -> Any:
    body = urlencode({key: value.encode(errors="surrogatepass") for key, value in fields.items()})
    return client.post(path, body, content_type="application/x-www-form-urlencoded")
