"""A small OpenID provider on this machine that speaks as Google's does."""

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt

CLIENT_ID, SECRET = "client.apps.example", "secret"
_KEY = "the key of this endpoint, which nobody checks over its own connection"


@dataclass
class OpenIdEndpoint:
    """`authorize` gives a code, which is exchanged for tokens once: OAuth 2.0 with PKCE."""

    url: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    issued: dict[str, dict[str, str]] = field(default_factory=dict)
    requests: list[dict[str, str]] = field(default_factory=list)

    def authorize(self, location: str) -> str:
        """What the provider's page does once somebody agreed: the query of the way back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.issued)}"
        self.issued[code] = asked
        return f"?code={code}&state={asked['state']}"

    def exchange(self, sent: dict[str, str]) -> dict[str, Any] | None:
        """The tokens for a code; None where anything is wrong with the request."""
        self.requests.append(sent)
        asked = self.issued.pop(sent.get("code", ""), None)
        if asked is None or (sent.get("client_id"), sent.get("client_secret")) != (
            CLIENT_ID,
            SECRET,
        ):
            return None
        digest = sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if challenge != asked["code_challenge"] or sent["redirect_uri"] != asked["redirect_uri"]:
            return None
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT_ID, "sub": "117", "iat": now, "exp": now + 600}
        token = jwt.encode({**claims, **self.claims}, _KEY, algorithm="HS256")
        return {"access_token": "token", "expires_in": 600, "id_token": token}


@contextmanager
def openid_endpoint() -> Iterator[OpenIdEndpoint]:
    """Run it on a free port."""
    endpoint = OpenIdEndpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            sent = {name: values[0] for name, values in parse_qs(body).items()}
            answer = endpoint.exchange(sent)
            self.send_response(200 if answer else 400)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(answer or {"error": "invalid_grant"}).encode())

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    endpoint.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield endpoint
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
