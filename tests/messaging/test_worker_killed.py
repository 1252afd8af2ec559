"""Workers and Redis are killed: no mail is lost, and only mail in flight is sent twice."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from email import message_from_bytes
from pathlib import Path
from threading import Event

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import connection

from dev.services import Redis, ports
from messaging.models import Message
from messaging.tasks import deliver_due
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from unity_torah.celery import app

ORDERS = 12


class SlowServer:
    """A slow SMTP server that records what it received."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.accepted: list[str] = []
        self.one_in_flight = Event()

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        message_id = message_from_bytes(envelope.original_content or b"")["Message-ID"]
        self.begun.append(message_id)
        if len(self.begun) > 3:
            self.one_in_flight.set()
        await asyncio.sleep(0.3)
        self.accepted.append(message_id)
        return "250 taken"


@pytest.fixture
def mail_server() -> Iterator[tuple[SlowServer, int]]:
    """The server and its port."""
    server, port = SlowServer(), ports.find_free()
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    yield server, port
    controller.stop()


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    """A Redis of its own, used by this process as the broker."""
    server = Redis(tmp_path)
    server.start()
    before = app.conf.broker_url
    _use_broker(server.url)
    yield server
    _use_broker(before)
    server.stop()


def _use_broker(url: str) -> None:
    app.conf.update(broker_url=url)
    app._after_fork()  # type: ignore[attr-defined]  # drops the connections to the previous broker


def start_worker(redis: Redis, smtp_port: int) -> subprocess.Popen[bytes]:
    """A real worker on the database of this test."""
    database = connection.settings_dict
    credentials = f"{database['USER']}:{database['PASSWORD']}"
    return subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "unity_torah", "worker", "--concurrency", "2"],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "unity_torah.settings.development",
            "DATABASE_URL": f"postgres://{credentials}@{database['HOST']}:{database['PORT']}"
            f"/{database['NAME']}",
            "REDIS_URL": redis.url,
            "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
            # Longer than one mail takes on a busy machine: it would be sent a second time.
            "OUTBOX_CLAIM_SECONDS": "20",
        },
        cwd=settings.BASE_DIR,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def kill(worker: subprocess.Popen[bytes]) -> None:
    """Kill the worker and its children without a chance to clean up."""
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


@pytest.mark.long
@pytest.mark.timeout(300)
def test_no_mail_is_lost_when_worker_and_redis_are_killed(
    redis: Redis,
    real_queue: None,
    mail_server: tuple[SlowServer, int],
    make_order: Callable[..., Order],
) -> None:
    server, port = mail_server
    orders = [make_order(form_token=str(number)) for number in range(ORDERS)]

    def pay(order: Order) -> None:
        record_and_apply(
            order_id=order.pk, incoming=IncomingPayment(f"pi_{order.pk}", "cs", order.total, "usd")
        )

    first = start_worker(redis, port)
    try:
        for order in orders[:8]:
            pay(order)
        assert server.one_in_flight.wait(60)
    finally:
        kill(first)
    in_flight = Counter(server.begun) - Counter(server.accepted)
    redis.kill()
    for order in orders[8:]:
        pay(order)  # without a broker
    redis.restart()
    second = start_worker(redis, port)
    try:
        deadline = time.monotonic() + 60
        while Message.objects.exclude(state="sent").exists() and time.monotonic() < deadline:
            deliver_due.apply_async()  # as beat does
            time.sleep(1)
    finally:
        kill(second)
    assert Message.objects.filter(state="sent").count() == ORDERS
    assert set(server.accepted) == set(Message.objects.values_list("message_id", flat=True))
    twice = {message_id for message_id, times in Counter(server.accepted).items() if times > 1}
    assert len(twice) <= 2, "two processes were killed: no more can have been in flight"
    assert twice <= set(in_flight) | set(server.begun[:8])
