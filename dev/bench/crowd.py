"""A crowd of readers: a program of its own, so that its work is not taken for the site's.

`python -m dev.bench.crowd URL READERS SECONDS` has so many readers ask for a page again and
again, each over one connection that is kept alive, and prints a JSON object: the answers in so
many seconds, the milliseconds of each, and the seconds of CPU the crowd itself used.
Another answer than the first one's status and length ends it.
"""

import json
import selectors
import socket
import sys
import time
from urllib.parse import urlsplit

_END = b"\r\n\r\n"


class Reader:
    """One connection, and the moment of its last question."""

    def __init__(self, host: str, port: int, question: bytes) -> None:
        self._question = question
        self.socket = socket.create_connection((host, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._come = b""

    def ask(self) -> None:
        """Ask for the page."""
        self._come = b""
        self.asked = time.perf_counter()
        self.socket.sendall(self._question)

    def answer(self) -> tuple[bytes, int] | None:
        """Take what has come: the status and the body's length once all of it is there."""
        self._come += (part := self.socket.recv(65536))
        if not part:
            raise SystemExit("The server closed a connection in the middle")
        head, end, body = self._come.partition(_END)
        if not end:
            return None
        told = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        return (head[9:12], len(body)) if len(body) == int(told) else None


def main() -> None:
    """Ask until the time is over."""
    url, readers, seconds = urlsplit(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    question = (
        f"GET {url.path}?{url.query} HTTP/1.1\r\nHost: {url.netloc}\r\n"
        "Accept: text/html\r\nAccept-Language: en-GB,en;q=0.9,he;q=0.8\r\n"
        "Accept-Encoding: gzip, deflate, br\r\nUser-Agent: bench\r\n\r\n"
    ).encode()
    crowd = [Reader(url.hostname or "", url.port or 80, question) for _ in range(readers)]
    began = time.perf_counter()
    times = _read(crowd, began + seconds)
    took = time.perf_counter() - began
    report = {"seconds": took, "times": times, "cpu": time.process_time()}
    sys.stdout.write(json.dumps(report))


def _read(crowd: list[Reader], until: float) -> list[float]:
    """The milliseconds of each answer until then."""
    waiting = selectors.DefaultSelector()
    for reader in crowd:
        waiting.register(reader.socket, selectors.EVENT_READ, reader)
        reader.ask()
    times: list[float] = []
    usual = None
    while time.perf_counter() < until:
        for key, _ in waiting.select(1):
            reader = key.data
            answer = reader.answer()
            if answer is None:
                continue
            times.append((time.perf_counter() - reader.asked) * 1000)
            usual = usual or answer
            if answer != usual or answer[0] != b"200":
                raise SystemExit(f"{answer} where {usual} was expected")
            reader.ask()
    return times


if __name__ == "__main__":
    main()
