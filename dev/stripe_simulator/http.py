"""An HTTP request and its response, independent of the server."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message


class ConnectionDropped(Exception):
    """The connection is closed without a response."""


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: str
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        """The body of a form, still percent-encoded; what is not UTF-8 shows as U+FFFD."""
        return self.body.decode(errors="replace")


@dataclass(frozen=True)
class Response:
    status: int
    body: bytes
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)
