"""The webhook endpoint: its URL, signatures, and one POST to it."""

import hashlib
import hmac
import http.client
from collections.abc import Collection
from dataclasses import dataclass
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 10.0  # seconds to respond


@dataclass(frozen=True)
class Endpoint:
    """Where events go. Two secrets while one is rolled.

    `events` are types, or groups such as `checkout.session.*`; none means all types.
    """

    url: str
    secrets: tuple[str, ...]
    events: Collection[str] = ()

    def wants(self, kind: str) -> bool:
        """Whether it is subscribed to this type of event."""
        return not self.events or any(fnmatchcase(kind, wanted) for wanted in self.events)

    def post(self, body: bytes, signature: str) -> tuple[int | None, str]:
        """Send once: the status, or the error. Redirects are not followed."""
        url = urlsplit(self.url)
        secure = url.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(url.hostname or "", url.port, timeout=TIMEOUT_SECONDS)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": signature,
            "User-Agent": "Stripe/1.0 (simulator)",
            "Accept": "*/*; q=0.5, application/xml",
            "Cache-Control": "no-cache",
        }
        path = (url.path or "/") + (f"?{url.query}" if url.query else "")
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException) as error:
            return None, f"{type(error).__name__}: {error}"
        finally:
            connection.close()
        return answer.status, ""


def sign(body: bytes, secrets: tuple[str, ...], at: int) -> str:
    """The `Stripe-Signature` header: HMAC-SHA256 over "<t>.<body>" with the whole secret."""
    said = b"%d.%s" % (at, body)
    marks = [hmac.new(secret.encode(), said, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={at}", *(f"v1={mark}" for mark in marks)])
