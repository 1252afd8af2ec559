"""What reaches Sentry: a program with the real SDK reports to a server of this test."""

import gzip
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import brotli
import pytest
from django.conf import settings

from tests.project.test_settings import PRODUCTION

SECRETS = TOKEN, EMAIL, NAME = "Xk3tokenOfAnOrder4421", "chana@example.org", "Mushka"
# A page that fails with the same data in its path, query, body, headers, session and variables.
PROGRAM = f"""
import logging
import django
django.setup()
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.core.wsgi import get_wsgi_application
from django.urls import path
import sentry_sdk
import sys

def fail(request, token):
    logging.getLogger("a").warning("typed: %s", request.POST["name"])
    sentry_sdk.set_tag("email", "{EMAIL}")
    sentry_sdk.set_user({{"email": "{EMAIL}"}})
    email = request.POST["email"]
    raise ValueError(email + token)

urls = type(sys)("urls")
urls.urlpatterns = [path("orders/<str:token>/", fail)]
sys.modules["urls"] = urls
django.conf.settings.ROOT_URLCONF = "urls"
django.conf.settings.MIDDLEWARE = []
request = RequestFactory(headers={{"Referer": "https://example.org/c/{TOKEN}/"}}).post(
    "/orders/{TOKEN}/?name={NAME}", {{"email": "{EMAIL}", "name": "{NAME}"}},
    headers={{"Host": "example.org", "Cookie": "sessionid={TOKEN}"}}, secure=True,
)
answered = []
app = get_wsgi_application()
list(app(request.environ, lambda status, headers: answered.append(status)))
logging.getLogger("a.b").error("order %s of %s failed", 12, "{NAME}", extra={{"to": "{EMAIL}"}})
try:
    raise KeyError("{NAME}")
except KeyError:
    logging.getLogger("a.b").exception("job %s of %s", 7, "{EMAIL}")
sentry_sdk.flush(30)
print(answered)
"""


@pytest.fixture
def received() -> Iterator[tuple[int, list[bytes]]]:
    """The port of a server in Sentry's place, and the envelopes that it received."""
    envelopes: list[bytes] = []

    class Ingest(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            decode = {"br": brotli.decompress, "gzip": gzip.decompress}
            envelopes.append(decode[self.headers["Content-Encoding"]](body))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Ingest) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, envelopes
        server.shutdown()


def run(port: int, program: str = PROGRAM) -> str:
    """Run the program with production's settings, reporting to this port; returns its output."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={
            "PATH": os.environ["PATH"],
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
            **PRODUCTION,
            "SENTRY_DSN": f"http://key@127.0.0.1:{port}/1",
            "DJANGO_SETTINGS_MODULE": "unity_torah.settings.production",
        },
        cwd=settings.BASE_DIR,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def events(envelopes: list[bytes]) -> list[dict[str, Any]]:
    """The events of the envelopes, in the order of their level and logger."""
    found = []
    for envelope in envelopes:
        lines = envelope.split(b"\n")
        for header, payload in zip(lines[1::2], lines[2::2], strict=False):
            if json.loads(header)["type"] == "event":
                found.append(json.loads(payload))
    return sorted(found, key=lambda event: (event.get("logger", ""), event.get("message", "")))


def test_report_has_route_status_and_class_only(received: tuple[int, list[bytes]]) -> None:
    port, envelopes = received
    output = run(port)
    assert "500 Internal Server Error" in output
    page, job, line = events(envelopes)
    assert page["tags"] == {"route": "/orders/<str:token>/", "status": "500"}
    assert page["exception"]["values"][0]["type"] == "ValueError"
    assert page["exception"]["values"][0]["stacktrace"]["frames"][-1]["function"] == "fail"
    assert not {"request", "breadcrumbs", "user", "extra", "contexts"} & set(page)
    assert (line["message"], line["logger"]) == ("order %s of %s failed", "a.b")
    assert (job["message"], job["exception"]["values"][0]["type"]) == ("job %s of %s", "KeyError")
    sent = b"".join(envelopes).decode()
    assert [secret for secret in SECRETS if secret in sent] == []


def test_negative_control_without_before_send_the_report_has_them(
    received: tuple[int, list[bytes]],
) -> None:
    port, envelopes = received
    unguarded = PROGRAM.replace(
        "answered = []", "sentry_sdk.get_client().options['before_send'] = None\nanswered = []"
    )
    run(port, unguarded)
    sent = b"".join(envelopes).decode()
    assert all(secret in sent for secret in SECRETS)
