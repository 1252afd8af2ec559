"""One HTTP request and its answer, free of the server that carries them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message


class ConnectionDropped(Exception):
    """The caller gets no answer: the connection is closed."""


@dataclass(frozen=True)
class Request:
    """What was asked."""

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
    """What is answered."""

    status: int
    body: bytes
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)
