"""The concurrent readers of the benchmarks."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Page(BaseHTTPRequestHandler):
    """Responds in two chunks; at /tired only ten times."""

    protocol_version = "HTTP/1.1"
    answered = 0

    def do_GET(self) -> None:
        Page.answered += 1
        tired = self.path.startswith("/tired") and Page.answered > 10
        self.send_response(503 if tired else 200)
        self.send_header("Content-Length", "6")
        self.end_headers()
        self.wfile.write(b"let")
        self.wfile.flush()
        self.wfile.write(b"ter")

    def log_message(self, *_: object) -> None:
        """Silence the log."""


@pytest.fixture
def server() -> Iterator[str]:
    """The address of a small server."""
    Page.answered = 0
    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def crowd(address: str, seconds: str = "0.3") -> subprocess.CompletedProcess[str]:
    """Run three readers for so many seconds."""
    argv = [sys.executable, "-m", "dev.bench.crowd", address, "3", seconds]
    return subprocess.run(argv, capture_output=True, text=True, check=False, timeout=30)


def test_every_response_is_counted_once(server: str) -> None:
    report = json.loads(crowd(f"{server}/").stdout)
    # What each of the three was still waiting for is not counted.
    assert 0 <= Page.answered - len(report["times"]) <= 3
    assert report["times"]


def test_other_status_ends_it(server: str) -> None:
    done = crowd(f"{server}/tired", seconds="20")
    assert done.returncode == 1
    assert "503" in done.stderr
