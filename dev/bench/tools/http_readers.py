"""Concurrent readers of one page, in their own process so that their CPU is not the site's.

`python -m dev.bench.tools.http_readers URL READERS SECONDS` requests a page again and again, each
reader over one keep-alive connection. It prints a JSON object: the seconds, the milliseconds of
each response, and the seconds of CPU that the readers used. A response with another status or
length than the first one's ends it.
"""

import json
import selectors
import socket
import sys
import time
from urllib.parse import urlsplit

_END = b"\r\n\r\n"


class Reader:
    """One connection, and the time of its last request."""

    def __init__(self, host: str, port: int, request: bytes) -> None:
        self._request = request
        self.socket = socket.create_connection((host, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = b""

    def send(self) -> None:
        self._received = b""
        self.asked = time.perf_counter()
        self.socket.sendall(self._request)

    def receive(self) -> tuple[bytes, int] | None:
        """Read what has arrived; return the status and the body's length once it is complete."""
        self._received += (part := self.socket.recv(65536))
        if not part:
            raise SystemExit("The server closed a connection in the middle")
        head, end, body = self._received.partition(_END)
        if not end:
            return None
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        return (head[9:12], len(body)) if len(body) == int(length) else None


def main() -> None:
    url, count, seconds = urlsplit(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    request = (
        f"GET {url.path}?{url.query} HTTP/1.1\r\nHost: {url.netloc}\r\n"
        "Accept: text/html\r\nAccept-Language: en-GB,en;q=0.9,he;q=0.8\r\n"
        "Accept-Encoding: gzip, deflate, br\r\nUser-Agent: bench\r\n\r\n"
    ).encode()
    readers = [Reader(url.hostname or "", url.port or 80, request) for _ in range(count)]
    start = time.perf_counter()
    times = _read(readers, start + seconds)
    elapsed = time.perf_counter() - start
    report = {"seconds": elapsed, "times": times, "cpu": time.process_time()}
    sys.stdout.write(json.dumps(report))


def _read(readers: list[Reader], until: float) -> list[float]:
    """The milliseconds of each response until then."""
    waiting = selectors.DefaultSelector()
    for reader in readers:
        waiting.register(reader.socket, selectors.EVENT_READ, reader)
        reader.send()
    times: list[float] = []
    expected = None
    while time.perf_counter() < until:
        for key, _ in waiting.select(1):
            reader = key.data
            response = reader.receive()
            if response is None:
                continue
            times.append((time.perf_counter() - reader.asked) * 1000)
            expected = expected or response
            if response != expected or response[0] != b"200":
                raise SystemExit(f"{response} where {expected} was expected")
            reader.send()
    return times


if __name__ == "__main__":
    main()
