"""A webhook endpoint and a minimal browser."""

import http.client
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlencode, urlsplit


@dataclass(frozen=True)
class Delivery:
    """One POST that reached the endpoint."""

    signature: str
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        """The event it carries."""
        event: dict[str, Any] = json.loads(self.body)
        return event


class Receiver:
    """Stores every POST; calls `before`, then responds with the next of `answers`, or 200."""

    def __init__(self) -> None:
        self.deliveries: list[Delivery] = []
        self.answers: list[int] = []
        self.before: Callable[[Delivery], None] = lambda _delivery: None
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                delivery = Delivery(self.headers["Stripe-Signature"], body)
                receiver.before(delivery)
                receiver.deliveries.append(delivery)
                self.send_response(receiver.answers.pop(0) if receiver.answers else 200)
                self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/stripe/webhook/"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def of(self, kind: str) -> list[Delivery]:
        """The deliveries of one type of event."""
        return [delivery for delivery in self.deliveries if delivery.event["type"] == kind]

    def wait_for(self, kind: str, count: int = 1) -> list[Delivery]:
        """Wait for `count` deliveries of one type and return them."""
        wait_until(lambda: len(self.of(kind)) >= count)
        return self.of(kind)


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until the condition is true; fail after `seconds`."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "the condition is still false"
        time.sleep(0.01)


@dataclass(frozen=True)
class Page:
    """A response, as the browser sees it."""

    status: int
    text: str
    location: str


@dataclass(frozen=True)
class Browser:
    """A client that follows no redirect."""

    base: str

    def get(self, path: str, accept: str = "text/html") -> Page:
        return self._ask("GET", path, None, accept)

    def post(self, path: str, accept: str = "text/html", **form: str) -> Page:
        """POST a form."""
        return self._ask("POST", path, urlencode(form), accept)

    def _ask(self, method: str, path: str, body: str | None, accept: str) -> Page:
        url = urlsplit(path if path.startswith("http") else self.base + path)
        connection = http.client.HTTPConnection(url.netloc, timeout=15)
        try:
            connection.request(method, url.path, body, {"Accept": accept})
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        return Page(answer.status, text, answer.headers.get("Location", ""))
