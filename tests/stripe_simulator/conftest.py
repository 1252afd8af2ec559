"""Fixtures: a simulator on a free port, the real library, a webhook endpoint, a buyer."""

import itertools
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import stripe

from dev.stripe_simulator.server import Simulator
from tests.stripe_simulator.receiver import Browser, Receiver

SECRET = "whsec_of_the_tests"
NEW: Any = {
    "mode": "payment",
    "line_items": [
        {
            "price_data": {
                "currency": "usd",
                "unit_amount": 100,
                "product_data": {"name": "Letter in the 12th scroll · אות"},
            },
            "quantity": 3,
        },
        {
            "price_data": {
                "currency": "usd",
                "unit_amount": 41,
                "product_data": {"name": "Covering the card fee"},
            },
            "quantity": 1,
        },
    ],
    "success_url": "http://127.0.0.1:9/orders/o1/?session_id={CHECKOUT_SESSION_ID}",
    "cancel_url": "http://127.0.0.1:9/orders/o1/?cancelled=1",
    "client_reference_id": "o1",
    "customer_email": "chana@example.org",
    "metadata": {"order": "o1"},
    "payment_intent_data": {"metadata": {"order": "o1"}},
    "adaptive_pricing": {"enabled": False},
}
TOTAL = 341
PROJECT = Path(__file__).parents[2]
Run = Callable[..., subprocess.Popen[str]]


class Address:
    """A simulator of which only the URL is known."""

    def __init__(self, url: str) -> None:
        self.url = url


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.time = 1_800_000_000.0

    def __call__(self) -> float:
        """The time, in Unix seconds."""
        return self.time


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def start(tmp_path: Path, receiver: Receiver) -> Iterator[Callable[..., Simulator]]:
    """Start a simulator; all simulators of a test share one state file."""
    running: list[Simulator] = []

    def start(**changes: Any) -> Simulator:
        usual = {
            "state": tmp_path / "stripe.sqlite3",
            "webhook_url": receiver.url,
            "webhook_secret": SECRET,
            "first_retry": 0.05,
        }
        simulator = Simulator(**{**usual, **changes})
        simulator.start()
        running.append(simulator)
        return simulator

    yield start
    for simulator in running:
        simulator.stop()


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Run the program on a free port; the environment holds no keys unless given."""
    running: list[subprocess.Popen[str]] = []

    def run(*options: str, **environment: str) -> subprocess.Popen[str]:
        clean = {name: text for name, text in os.environ.items() if "STRIPE" not in name}
        usual = ["--port", "0", "--state", str(tmp_path / "deep" / "stripe.sqlite3")]
        running.append(
            subprocess.Popen(
                [sys.executable, "-m", "dev.stripe_simulator", *usual, *options],
                cwd=PROJECT,
                env={**clean, **environment},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        return running[-1]

    yield run
    for program in running:
        program.kill()
        program.communicate()


@pytest.fixture
def simulator(start: Callable[..., Simulator]) -> Simulator:
    """A simulator with the endpoint."""
    return start()


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., stripe.StripeClient]]:
    """A client of the unmodified library, for a simulator."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    opened: list[stripe.RequestsClient] = []

    def connect(
        simulator: Simulator | Address, key: str = "sk_test_simulator"
    ) -> stripe.StripeClient:
        opened.append(stripe.RequestsClient(timeout=10))
        return stripe.StripeClient(
            key,
            base_addresses={"api": simulator.url},
            http_client=opened[-1],
            max_network_retries=0,
        )

    yield connect
    for client in opened:
        client.close()  # type: ignore[no-untyped-call]


@pytest.fixture
def client(
    simulator: Simulator, connect: Callable[..., stripe.StripeClient]
) -> stripe.StripeClient:
    """The library, talking to the simulator."""
    return connect(simulator)


@pytest.fixture
def browser(simulator: Simulator) -> Browser:
    return Browser(simulator.url)


@pytest.fixture
def create(client: stripe.StripeClient) -> Callable[..., Any]:
    """Create a session of 3.41 USD, or of what is changed; None leaves a parameter out."""
    keys = (f"order-o1-{number}" for number in itertools.count(1))

    def create(*, key: str = "", **changes: Any) -> Any:
        wanted: Any = {
            name: value for name, value in {**NEW, **changes}.items() if value is not None
        }
        options: Any = {"idempotency_key": key or next(keys)}
        return client.v1.checkout.sessions.create(wanted, options)

    return create


@pytest.fixture
def session(create: Callable[..., Any]) -> Any:
    """An open session of 3.41 USD."""
    return create()


@pytest.fixture
def paid(session: Any, browser: Browser, client: stripe.StripeClient) -> Any:
    """A session that was paid by card."""
    browser.post(f"/simulator/sessions/{session.id}/pay")
    return client.v1.checkout.sessions.retrieve(session.id)
