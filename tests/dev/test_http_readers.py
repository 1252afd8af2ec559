"""The readers of the benchmark: what they count, and that they accept no other response."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Page(BaseHTTPRequestHandler):
    """Responds in two pieces; at /failing only ten times."""

    protocol_version = "HTTP/1.1"
    served = 0

    def do_GET(self) -> None:
        Page.served += 1
        failing = self.path.startswith("/failing") and Page.served > 10
        self.send_response(503 if failing else 200)
        self.send_header("Content-Length", "6")
        self.end_headers()
        self.wfile.write(b"let")
        self.wfile.flush()
        self.wfile.write(b"ter")

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    """The URL of a small server."""
    Page.served = 0
    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def read(address: str, seconds: str = "0.3") -> subprocess.CompletedProcess[str]:
    """Run three readers for `seconds`."""
    argv = [sys.executable, "-m", "dev.bench.tools.http_readers", address, "3", seconds]
    return subprocess.run(argv, capture_output=True, text=True, check=False, timeout=30)


def test_http_readers_count_each_response_once(server: str) -> None:
    report = json.loads(read(f"{server}/").stdout)
    # The last request of each of the three may not be counted.
    assert 0 <= Page.served - len(report["times"]) <= 3
    assert report["times"]


def test_http_readers_end_at_another_response(server: str) -> None:
    done = read(f"{server}/failing", seconds="20")
    assert done.returncode == 1
    assert "503" in done.stderr
