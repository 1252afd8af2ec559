"""The program is killed under load and started again: nothing is lost."""

import itertools
import socket
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import stripe

from tests.stripe_simulator.conftest import NEW, SECRET, Address, Run
from tests.stripe_simulator.receiver import Browser, Receiver, wait_until

Connect = Callable[..., stripe.StripeClient]
BUYERS = 4


@dataclass
class Answered:
    """What the program responded before it was killed."""

    made: dict[str, str] = field(default_factory=dict)  # sessions by idempotency key
    paid: set[str] = field(default_factory=set)
    refunded: dict[str, str] = field(default_factory=dict)  # refunds by idempotency key

    def buy_until_it_dies(self, client: stripe.StripeClient, url: str, buyer: int) -> None:
        """Create sessions, pay and refund each; record only what got a response."""
        for number in itertools.count():
            try:
                key = f"order-{buyer}-{number}"
                session = client.v1.checkout.sessions.create(NEW, {"idempotency_key": key})
                self.made[key] = session.id
                path = f"/simulator/sessions/{session.id}/pay"
                if Browser(url).post(path, accept="application/json").status != 200:
                    return
                self.paid.add(session.id)
                self._refund(client, session.id, f"refund-{buyer}-{number}")
            except (OSError, stripe.APIConnectionError):
                return

    def _refund(self, client: stripe.StripeClient, session: str, key: str) -> None:
        intent = str(client.v1.checkout.sessions.retrieve(session).payment_intent)
        wanted: Any = {"payment_intent": intent, "amount": 7}
        refund = client.v1.refunds.create(wanted, {"idempotency_key": key})
        self.refunded[key] = refund.id


def begin(run: Run, port: int, receiver: Receiver) -> subprocess.Popen[str]:
    """Start the program; return when it responds."""
    program = run(
        *("--port", str(port)),
        *("--webhook-url", receiver.url),
        *("--webhook-secret", SECRET),
    )
    assert program.stdout is not None
    assert f":{port}" in program.stdout.readline()
    return program


def traffic(
    clients: list[stripe.StripeClient], url: str
) -> tuple[Answered, list[threading.Thread]]:
    """Buyers in the background."""
    answered = Answered()
    buyers = [
        threading.Thread(target=answered.buy_until_it_dies, args=(client, url, number))
        for number, client in enumerate(clients)
    ]
    for buyer in buyers:
        buyer.start()
    return answered, buyers


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def completed(receiver: Receiver) -> set[str]:
    return {one.event["data"]["object"]["id"] for one in receiver.of("checkout.session.completed")}


def test_kill_loses_no_response_that_was_sent(
    run: Run, connect: Connect, receiver: Receiver
) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    program = begin(run, port, receiver)
    answered, buyers = traffic([connect(Address(url)) for _ in range(BUYERS)], url)
    wait_until(lambda: len(answered.refunded) >= 10, 20)
    assert all(buyer.is_alive() for buyer in buyers)
    program.kill()
    program.communicate()
    for buyer in buyers:
        buyer.join()

    begin(run, port, receiver)
    client = connect(Address(url))
    sessions: dict[str, Any] = {
        session.id: session
        for session in client.v1.checkout.sessions.list({"limit": 100}).auto_paging_iter()
    }
    assert set(answered.made.values()) <= sessions.keys()
    assert {sessions[paid].payment_status for paid in answered.paid} == {"paid"}
    refunds = {one.id for one in client.v1.refunds.list({"limit": 100}).auto_paging_iter()}
    assert set(answered.refunded.values()) <= refunds
    for key, made in answered.made.items():
        again = client.v1.checkout.sessions.create(NEW, {"idempotency_key": key})
        assert again.id == made
    truly_paid = {name for name, one in sessions.items() if one.payment_status == "paid"}
    wait_until(lambda: truly_paid <= completed(receiver), 20)
    assert completed(receiver) <= truly_paid


def test_kill_leaves_pending_webhooks_to_be_sent(
    run: Run, connect: Connect, receiver: Receiver
) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    receiver.answers = [503] * 10_000
    program = begin(run, port, receiver)
    client = connect(Address(url))
    session = client.v1.checkout.sessions.create(NEW)
    Browser(url).post(f"/simulator/sessions/{session.id}/pay")
    Browser(url).post("/simulator/clock", advance="5000")
    program.kill()
    program.communicate()
    receiver.answers = []
    receiver.deliveries.clear()
    begin(run, port, receiver)
    receiver.wait_for("checkout.session.completed")
    assert '"ahead": 5000' in Browser(url).get("/simulator/clock").text
