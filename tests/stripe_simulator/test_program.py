"""The program: its start, its refusals, its state over restarts."""

import signal
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import stripe

from dev.stripe_simulator.server import CannotStart, Simulator
from tests.stripe_simulator.conftest import NEW, Address, Run
from tests.stripe_simulator.receiver import Browser, Receiver


def refusal(program: subprocess.Popen[str]) -> str:
    _, said = program.communicate(timeout=30)
    assert program.returncode == 1
    assert said.count("\n") == 1
    return said


@pytest.mark.parametrize("key", ["sk_live_1", "rk_live_1", "pk_test_1"])
def test_live_key_is_refused(run: Run, key: str) -> None:
    assert "not a test key" in refusal(run("--key", key))


def test_live_key_of_the_environment_is_refused(run: Run) -> None:
    assert "not a test key" in refusal(run(STRIPE_SECRET_KEY="sk_live_1"))


def test_taken_port_is_reported(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"Port {port}" in refusal(run("--port", port))


def test_non_loopback_host_is_refused(tmp_path: Path) -> None:
    for host in ("0.0.0.0", "192.0.2.1", "example.org"):  # noqa: S104 - it is refused
        with pytest.raises(CannotStart, match="loopback"):
            Simulator(state=tmp_path / "s.sqlite3", host=host)


def test_invalid_state_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "s.sqlite3").write_text("this is no database, and long enough to be looked at")
    with pytest.raises(CannotStart, match="state file"):
        Simulator(state=tmp_path / "s.sqlite3")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_program_starts_and_stops(run: Run, number: signal.Signals) -> None:
    program = run("--webhook-url", "")
    assert program.stdout is not None
    line = program.stdout.readline()
    assert Browser(line.split()[5]).get("/healthz").status == 200
    program.send_signal(number)
    rest = program.communicate(timeout=30)
    assert (program.returncode, rest) == (0, ("", ""))


def test_killed_program_keeps_its_state(
    run: Run,
    start: Callable[..., Simulator],
    tmp_path: Path,
    connect: Callable[..., stripe.StripeClient],
    receiver: Receiver,
) -> None:
    program = run("--webhook-url", "http://127.0.0.1:9/")
    assert program.stdout is not None
    address = program.stdout.readline().split()[5]
    client = connect(Address(address))
    session = client.v1.checkout.sessions.create(NEW, {"idempotency_key": "one"})
    Browser(address).post(f"/simulator/sessions/{session.id}/pay")
    paid = client.v1.checkout.sessions.retrieve(session.id)
    refund = client.v1.refunds.create({"payment_intent": str(paid.payment_intent), "amount": 7})
    program.kill()
    program.communicate()

    client = connect(start(state=tmp_path / "deep" / "stripe.sqlite3"))
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"
    assert client.v1.checkout.sessions.create(NEW, {"idempotency_key": "one"}).id == session.id
    assert client.v1.refunds.retrieve(refund.id).amount == 7
    assert receiver.wait_for("checkout.session.completed")
    assert receiver.wait_for("refund.created")


def test_open_session_survives_a_restart(
    start: Callable[..., Simulator], connect: Callable[..., stripe.StripeClient]
) -> None:
    first = start()
    session: Any = connect(first).v1.checkout.sessions.create(NEW)
    port = int(first.url.rpartition(":")[2])
    first.stop()
    start(port=port)
    assert Browser("").post(session.url, act="pay").status == 303
