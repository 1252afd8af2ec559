"""A plain browser: forms, cookies, and the patience of a person when nothing answers."""

import http.client
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin, urlsplit

ANSWER_SECONDS = 30
PATIENCE = 90.0  # seconds of nothing but errors, after which a person goes away


class GaveUp(Exception):
    """Nothing answered for longer than a person waits."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    text: str
    location: str

    @property
    def failed(self) -> bool:
        """Whether it is the server's fault, and worth another try."""
        return self.status >= 500


class Browser:
    """One person's browser, with cookies by host and port."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._cookies: dict[str, dict[str, str]] = {}
        self.tries = 0

    def get(self, url: str) -> Answer:
        """Look at a page, again and again until it answers. Raises GaveUp."""
        return self._persist("GET", url, None)

    def post(self, url: str, form: Mapping[str, str]) -> Answer:
        """Send a form, the same one again until it is answered. Raises GaveUp."""
        return self._persist("POST", url, form)

    def _persist(self, method: str, url: str, form: Mapping[str, str] | None) -> Answer:
        deadline = time.monotonic() + PATIENCE
        while True:
            self.tries += 1
            try:
                answer = self._ask(method, url, form)
            except (OSError, http.client.HTTPException):
                answer = None
            if answer and not answer.failed:
                return answer
            if time.monotonic() > deadline:
                raise GaveUp(url.partition("?")[0])
            time.sleep(self._dice.uniform(0.2, 0.8))

    def _ask(self, method: str, url: str, form: Mapping[str, str] | None) -> Answer:
        there = urlsplit(url)
        jar = self._cookies.setdefault(there.netloc, {})
        headers = {"Accept-Language": "en"}
        if jar:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
        body = None
        if form is not None:
            body = urlencode(form)
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"{there.scheme}://{there.netloc}",
            }
        line = http.client.HTTPConnection(there.hostname or "", there.port, timeout=ANSWER_SECONDS)
        try:
            path = there.path + (f"?{there.query}" if there.query else "")
            line.request(method, path, body, headers)
            found = line.getresponse()
            text = found.read().decode(errors="replace")
        finally:
            line.close()
        for cookie in found.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            jar[name] = value
        location = found.headers.get("Location", "")
        return Answer(found.status, text, urljoin(url, location) if location else "")
