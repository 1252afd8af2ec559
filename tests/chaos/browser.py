"""A simple browser: forms, cookies, and retries while nothing responds."""

import http.client
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin, urlsplit

TIMEOUT_SECONDS = 30
RETRY_SECONDS = 90.0  # of nothing but errors, after which a person would leave


class TimedOut(Exception):
    """Nothing but errors for RETRY_SECONDS."""


@dataclass(frozen=True)
class Response:
    status: int
    text: str
    location: str

    @property
    def failed(self) -> bool:
        """Whether it is a server error, which is retried."""
        return self.status >= 500


@dataclass(frozen=True)
class ServerError:
    """An answer of 500 or more: to what, and when it was asked for and came, in Unix seconds."""

    what: str
    asked: float
    answered: float


class Browser:
    """One person's browser, with cookies for each host and port."""

    def __init__(self, dice: random.Random) -> None:
        self._random = dice
        self._cookies: dict[str, dict[str, str]] = {}
        self.requests = 0
        self.server_errors: list[ServerError] = []

    def get(self, url: str) -> Response:
        """GET a page, with retries. Raises TimedOut."""
        return self._retry("GET", url, None)

    def post(self, url: str, form: Mapping[str, str]) -> Response:
        """POST a form, with retries. Raises TimedOut."""
        return self._retry("POST", url, form)

    def _retry(self, method: str, url: str, form: Mapping[str, str] | None) -> Response:
        deadline = time.monotonic() + RETRY_SECONDS
        while True:
            self.requests += 1
            asked = time.time()
            try:
                answer = self._ask(method, url, form)
            except (OSError, http.client.HTTPException):
                answer = None
            if answer and not answer.failed:
                return answer
            if answer:
                there = urlsplit(url)
                kind = there.path.strip("/").partition("/")[0]  # the rest may be a key
                what = f"{answer.status} {method} {there.netloc}/{kind}"
                self.server_errors.append(ServerError(what, asked, time.time()))
            if time.monotonic() > deadline:
                raise TimedOut(url.partition("?")[0])
            time.sleep(self._random.uniform(0.2, 0.8))

    def _ask(self, method: str, url: str, form: Mapping[str, str] | None) -> Response:
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
        line = http.client.HTTPConnection(there.hostname or "", there.port, timeout=TIMEOUT_SECONDS)
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
        return Response(found.status, text, urljoin(url, location) if location else "")
