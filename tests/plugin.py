"""Pytest plugin: starts PostgreSQL and Redis before Django loads its settings."""

import os
import re
import sys
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import pytest

from dev.services import Unavailable, services

DATA = Path(__file__).resolve().parent.parent / "var" / "test"
_running = ExitStack()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None, object, object]:
    """Set the environment of the tests; the processes of a parallel run share the servers."""
    try:
        addresses = _running.enter_context(services(data=DATA))
    except Unavailable as error:
        sys.exit(str(error))
    # Each process has its own database in both, because tests empty it.
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    number = int(worker.removeprefix("gw")) + 1 if worker else 0
    os.environ["REDIS_URL"] = re.sub(r"/\d+$", f"/{number}", addresses.redis_url)
    os.environ["DEBUG"] = "1"
    os.environ["PRIVATE_ROOT"] = str(DATA / "private" / worker)
    # Mails of the tests reach nobody, and the tests run every day of the week.
    os.environ["OBSERVE_QUIET_HOURS"] = "0"
    # A proxy in the environment must not be used for local addresses.
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"
    return (yield)


def pytest_unconfigure() -> None:
    """Stop the services, unless another process uses them."""
    _running.close()
