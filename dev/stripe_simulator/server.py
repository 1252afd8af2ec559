"""The simulator: an HTTP server on a loopback address, and its threads."""

import ipaddress
import socket
import sqlite3
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from typing import Any
from urllib.parse import urlsplit

from dev.stripe_simulator import router
from dev.stripe_simulator.account import Account
from dev.stripe_simulator.clock import Clock
from dev.stripe_simulator.faults import Faults
from dev.stripe_simulator.http import ConnectionDropped, Request, Response
from dev.stripe_simulator.store import Store, StoreClosed
from dev.stripe_simulator.time_events import run_due_events
from dev.stripe_simulator.webhooks.endpoint import Endpoint
from dev.stripe_simulator.webhooks.sender import WebhookSender

MAX_BODY = 1 << 20
TICK_SECONDS = 0.5  # between two checks for due events
POLL_SECONDS = 0.02  # the longest wait of `stop`


class CannotStart(Exception):
    """Its message says in one sentence why the simulator does not start."""


class Simulator:
    """A Stripe on this machine. `start` returns when it responds; `stop` loses nothing.

    `key` must be a test key. `port` 0 takes a free one: see `url`. An empty `webhook_url` is an
    account without endpoint; `webhook_secret` may hold two secrets, separated by a comma, as
    while one is rolled; `webhook_events` empty means all. `first_retry` is in seconds. Raises
    CannotStart.
    """

    def __init__(
        self,
        *,
        state: Path | str,
        port: int = 0,
        host: str = "127.0.0.1",
        key: str = "sk_test_simulator",
        webhook_url: str = "",
        webhook_secret: str = "whsec_simulator",  # noqa: S107 - guards no real money
        webhook_events: tuple[str, ...] = (),
        first_retry: float = 1.0,
        clock: Clock = time.time,
    ) -> None:
        _check_test_key(key)
        _check_loopback(host)
        endpoint = _endpoint(webhook_url, webhook_secret, webhook_events)
        self._server = _bind(host, port)
        try:
            self._store = Store(state)
        except (OSError, sqlite3.Error) as error:
            self._server.server_close()
            raise CannotStart(f"The state file {state} can't be opened: {error}") from error
        self.url = f"http://{host}:{self._server.server_port}"
        faults = Faults()
        webhook_sender = WebhookSender(self._store, endpoint, clock, first_retry, faults)
        self.account = Account(self._store, webhook_sender, key, self.url, clock, faults)
        self._server.account = self.account
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._server.serve_forever, args=(POLL_SECONDS,), daemon=True),
            threading.Thread(target=self._tick, daemon=True),
        ]

    def start(self) -> None:
        """Serve requests, send pending webhooks, and run due events."""
        self.account.webhook_sender.start()
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop promptly; committed data stays."""
        self._stopping.set()
        self.account.webhook_sender.stop()
        self._server.shutdown()
        self._server.server_close()
        self._store.close()

    def _tick(self) -> None:
        try:
            while not self._stopping.wait(TICK_SECONDS):
                run_due_events(self.account)
        except StoreClosed:
            return


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    account: Account

    def __init__(self, address: tuple[str, int]) -> None:
        self._open: set[socket.socket] = set()  # first: server_close uses it if the port is taken
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Bind, without asking a name server for our own name as HTTPServer does."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "localhost", self.socket.getsockname()[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        """Close the socket, and the connections that clients keep open."""
        super().server_close()
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:  # it was closed by the other side
                continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that disconnect."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "StripeSimulator"
    sys_version = ""
    wbufsize = 1 << 16
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: Any) -> None:
        """Log no requests."""

    def _answer(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > MAX_BODY:
            self.close_connection = True
            self.send_error(413)
            return
        url = urlsplit(self.path)
        request = Request(
            self.command, url.path, url.query, self.headers, self.rfile.read(int(length))
        )
        try:
            self._send(router.respond(self.server.account, request))
        except (StoreClosed, ConnectionDropped):
            self.close_connection = True

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", response.content_type)
        self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        self.wfile.write(response.body)


def _bind(host: str, port: int) -> _Server:
    try:
        return _Server((host, port))
    except OSError as error:
        raise CannotStart(
            f"Port {port} of {host} can't be taken ({error.strerror}): stop what uses it, or give "
            "another with --port."
        ) from error


def _check_test_key(key: str) -> None:
    if not key.startswith(("sk_test_", "rk_test_")):
        raise CannotStart(
            "The key is not a test key (sk_test_… or rk_test_…): the simulator never runs with a "
            "live one."
        )


def _check_loopback(host: str) -> None:
    try:
        near = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        near = False
    if not near:
        raise CannotStart(f"{host} is not a loopback address: the simulator serves this machine.")


def _endpoint(url: str, secret: str, events: tuple[str, ...]) -> Endpoint | None:
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise CannotStart(f"The webhook's address is not one of http or https: {url}")
    secrets = tuple(part.strip() for part in secret.split(",") if part.strip())
    if not secrets:
        raise CannotStart("The webhook's secret is missing: give it with --webhook-secret.")
    return Endpoint(url, secrets, events)
