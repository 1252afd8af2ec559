"""A client of the API."""

from typing import Any

from django.test import Client

from tests.races import at_once

V1 = "/api/v1"


SCOPES = ["lists:write", "lists:read", "certificates:read"]


LIST = {
    "title": "Purim",
    "consent": True,
    "rows": [
        {"given": "יוסף", "relation": "בן", "mother": "חנה", "email": "yosef@example.org"},
        {"whole": "Mushka"},
    ],
}


class Caller:
    """A client with a key."""

    def __init__(self, key: str = "") -> None:
        self._client = Client(headers={"Authorization": f"Bearer {key}"} if key else {})

    def get(self, path: str, **query: Any) -> Any:
        return self._client.get(f"{V1}{path}", query)

    def post(self, path: str, body: Any, once: str = "the first one") -> Any:
        headers = {"Idempotency-Key": once} if once else {}
        if path == "/lists/" and isinstance(body, dict):
            body = {"consent": True, **body}
        return self._client.post(f"{V1}{path}", body, "application/json", headers=headers)


def _eight_at_once(key: str) -> list[int]:
    """The responses to eight identical requests at once."""
    answers: list[int] = []
    at_once(8, lambda: answers.append(Caller(key).post("/lists/", LIST).status_code))
    return sorted(answers)
